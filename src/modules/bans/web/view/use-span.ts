import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../web/kit/index.ts';
import { spanOf } from './span.ts';

/** Says a length of time in seconds: "10 min"; -1 is for ever, null unknown. */
export function useSpan(): (seconds: number | null) => string {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  return (seconds) => {
    if (seconds === null) return t('duration.unknown');
    if (seconds < 0) return t('duration.forever');
    const { unit, figure } = spanOf(seconds);
    return t(`span.${unit}`, { figure: number(figure) });
  };
}
