/** What the console may do on a host. Each contains the ones before. */
export const LEVELS = ['observe', 'ban', 'configure'] as const;
export type Level = (typeof LEVELS)[number];

/** How the control socket is reached: on this machine, or forwarded through ssh. */
export const TRANSPORTS = ['local', 'ssh'] as const;
export type Transport = (typeof TRANSPORTS)[number];

export const allows = (held: Level, wanted: Level): boolean => LEVELS.indexOf(held) >= LEVELS.indexOf(wanted);

export const PROVENANCES = ['filter', 'manual', 'blocklist', 'recidive', 'import'] as const;
export type Provenance = (typeof PROVENANCES)[number];
