/** How the console last stood with a host. `new`: nobody has tried yet. */
export const CONTACT_STATES = [
  'new',
  'ok',
  'unreachable',
  'sign-in-refused',
  'key-unconfirmed',
  'key-changed',
  'not-running',
  /** It answers, but something that is needed of it is missing or forbidden. */
  'refused',
] as const;
export type ContactState = (typeof CONTACT_STATES)[number];
