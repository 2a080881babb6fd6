import { useTranslation } from 'react-i18next';
import { figuresOf } from '../../../kernel/contract/figures.ts';
import type { Story } from '../../../kernel/contract/routes/today.ts';

type Fact = Story['facts'][number];

/** One fact in the person's language; a rule nobody translated is shown by its name. */
export function useFactSentence(): (fact: Pick<Fact, 'module' | 'rule' | 'params'>) => string {
  const { t } = useTranslation('kernel');
  return ({ module, rule, params }) => {
    const figures = figuresOf(params, (key, inner, fallback) => t(key, { ...inner, defaultValue: fallback }));
    return t(`${module}:findings.${rule}`, { ...figures, defaultValue: `${module}: ${rule}` });
  };
}

/** The short name of a rule, for lines that have no figures: "Update overdue". */
export function useRuleName(): (module: string, rule: string) => string {
  const { t } = useTranslation('kernel');
  return (module, rule) => t(`${module}:rules.${rule}`, { defaultValue: rule });
}

/** The three worst facts, and how many more there are. */
export function StorySentence({ story }: { readonly story: Story }) {
  const { t } = useTranslation('kernel');
  const say = useFactSentence();
  const facts = story.facts.map((fact) => {
    const isOther = fact.assetName !== null && fact.assetName !== story.subject.name;
    return isOther ? `${fact.assetName}: ${say(fact)}` : say(fact);
  });
  const left = story.findingCount - story.facts.length;
  const more = [
    ...(left > 0 ? [t('today.moreFacts', { count: left })] : []),
    ...(story.foldedCount > 0 ? [t('today.folded', { count: story.foldedCount })] : []),
  ];
  return (
    <span className="ct-story-sentence" dir="auto">
      {facts.join(' · ')}
      {more.length > 0 && <span className="ct-dimmed">{` · ${more.join(' · ')}`}</span>}
    </span>
  );
}
