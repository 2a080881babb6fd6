import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../api/me.tsx';
import { offsetOf } from './format.ts';
import { useAgo, useFormat } from './use-format.ts';
import { useNow } from './use-now.ts';

const TOUCHABLE = { hover: true, focus: true, touch: true } as const;

interface InstantProps {
  /** RFC 3339; null shows `none`. */
  readonly at: string | null;
  readonly none?: ReactNode;
  /** Zone of the thing, if it has one: the tooltip then tells both. */
  readonly zone?: string;
}

/** "2 h ago", with the exact instant and zone one hover or tap away. For lists. */
export function TimeAgo({ at, none = '–', zone }: InstantProps) {
  const ago = useAgo();
  return at === null ? none : <Dated at={at} zone={zone} text={ago(at)} />;
}

/** "21 Nov 2026, 14:12", with seconds and zone one hover or tap away. */
export function Instant({ at, none = '–', zone }: InstantProps) {
  const format = useFormat();
  return at === null ? none : <Dated at={at} zone={zone} text={format.instant(at)} />;
}

function Dated({ at, zone, text }: { readonly at: string; readonly zone: string | undefined; readonly text: string }) {
  const format = useFormat();
  const lines = zone === undefined ? [format.exact(at)] : [format.exact(at), format.exact(at, zone)];
  return (
    <Tooltip label={lines.join('\n')} events={TOUCHABLE} classNames={{ tooltip: 'ct-lines' }}>
      <time dateTime={at} className="ct-figures">
        {text}
      </time>
    </Tooltip>
  );
}

/** "there 14:12, you 15:12": the clock of a thing beside one's own; one clock where both agree. */
export function TwoClocks({ zone, at }: { readonly zone: string; readonly at?: string }) {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  const own = useZone();
  const now = useNow();
  const instant = at ?? Temporal.Instant.fromEpochMilliseconds(now).toString();
  const isSame = offsetOf(instant, zone) === offsetOf(instant, own);
  const there = at === undefined ? format.clock(instant, zone) : format.dayClock(instant, zone);
  const here = at === undefined ? format.clock(instant) : format.dayClock(instant);
  return (
    <Tooltip label={`${format.exact(instant, zone)}\n${format.exact(instant)}`} events={TOUCHABLE} classNames={{ tooltip: 'ct-lines' }}>
      <span className="ct-figures">{isSame ? t('time.oneClock', { there }) : t('time.twoClocks', { there, here })}</span>
    </Tooltip>
  );
}
