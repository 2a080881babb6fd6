import { sql } from 'kysely';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { PendingPackage } from '../domain/packages.ts';
import { containsText } from './search.ts';
import type { PendingPackagesTable } from './tables.ts';

/** Replaces the list. The order given is the order kept. */
export async function replacePackages(tx: Tx, id: AssetId, packages: readonly PendingPackage[]): Promise<void> {
  await tx.deleteFrom('servers.pending_packages').where('server_id', '=', id).execute();
  if (packages.length === 0) return;
  // One array per column: a statement takes at most 65,535 parameters, and a report up to 20,000 lines.
  await sql`
    insert into servers.pending_packages
      (server_id, position, name, architecture, installed_version, candidate_version, is_security, origin, is_held)
    select ${id}::uuid, (row_number() over ()) - 1, p.* from unnest(
      ${packages.map((p) => p.name)}::text[], ${packages.map((p) => p.architecture)}::text[],
      ${packages.map((p) => p.installedVersion)}::text[], ${packages.map((p) => p.candidateVersion)}::text[],
      ${packages.map((p) => p.isSecurity)}::boolean[], ${packages.map((p) => p.origin)}::text[],
      ${packages.map((p) => p.isHeld)}::boolean[]) as p`.execute(tx);
}

/** The whole list, for comparing with a new report. */
export async function packagesOf(db: Db | Tx, id: AssetId): Promise<PendingPackage[]> {
  const rows = await db.selectFrom('servers.pending_packages').selectAll().where('server_id', '=', id).orderBy('position').execute();
  return rows.map(toPackage);
}

export interface PackageFilter {
  readonly q?: string | undefined;
  readonly onlySecurity?: boolean | undefined;
}

/** Security updates first, then those that nobody can tell, each by name. */
const securityRank = sql<number>`case is_security when true then 0 when false then 2 else 1 end`;
const rankOf = (isSecurity: boolean | null): number => (isSecurity === null ? 1 : isSecurity ? 0 : 2);

const securityFirst = keyset<PendingPackage & { readonly position: number }>('packages', [
  { by: securityRank, of: (row) => rankOf(row.isSecurity), cell: cells.int },
  { by: sql.ref('name'), of: (row) => row.name, cell: cells.text },
  { by: sql.ref('position'), of: (row) => row.position, cell: cells.int },
]);

export async function listPackages(db: Db | Tx, id: string, filter: PackageFilter, page: PageRequest): Promise<Page<PendingPackage>> {
  const { q = '', onlySecurity } = filter;
  const rows = await securityFirst
    .apply(db.selectFrom('servers.pending_packages').selectAll(), page)
    .where('server_id', '=', id)
    .$if(q.trim() !== '', (query) => query.where(containsText([sql.ref('name'), sql.ref('origin')], q)))
    .$if(onlySecurity !== undefined, (query) => query.where(sql<boolean>`coalesce(is_security, false) = ${onlySecurity}`))
    .execute();
  return securityFirst.cut(
    rows.map((row) => ({ ...toPackage(row), position: row.position })),
    page.limit,
  );
}

type Row = {
  readonly [Column in keyof Omit<PendingPackagesTable, 'architecture' | 'origin' | 'is_held'>]: PendingPackagesTable[Column];
} & {
  readonly architecture: string;
  readonly origin: string;
  readonly is_held: boolean;
};

const toPackage = (row: Row): PendingPackage => ({
  name: row.name,
  architecture: row.architecture,
  installedVersion: row.installed_version,
  candidateVersion: row.candidate_version,
  isSecurity: row.is_security,
  origin: row.origin,
  isHeld: row.is_held,
});
