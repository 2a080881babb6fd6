import type { Scope } from '../../../kernel/contract/access.ts';
import type { PageRequest } from '../../../kernel/db/keyset.ts';
import { isOlderThan } from '../domain/package-versions.ts';
import { type FoundPackage, findPackages } from '../store/package-search.ts';
import { countStatuses } from '../store/server-list.ts';
import type { Parts } from './parts.ts';

export interface PackageSearch {
  /** A whole name, or its beginning and `*`; null: every one. */
  readonly name: string | null;
  readonly olderThan: string | null;
  readonly siteId: string | undefined;
  readonly at: Temporal.Instant;
}

interface PackageMatch extends FoundPackage {
  readonly isOlder: boolean | null;
}

interface PackageMatches {
  readonly items: readonly PackageMatch[];
  readonly nextCursor: string | null;
  /** Servers whose list nobody can rely on. */
  readonly unknownServers: number;
}

/** Servers whose reports name a package as pending, and in an older version than asked; what cannot be compared is kept. */
export async function searchPackages(
  { db }: Pick<Parts, 'db'>,
  scope: Scope,
  { name, olderThan, siteId, at }: PackageSearch,
  page: PageRequest,
): Promise<PackageMatches> {
  const isOlder = ({ installedVersion, packageManager }: FoundPackage): boolean | null =>
    olderThan === null ? null : isOlderThan(installedVersion, olderThan, packageManager);
  const matches = (found: FoundPackage): boolean => isOlder(found) !== false;
  const [{ items, nextCursor }, { total, reportState }] = await Promise.all([
    findPackages(db, scope, { name, siteId, matches }, page),
    countStatuses(db, scope, { at, siteId }),
  ]);
  return { items: items.map((found) => ({ ...found, isOlder: isOlder(found) })), nextCursor, unknownServers: total - reportState.ok };
}
