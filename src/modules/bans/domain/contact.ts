/** How the console last stood with a host. */
export const CONTACT_STATES = [
  // Nobody has tried yet.
  'new',
  'ok',
  'unreachable',
  'sign-in-refused',
  'key-unconfirmed',
  'key-changed',
  'not-running',
  // It answers, but something that is needed of it is missing or forbidden.
  'refused',
] as const;
export type ContactState = (typeof CONTACT_STATES)[number];
export type ContactFailure = Exclude<ContactState, 'new' | 'ok'>;

export interface Contacted {
  readonly contactedAt: Temporal.Instant | null;
  readonly failure: ContactFailure | null;
}

/** `ok` only where it has answered, and last of all has answered. */
export function contactStateOf({ contactedAt, failure }: Contacted): ContactState {
  if (failure !== null) return failure;
  return contactedAt === null ? 'new' : 'ok';
}

/** In seconds: after how many failures in a row a host is tried again when. The first tries come quickly: most faults are short. */
export const FIRST_PAUSE_SECONDS = 30;
export const LONGEST_PAUSE_SECONDS = 300;

/** How long a host is left alone that has failed so many times in a row; `random` (0 up to 1) spreads many hosts over a tenth of it. */
export function pauseAfter(failures: number, intervalSeconds: number, random: number): Temporal.Duration {
  const base = failures === 0 ? intervalSeconds : Math.min(FIRST_PAUSE_SECONDS * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_SECONDS);
  return Temporal.Duration.from({ milliseconds: Math.round(base * 1_000 * (0.95 + random / 10)) });
}
