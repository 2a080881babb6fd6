import type { RemovedPerson } from './stream.ts';

/** Fields in which people are named. A name anywhere else may be a word that means something else (somebody called `admin`). */
const NAMING = new Set([
  'assignee',
  'by',
  'contact',
  'displayName',
  'email',
  'maintainer',
  'member',
  'members',
  'owner',
  'person',
  'username',
  'who',
]);

/**
 * A value of JSON with a removed person's names replaced by their tombstone: in the fields that name people, or `everywhere`,
 * where all of it is about that person.
 */
export function withoutNames(value: unknown, person: RemovedPerson, { everywhere }: { readonly everywhere: boolean }): unknown {
  const names = new Set(person.names.filter((name) => name !== ''));
  const walk = (part: unknown, isNaming: boolean): unknown => {
    if (typeof part === 'string') return isNaming && names.has(part) ? person.tombstone : part;
    if (Array.isArray(part)) return part.map((one) => walk(one, isNaming));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, walk(one, everywhere || NAMING.has(key))]));
  };
  return walk(value, everywhere);
}
