import { useTranslation } from 'react-i18next';
import { MarkShape, useFormat } from '../../../../web/kit/index.ts';
import { SCREEN_STATES, type ScreenState } from '../../domain/screen-state.ts';
import { statesOf } from '../view/filters.ts';
import { stateMark } from '../view/marks.ts';
import { ONLINE_STATES } from '../view/totals.ts';

interface StateTotalsProps {
  /** Absent while they are not known. */
  readonly counts: Readonly<Record<ScreenState, number>> | undefined;
  readonly value: string | undefined;
  onChange(state: string | null): void;
}

/** States that are always offered, so that nothing moves when the last screen leaves one. */
const ALWAYS: readonly ScreenState[] = ['offline', 'critical', 'warning', 'healthy'];

/** How many screens there are in each state; each figure narrows the page to them. */
export function StateTotals({ counts, value, onChange }: StateTotalsProps) {
  const { t } = useTranslation('screens');
  const { number } = useFormat();
  const chosen = statesOf(value).join(',');
  const sum = (states: readonly ScreenState[]): number => states.reduce((all, state) => all + (counts?.[state] ?? 0), 0);
  const figure = (count: number) => (counts !== undefined ? <span className="ct-figures">{number(count)}</span> : null);
  const single = [...ALWAYS, ...(['new', 'off'] as const).filter((state) => (counts?.[state] ?? 0) > 0 || chosen === state)];
  const online = ONLINE_STATES.join(',');
  return (
    <fieldset className="sc-totals" aria-label={t('screens.totals')}>
      <button type="button" aria-pressed={chosen === ''} onClick={() => onChange(null)}>
        {t('screens.all')} {figure(sum(SCREEN_STATES))}
      </button>
      <button type="button" aria-pressed={chosen === online} onClick={() => onChange(chosen === online ? null : online)}>
        {t('screens.online')} {figure(sum(ONLINE_STATES))}
      </button>
      {single.map((state) => (
        <button type="button" key={state} aria-pressed={chosen === state} onClick={() => onChange(chosen === state ? null : state)}>
          <MarkShape mark={stateMark(state)} />
          {t(`state.${state}`)} {figure(sum([state]))}
        </button>
      ))}
    </fieldset>
  );
}
