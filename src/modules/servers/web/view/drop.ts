import { bothClocks } from './clocks.ts';
import type { Reader } from './reader.ts';

/** Why a slot could not be put somewhere. */
export interface RefusedDrop {
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Refusals that a person may overrule, with what then goes along with the next try. */
export const OVERRULED: Readonly<Record<string, { readonly confirmRisky?: true; readonly confirmLate?: true }>> = {
  service_window_risky: { confirmRisky: true },
  'servers.slot_past_due': { confirmLate: true },
};

/** What stands in the way with its figures, and what would make it possible; null where the refusal's own sentence says all. */
export function dropText({ code, params }: RefusedDrop, serverZone: string | null, reader: Reader): string | null {
  const clock = (name: string): string | null => {
    const value = params[name];
    return typeof value === 'string' ? bothClocks(Temporal.Instant.from(value), serverZone, reader) : null;
  };
  const figures = { until: clock('until'), dueAt: clock('dueAt'), startsAt: clock('startsAt'), endsAt: clock('endsAt') };
  const nextSafeAt = clock('nextSafeAt');
  switch (code) {
    case 'servers.slot_in_use':
      return reader.t(figures.until === null ? 'drop.inUseEndless' : 'drop.inUse', figures);
    case 'servers.slot_frozen':
      return reader.t('drop.frozen', figures);
    case 'servers.slot_group_busy':
      return reader.t('drop.groupBusy', { ...figures, server: params['server'] });
    case 'servers.slot_past_due':
      return reader.t('drop.pastDue', figures);
    case 'service_window_risky':
      return reader.t(nextSafeAt === null ? 'drop.riskyEndless' : 'drop.risky', { nextSafeAt });
    default:
      return null;
  }
}
