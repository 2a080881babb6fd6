import type { MqttPrincipal } from '../mqtt.ts';
import { compileFilter, covers, type Filter, matches } from '../topic.ts';

/** What an account may do, ready to be asked for each message. */
export interface Grants {
  mayPublish(topic: string): boolean;
  maySubscribe(filter: string): boolean;
  /** Whether what was said there is delivered to it. */
  mayHear(topic: string): boolean;
}

/** Whole names of topics are looked up; only what has wildcards is gone through. */
export function compileGrants({ publish, subscribe, ask = [] }: MqttPrincipal): Grants {
  const [said, heard, asked] = [compile(publish), compile(subscribe), compile(ask)];
  return {
    mayPublish: (topic) => passes(said, topic),
    mayHear: (topic) => passes(heard, topic),
    maySubscribe(text) {
      if (heard.names.has(text)) return true;
      const filter = compileFilter(text);
      if (filter === null) return false;
      return heard.filters.some((allowed) => covers(allowed, filter)) || (!hasWildcard(text) && passes(asked, text));
    },
  };
}

interface Compiled {
  readonly names: ReadonlySet<string>;
  readonly filters: readonly Filter[];
}

const hasWildcard = (filter: string): boolean => filter.includes('+') || filter.includes('#');

const compile = (filters: readonly string[]): Compiled => ({
  names: new Set(filters.filter((filter) => !hasWildcard(filter))),
  filters: filters
    .filter(hasWildcard)
    .map(compileFilter)
    .filter((filter) => filter !== null),
});

const passes = ({ names, filters }: Compiled, topic: string): boolean =>
  names.has(topic) || filters.some((filter) => matches(filter, topic));
