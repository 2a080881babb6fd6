import { useTranslation } from 'react-i18next';
import type { Screen } from '../../contract/screen-shapes.ts';
import type { StateReason } from '../../domain/screen-state.ts';

/** What is wrong with a screen in words, worst first. */
export function useReasons(): (screen: Pick<Screen, 'reasons' | 'lastAlive' | 'serviceFailedUnit'>) => readonly ReasonText[] {
  const { t } = useTranslation('screens');
  return ({ reasons, lastAlive, serviceFailedUnit }) =>
    reasons.map((reason) => ({ reason, text: t(`reason.${reason}`, { at: lastAlive, unit: serviceFailedUnit ?? t('unknown') }) }));
}

interface ReasonText {
  readonly reason: StateReason;
  readonly text: string;
}
