import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../../web/api/index.ts';
import { useNow } from '../../../../web/kit/index.ts';
import type { Reader } from '../view/reader.ts';

/** For whom this page writes its sentences; follows the clock. */
export function useReader(): Reader {
  const { t, i18n } = useTranslation('servers');
  const { language } = i18n;
  const zone = useZone();
  const now = useNow();
  return useMemo(
    () => ({ t: (key, params) => t(key, { ...params }), language, zone, now: Temporal.Instant.fromEpochMilliseconds(now) }),
    [t, language, zone, now],
  );
}
