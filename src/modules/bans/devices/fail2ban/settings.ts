import type { Control } from './control.ts';
import { Fail2banError } from './errors.ts';
import { attributeName, jailName } from './outgoing.ts';
import { isDescription, type PyValue } from './pickle/values.ts';
import { ignoreList, integer, listOf, orNull, type Shape, text, truth } from './shapes.ts';

/** One jail's settings as the running server has them, which is not always what the files say. */
export interface JailSettings {
  /** -1: for ever. */
  readonly banTimeSeconds: number;
  readonly findTimeSeconds: number;
  readonly maxRetry: number;
  readonly maxLines: number;
  readonly maxMatches: number;
  /** Whether bans grow with their number (`bantime.increment`). */
  readonly isIncremental: boolean;
  readonly useDns: string;
  readonly ignoreSelf: boolean;
  readonly ignored: readonly string[];
  readonly ignoreCommand: string | null;
  readonly logPaths: readonly string[];
  readonly logEncoding: string;
  readonly journalMatches: readonly string[];
  readonly datePattern: string | null;
  readonly logTimeZone: string | null;
  readonly prefixRegex: string;
  /** As Python sees them: `<HOST>` and its like are written out. */
  readonly failRegex: readonly string[];
  readonly ignoreRegex: readonly string[];
  readonly actions: readonly string[];
}

export type ActionSettings = ReadonlyMap<string, string | number | boolean | null>;

export interface DatabaseSettings {
  /** Null: fail2ban keeps no database. */
  readonly file: string | null;
  readonly purgeAgeSeconds: number | null;
  readonly maxMatches: number | null;
}

// A jail that ignores by no command has False there, and one without a date pattern nothing or a pair of nothing and a title.
const textOrNot: Shape<string | null> = (value, what) => (value === false || value === null || value === '' ? null : text(value, what));
const datePattern: Shape<string | null> = (value, what) => textOrNot(Array.isArray(value) ? (value[0] ?? null) : value, what);
const journalMatch: Shape<string> = (value, what) => (Array.isArray(value) ? listOf(text)(value, what).join(' ') : text(value, what));
const flag: Shape<boolean> = (value, what) => (value === null ? false : truth(value, what));

/** One value of one jail. Throws `Fail2banError`. */
export async function getOf<T>(control: Control, jail: string, setting: string, shape: Shape<T>): Promise<T> {
  return shape(await control.ask(['get', jailName(jail), setting], { isRead: true }), setting);
}

/** All of them, one question after the other: other commands may come in between. */
export async function jailSettings(control: Control, jail: string): Promise<JailSettings> {
  const get = <T>(setting: string, shape: Shape<T>): Promise<T> => getOf(control, jail, setting, shape);
  return {
    banTimeSeconds: await get('bantime', integer),
    findTimeSeconds: await get('findtime', integer),
    maxRetry: await get('maxretry', integer),
    maxLines: await get('maxlines', integer),
    maxMatches: await get('maxmatches', integer),
    isIncremental: await get('bantime.increment', flag),
    useDns: await get('usedns', text),
    ignoreSelf: await get('ignoreself', truth),
    ignored: await get('ignoreip', ignoreList),
    ignoreCommand: await get('ignorecommand', textOrNot),
    logPaths: await get('logpath', listOf(text)),
    logEncoding: await get('logencoding', text),
    journalMatches: await get('journalmatch', listOf(journalMatch)),
    datePattern: await get('datepattern', datePattern),
    logTimeZone: await get('logtimezone', textOrNot),
    prefixRegex: await get('prefregex', text),
    failRegex: await get('failregex', listOf(text)),
    ignoreRegex: await get('ignoreregex', listOf(text)),
    actions: await get('actions', listOf(text)),
  };
}

const simple = (value: PyValue): string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

/** Null where the value is no text and no number, or cannot be told. */
export async function actionSettings(control: Control, jail: string, action: string): Promise<ActionSettings> {
  const ask = (setting: string): Promise<PyValue> =>
    control.ask(['get', jailName(jail), 'action', attributeName(action), attributeName(setting)], { isRead: true });
  const names = listOf(text)(
    await control.ask(['get', jailName(jail), 'actionproperties', attributeName(action)], { isRead: true }),
    'actionproperties',
  );
  const settings = new Map<string, string | number | boolean | null>();
  for (const name of names) {
    const value = await ask(name).catch((cause: unknown) => {
      // What cannot be pickled is answered by an error of its own.
      if (cause instanceof Fail2banError && cause.kind === 'refused') return null;
      throw cause;
    });
    // Patterns that its class keeps for itself are no settings.
    if (!isDescription(value)) settings.set(name, simple(value));
  }
  return settings;
}

export async function databaseSettings(control: Control): Promise<DatabaseSettings> {
  const get = async <T>(setting: string, shape: Shape<T>): Promise<T> =>
    shape(await control.ask(['get', setting], { isRead: true }), setting);
  return {
    file: await get('dbfile', orNull(text)),
    purgeAgeSeconds: await get('dbpurgeage', orNull(integer)),
    maxMatches: await get('dbmaxmatches', orNull(integer)),
  };
}
