import { useTranslation } from 'react-i18next';
import type { getStory } from '../../../kernel/contract/routes/today.ts';
import type { OutputOf } from '../../api/call.ts';
import { Instant } from '../../kit/Time.tsx';
import { useRuleName } from './StorySentence.tsx';

type Line = OutputOf<typeof getStory>['history'][number];

/** Figures of a history line that its sentence may name. */
function figuresOf({ details, by }: Line): Record<string, string> {
  const texts = Object.entries(details).filter((entry): entry is [string, string | number] =>
    ['string', 'number'].includes(typeof entry[1]),
  );
  return { ...Object.fromEntries(texts.map(([name, value]) => [name, String(value)])), by: by ?? '' };
}

/** What happened to a story and by whom, newest first. */
export function StoryHistory({ history }: { readonly history: readonly Line[] }) {
  const { t } = useTranslation('kernel');
  const ruleName = useRuleName();
  const severityName = (name: string | undefined) => (name === undefined ? '' : t(`severity.${name}`, { defaultValue: name }));
  const sentenceOf = (line: Line) => {
    const figures = figuresOf(line);
    const { module, rule: name } = figures;
    const rule = module === undefined || name === undefined ? '' : ruleName(module, name);
    const words = { rule, from: severityName(figures['from']), to: severityName(figures['to']) };
    return t(`today.history.${line.what}`, { ...figures, ...words, defaultValue: line.what });
  };
  return (
    <>
      <h3 className="ct-detail-heading">{t('today.historyTitle')}</h3>
      <ol className="ct-history">
        {history
          .toSorted((a, b) => b.id - a.id)
          .map((line) => (
            <li key={line.id}>
              <span className="ct-dimmed">
                <Instant at={line.at} />
              </span>
              <span>
                {sentenceOf(line)}
                {line.by !== null && <span className="ct-dimmed"> · {line.by}</span>}
              </span>
            </li>
          ))}
      </ol>
    </>
  );
}
