import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../db/database.ts';
import type { Known } from './domain/steps.ts';
import type { Placed } from './domain/subject.ts';

/** An open finding with its place. */
export interface OpenFinding extends Known, Placed {
  readonly storyId: string;
  readonly openedAt: Temporal.Instant;
}

/** Which open findings are meant. */
export type Which =
  | { readonly id: string }
  | { readonly module: string; readonly rule: string; readonly key: string }
  | { readonly module: string; readonly assetId: string }
  | { readonly assetIds: readonly string[] }
  | { readonly storyIds: readonly string[] };

function condition(which: Which): RawBuilder<boolean> {
  if ('id' in which) return sql`f.id = ${which.id}`;
  if ('key' in which) return sql`f.module = ${which.module} and f.rule = ${which.rule} and f.key = ${which.key}`;
  if ('module' in which) return sql`f.asset_id = ${which.assetId} and f.module = ${which.module}`;
  if ('storyIds' in which) return sql`f.story_id = any(${[...which.storyIds]}::uuid[])`;
  return sql`f.asset_id = any(${[...which.assetIds]}::uuid[])`;
}

export const openFindings = (db: Db | Tx, which: Which): Promise<readonly OpenFinding[]> => load(db, which, sql``);

/** Locks the rows in the order of their ids, so that two transactions that want the same ones never wait in a circle. */
export const lockFindings = (tx: Tx, which: Which): Promise<readonly OpenFinding[]> => load(tx, which, sql`for no key update of f`);

async function load(db: Db | Tx, which: Which, lock: RawBuilder<unknown>): Promise<readonly OpenFinding[]> {
  const { rows } = await sql<FindingRow>`
    select f.*, a.machine_id from kernel.findings f left join kernel.assets a on a.id = f.asset_id
    where f.closed_at is null and ${condition(which)} order by f.id ${lock}`.execute(db);
  return rows.map(toFinding);
}

interface FindingRow {
  id: string;
  module: string;
  rule: string;
  key: string;
  site_id: string;
  asset_id: string | null;
  machine_id: string | null;
  story_id: string;
  severity: OpenFinding['severity'];
  params: OpenFinding['params'];
  cause_module: string | null;
  cause_rule: string | null;
  cause_key: string | null;
  opened_at: Temporal.Instant;
  openings: Temporal.Instant[];
  closes_at: Temporal.Instant | null;
}

const toFinding = (row: FindingRow): OpenFinding => ({
  id: row.id,
  module: row.module,
  rule: row.rule,
  key: row.key,
  siteId: row.site_id,
  assetId: row.asset_id,
  machineId: row.machine_id,
  storyId: row.story_id,
  severity: row.severity,
  params: row.params,
  cause: causeOf(row),
  openedAt: row.opened_at,
  openings: row.openings,
  closesAt: row.closes_at,
});

const causeOf = ({ cause_module, cause_rule, cause_key }: FindingRow): OpenFinding['cause'] =>
  cause_module === null || cause_rule === null || cause_key === null ? null : { module: cause_module, rule: cause_rule, key: cause_key };

/** When each (module, rule, key) last became true, over findings that are closed. */
export async function lastOpenings(
  db: Db | Tx,
  keys: readonly { readonly module: string; readonly rule: string; readonly key: string }[],
): Promise<(one: { readonly module: string; readonly rule: string; readonly key: string }) => readonly Temporal.Instant[]> {
  const { rows } = await sql<{ module: string; rule: string; key: string; openings: Temporal.Instant[] }>`
    select wanted.*, last.openings
    from unnest(${keys.map((key) => key.module)}::text[], ${keys.map((key) => key.rule)}::text[], ${keys.map((key) => key.key)}::text[])
      as wanted (module, rule, key)
    cross join lateral (
      select f.openings from kernel.findings f
      where f.module = wanted.module and f.rule = wanted.rule and f.key = wanted.key order by f.opened_at desc limit 1
    ) as last`.execute(db);
  return ({ module, rule, key }) => rows.find((row) => row.module === module && row.rule === rule && row.key === key)?.openings ?? [];
}
