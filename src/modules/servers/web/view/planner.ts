import { type InUseHours, riskyPeriods } from '../../../../shared/window.ts';
import type { Bar, Shade } from '../../../../web/kit/index.ts';
import type { Freeze, Slot } from '../../contract/plan-shapes.ts';
import type { Server } from '../../contract/shapes.ts';
import { bothClocks } from './clocks.ts';
import type { Reader } from './reader.ts';

interface Week {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

const DAYS = 7;

/** Seven days from the beginning of a day on the reader's wall clock; without a day from today. */
export function weekFrom(
  day: string | undefined,
  { zone, now }: Pick<Reader, 'zone' | 'now'>,
): Week & { readonly first: Temporal.PlainDate } {
  const first = day === undefined ? now.toZonedDateTimeISO(zone).toPlainDate() : Temporal.PlainDate.from(day);
  const start = first.toZonedDateTime(zone);
  return { first, from: start.toInstant(), until: start.add({ days: DAYS }).startOfDay().toInstant() };
}

/** The planner at the week that begins with the day of an instant; without one, at today's. */
export const plannerHref = (at: string | null, { zone }: Pick<Reader, 'zone'>): string =>
  at === null ? '/planner' : `/planner?day=${Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate()}`;

type Shaded = Pick<Server, 'id' | 'site' | 'serviceWindow' | 'alwaysInUse' | 'maintenance' | 'updateSchedule'>;

const hoursOf = ({ serviceWindow, alwaysInUse }: Shaded): InUseHours => ({ ...serviceWindow, alwaysInUse });

/** What speaks against touching a server within a week, and what allows it all the same. */
export function shadesOf(server: Shaded, freezes: readonly Freeze[], week: Week): Shade[] {
  const busy = riskyPeriods(hoursOf(server), week.from, week.until).map((period): Shade => ({ ...period, kind: 'busy' }));
  const closed = freezes
    .filter((freeze) => freezesServer(freeze, server))
    .map((freeze): Shade => ({ ...periodOf(freeze), kind: 'closed' }));
  const { maintenance } = server;
  if (maintenance === null) return [...busy, ...closed];
  const open = {
    from: Temporal.Instant.from(maintenance.startsAt),
    until: Temporal.Instant.from(maintenance.endsAt),
    kind: 'open',
  } as const;
  return [...busy, open, ...closed];
}

const periodOf = ({ from, until }: Freeze): Week => ({ from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) });

/** A freeze of one server, of a schedule, or of the whole site. */
function freezesServer(freeze: Freeze, server: Shaded): boolean {
  if (freeze.server !== null) return freeze.server.id === server.id;
  if (freeze.schedule !== null) return freeze.schedule.id === server.updateSchedule?.id;
  return freeze.site.id === server.site.id;
}

const TONES: Readonly<Record<Slot['state'], Bar['tone']>> = {
  planned: 'plan',
  postponed: 'plan',
  started: 'plan',
  succeeded: 'done',
  failed: 'over',
  missed: 'over',
  cancelled: 'over',
  unknown: 'over',
};

export const isWaiting = ({ state }: Pick<Slot, 'state'>): boolean => state === 'planned' || state === 'postponed';

/** A slot in the picture; `zone` is the server's. */
export function barOf(slot: Slot, zone: string | null, reader: Reader): Bar {
  const from = Temporal.Instant.from(slot.startsAt);
  const state = reader.t(`slots.state.${slot.state}`);
  return {
    key: slot.id,
    from,
    until: Temporal.Instant.from(slot.endsAt),
    label: state,
    spoken: reader.t('slots.spoken', { server: slot.server.name, state, at: bothClocks(from, zone, reader) }),
    tone: isWaiting(slot) && slot.isLate ? 'late' : TONES[slot.state],
    isMovable: isWaiting(slot) && slot.mayAct,
  };
}

/** Zone of a server's wall clock; null without hours. */
export const zoneOf = ({ serviceWindow }: Pick<Server, 'serviceWindow'>): string | null => serviceWindow?.timeZone ?? null;
