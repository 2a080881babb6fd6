/** What a cheap question tells of a jail. `backend` '' and no log paths: it did not say. */
export interface JailStatusSeen {
  readonly name: string;
  readonly backend: string;
  readonly logPaths: readonly string[];
  readonly currentlyFailed: number;
  readonly totalFailed: number;
  readonly currentlyBanned: number;
  readonly totalBanned: number;
}

/** Everything that fail2ban tells of a running jail. Times in seconds; -1: for ever. */
export interface JailSettingsSeen {
  readonly backend: string;
  readonly logPaths: readonly string[];
  readonly journalMatches: readonly string[];
  readonly banSeconds: number;
  readonly findSeconds: number;
  readonly maxRetry: number;
  readonly failRegex: readonly string[];
  readonly ignoreRegex: readonly string[];
  readonly prefixRegex: string;
  readonly actions: readonly { readonly name: string; readonly settings: Readonly<Record<string, string>> }[];
  readonly ignored: readonly string[];
  readonly ignoresSelf: boolean | null;
  /** The rest, in fail2ban's words. */
  readonly other: Readonly<Record<string, string>>;
}

export const JAIL_STATES = ['running', 'idle', 'gone'] as const;
export type JailState = (typeof JAIL_STATES)[number];

export function jailStateOf({ goneAt, isIdle }: { readonly goneAt: Temporal.Instant | null; readonly isIdle: boolean | null }): JailState {
  if (goneAt !== null) return 'gone';
  return isIdle === true ? 'idle' : 'running';
}

/** A jail that punishes repeaters: it reads fail2ban's own log. By its name, as fail2ban ships it, or by its filter. */
export const isRecidive = (name: string): boolean => name === 'recidive' || name.startsWith('recidive-');
