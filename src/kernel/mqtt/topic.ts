/** Names of the levels that vary in a pattern such as `caretaker/servers/:serverId/heartbeat`. */
export type ParamNames<Pattern extends string> = Pattern extends `${infer Level}/${infer Rest}`
  ? NameOf<Level> | ParamNames<Rest>
  : NameOf<Pattern>;
type NameOf<Level extends string> = Level extends `:${infer Name}` ? Name : never;

export type TopicParams<Pattern extends string> = { readonly [Name in ParamNames<Pattern>]: string };

/** MQTT allows 65,535 bytes; nothing in the house comes near this. */
const MAX_TOPIC_LENGTH = 1_024;

const CONTROLS = /[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u;

/** Whether a text may stand for one level: not empty, none of `+ # /`, no control character, no lone surrogate, no leading `$`. */
export const isLevel = (text: string): boolean =>
  text.length > 0 && text.length <= MAX_TOPIC_LENGTH && !/[+#/]/.test(text) && !text.startsWith('$') && !CONTROLS.test(text);

/** Whether something may be published there: no wildcard, no empty level, not below `$SYS` or another `$` topic. */
export const isTopic = (text: string): boolean => text.length <= MAX_TOPIC_LENGTH && text.split('/').every(isLevel);

/** The topic for these levels. Throws a TypeError for a text that is no level: an id with a wildcard in it must never become a topic. */
export function topicOf<const Pattern extends string>(pattern: Pattern, params: TopicParams<Pattern>): string {
  const values: Readonly<Record<string, string>> = params;
  const topic = pattern.replaceAll(/:(\w+)/g, (_match, name: string) => {
    const value = values[name] ?? '';
    if (!isLevel(value)) throw new TypeError(`${JSON.stringify(value)} cannot be the level ${name} of the topic ${pattern}`);
    return value;
  });
  if (!isTopic(topic)) throw new TypeError(`${pattern} makes no topic`);
  return topic;
}

/** What a topic says about a pattern: its levels by name, `bad` where one of them is no level, null where it is another topic. */
export type TopicReading = Readonly<Record<string, string>> | 'bad' | null;

export interface TopicPattern {
  readonly pattern: string;
  /** What is subscribed to: `caretaker/servers/+/heartbeat`. */
  readonly filter: string;
  read(topic: string): TopicReading;
}

/** Throws where the pattern itself is none: it is written by us. */
export function compilePattern(pattern: string): TopicPattern {
  const levels = pattern.split('/');
  const plain = levels.map((level) => (level.startsWith(':') ? level.slice(1) : level));
  if (!plain.every(isLevel)) throw new TypeError(`${pattern} is no topic pattern`);
  const names = levels.filter((level) => level.startsWith(':'));
  if (new Set(names).size < names.length) throw new TypeError(`${pattern} names a level twice`);
  const end = levels.at(-1)?.startsWith(':') === true ? '' : `${levels.length > 1 ? '/' : ''}${levels.at(-1)}`;
  return {
    pattern,
    filter: levels.map((level) => (level.startsWith(':') ? '+' : level)).join('/'),
    // Most topics belong to another pattern: that is seen by how they end.
    read: (topic) => (topic.endsWith(end) ? readLevels(levels, topic.split('/')) : null),
  };
}

function readLevels(pattern: readonly string[], topic: readonly string[]): TopicReading {
  if (pattern.length !== topic.length) return null;
  const params: Record<string, string> = {};
  let isBad = false;
  for (const [index, level] of pattern.entries()) {
    const value = topic[index] ?? '';
    if (level.startsWith(':')) {
      params[level.slice(1)] = value;
      isBad ||= !isLevel(value);
    } else if (level !== value) return null;
  }
  return isBad ? 'bad' : params;
}

/** A topic filter of MQTT (3.1.1, section 4.7), cut into its levels once. */
export type Filter = readonly string[];

/** Null: no filter. `#` stands alone at the end, `+` alone on its level. */
export function compileFilter(text: string): Filter | null {
  if (text.length === 0 || text.length > MAX_TOPIC_LENGTH || CONTROLS.test(text)) return null;
  const levels = text.split('/');
  const isSound = levels.every((level, index) => (level === '#' ? index === levels.length - 1 : level === '+' || !/[+#]/.test(level)));
  return isSound ? levels : null;
}

/** Whether a filter lets a topic through. A wildcard on the first level does not reach below `$` (section 4.7.2). */
export function matches(filter: Filter, topic: string): boolean {
  const levels = topic.split('/');
  if (levels[0]?.startsWith('$') === true && levels[0] !== filter[0]) return false;
  for (const [index, level] of filter.entries()) {
    if (level === '#') return true;
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false;
  }
  return filter.length === levels.length;
}

/** Whether every topic that `asked` lets through is let through by `allowed`, too. */
export function covers(allowed: Filter, asked: Filter): boolean {
  if (asked[0]?.startsWith('$') === true && asked[0] !== allowed[0]) return false;
  for (const [index, level] of allowed.entries()) {
    if (level === '#') return true;
    const other = asked[index];
    if (other === undefined || other === '#' || (level !== '+' && level !== other)) return false;
  }
  return allowed.length === asked.length;
}

/** Whether some topic passes both filters. */
export function overlap(one: Filter, other: Filter): boolean {
  for (let index = 0; ; index += 1) {
    const [a, b] = [one[index], other[index]];
    if (a === '#' || b === '#') return true;
    if (a === undefined || b === undefined) return a === b;
    if (a !== '+' && b !== '+' && a !== b) return false;
  }
}
