import { latest } from '../../../shared/time.ts';

/** What a group is to show, as far as it is worked out. */
export interface Expected {
  /** The occurrence; null: nothing is planned, and default content may be seen. */
  readonly eventId: string | null;
  /** Since when it is that for the screen: since it began, or since the screen is in the group. */
  readonly since: Temporal.Instant;
}

const DEFAULT = 'default:';

/** By what players name the default content of a group. */
export const defaultIdOf = (groupNumber: number): string => `${DEFAULT}${groupNumber}`;

/** Begin of the names of all default contents, for questions to the database. */
export const DEFAULT_IDS = DEFAULT;

/** What a player said last of what it shows. */
export interface Shown {
  readonly currentEventId: string | null;
  /** Since when it says so; null: it never said anything else. */
  readonly eventChangedAt: Temporal.Instant | null;
}

/** Since when a player has shown something else than planned; null: it shows what it should, or nobody says what that is. */
export function wrongSince({ currentEventId, eventChangedAt }: Shown, expected: Expected | null): Temporal.Instant | null {
  if (expected === null || isRight(currentEventId, expected.eventId)) return null;
  return eventChangedAt === null ? expected.since : latest(expected.since, eventChangedAt);
}

const isRight = (shown: string | null, expected: string | null): boolean =>
  expected === null ? shown === null || shown.startsWith(DEFAULT) : shown === expected;
