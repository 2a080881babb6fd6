import { sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db } from '../../../kernel/db/database.ts';
import { cells, keyset } from '../../../kernel/db/keyset.ts';
import { conditionsOf } from './server-filters.ts';
import { serverTables } from './server-rows.ts';

export interface FoundPackage {
  readonly server: { readonly id: string; readonly name: string; readonly site: string };
  readonly packageManager: string | null;
  readonly name: string;
  readonly architecture: string;
  readonly installedVersion: string | null;
  readonly candidateVersion: string;
  readonly isSecurity: boolean | null;
  /** Within its server's list. */
  readonly position: number;
}

const byServer = keyset<FoundPackage>('package search', [
  { by: sql.ref('a.name'), of: ({ server }) => server.name, cell: cells.text },
  { by: sql.ref('a.id'), of: ({ server }) => server.id, cell: cells.id },
  { by: sql.ref('p.position'), of: ({ position }) => position, cell: cells.int },
]);

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);

/** Rows that are looked at for one page of matches. */
const AT_ONCE = 500;

interface PackageQuestion {
  /** A whole name in any case, or its beginning and `*`; null: every one. */
  readonly name: string | null;
  readonly siteId: string | undefined;
  /** Asked of each; the database cannot compare versions. */
  matches(found: FoundPackage): boolean;
}

/** Pending packages of the servers in the scope that match, by server; `cursor` goes on after the last match. */
export async function findPackages(
  db: Db,
  scope: Scope,
  question: PackageQuestion,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<FoundPackage>> {
  const matches: FoundPackage[] = [];
  for (let next: string | null | undefined = cursor; next !== null && matches.length <= limit; ) {
    const page: Page<FoundPackage> = byServer.cut(await packageRows(db, scope, question, next), AT_ONCE);
    matches.push(...page.items.filter(question.matches));
    next = page.nextCursor;
  }
  return byServer.cut(matches, limit);
}

async function packageRows(
  db: Db,
  scope: Scope,
  { name, siteId }: PackageQuestion,
  cursor: string | undefined,
): Promise<readonly FoundPackage[]> {
  const query = conditionsOf(scope, { at: EPOCH, siteId })
    .reduce((narrowed, condition) => narrowed.where(condition), serverTables(db))
    .innerJoin('servers.pending_packages as p', 'p.server_id', 's.id')
    .select(['s.id', 'a.name as server_name', 'site.name as site_name', 'r.package_manager'])
    .select(['p.name', 'p.architecture', 'p.installed_version', 'p.candidate_version', 'p.is_security', 'p.position'])
    .$if(name !== null, (narrowed) => narrowed.where(isCalled(name ?? '')));
  const rows = await byServer.apply(query, { cursor, limit: AT_ONCE }).execute();
  return rows.map((row) => ({
    server: { id: row.id, name: row.server_name, site: row.site_name },
    packageManager: row.package_manager,
    name: row.name,
    architecture: row.architecture,
    installedVersion: row.installed_version,
    candidateVersion: row.candidate_version,
    isSecurity: row.is_security,
    position: row.position,
  }));
}

/** Names of packages are ASCII in every distribution; others are compared as they are. */
function isCalled(name: string) {
  const column = sql`lower(p.name collate "C")`;
  if (!name.endsWith('*')) return sql<boolean>`${column} = lower(${name} collate "C")`;
  return sql<boolean>`starts_with(${column}, lower(${name.slice(0, -1)} collate "C"))`;
}
