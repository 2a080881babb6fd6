import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../web/kit/index.ts';
import { stateMark } from '../view/marks.ts';
import type { StateCount } from '../view/totals.ts';

interface HealthBarProps {
  readonly name: string;
  readonly counts: readonly StateCount[];
}

/** How many screens are in which state, as lengths and in words. */
export function HealthBar({ name, counts }: HealthBarProps) {
  const { t } = useTranslation('screens');
  const { number } = useFormat();
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const texts = counts.map(({ state, count }) => t('screens.stateCount', { state: t(`state.${state}`), count: number(count) }));
  const starts = counts.map((_each, at) => counts.slice(0, at).reduce((sum, { count }) => sum + count, 0));
  return (
    <figure className="sc-health">
      <svg
        viewBox={`0 0 ${Math.max(1, all)} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('screens.health', { name, states: texts.join(', ') })}
      >
        {counts.map(({ state, count }, at) => (
          <rect key={state} x={starts[at]} width={count} height={1} className={`ct-mark-${stateMark(state)}`} fill="currentColor" />
        ))}
      </svg>
      <figcaption aria-hidden>{texts.join(' · ')}</figcaption>
    </figure>
  );
}
