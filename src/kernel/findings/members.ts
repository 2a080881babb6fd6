import { sql } from 'kysely';
import { withinScope } from '../assets/within.ts';
import type { Scope } from '../contract/access.ts';
import type { Severity } from '../contract/severity.ts';
import type { Db, Tx } from '../db/database.ts';
import { isFlapping } from './domain/life.ts';
import type { Standing } from './domain/standing.ts';
import type { FindingParams } from './findings.ts';
import { explainingAt, isFolded, isOpenAt, mutedAt } from './folding.ts';

/** A finding as a member of its story at one instant. */
export interface Member extends Standing {
  readonly storyId: string;
  readonly key: string;
  readonly siteId: string;
  readonly asset: { readonly id: string; readonly name: string; readonly kind: string; readonly module: string } | null;
  readonly params: FindingParams;
  readonly isFlapping: boolean;
  /** Rule of its cause, while it is folded. */
  readonly causedBy: string | null;
}

interface MemberRow {
  id: string;
  module: string;
  rule: string;
  key: string;
  site_id: string;
  story_id: string;
  severity: Severity;
  params: FindingParams;
  cause_rule: string | null;
  opened_at: Temporal.Instant;
  openings: Temporal.Instant[];
  closes_at: Temporal.Instant | null;
  is_folded: boolean;
  muted_until: Temporal.Instant | null;
  asset_id: string | null;
  asset_name: string | null;
  asset_kind: string | null;
  asset_module: string | null;
}

/** The open findings of stories that the scope shows; of a closed story the last one of each rule and key. */
export async function membersOf(db: Db | Tx, storyIds: readonly string[], now: Temporal.Instant, scope: Scope): Promise<readonly Member[]> {
  if (storyIds.length === 0) return [];
  const { rows } = await sql<MemberRow>`
    with recursive ${explainingAt(now)}, ${mutedAt(now)}
    select distinct on (f.story_id, f.module, f.rule, f.key)
      f.id, f.module, f.rule, f.key, f.site_id, f.story_id, f.severity, f.params, f.cause_rule, f.opened_at, f.openings, f.closes_at,
      f.closed_at is null and ${isFolded} as is_folded,
      case when f.closed_at is null then m.until end as muted_until,
      a.id as asset_id, a.name as asset_name, a.kind as asset_kind, a.module as asset_module
    from kernel.findings f
    join kernel.stories s on s.id = f.story_id
    left join kernel.assets a on a.id = f.asset_id
    left join muted m on m.asset_id = f.asset_id
    where f.story_id = any(${[...storyIds]}::uuid[])
      and (s.closed_at is not null or ${isOpenAt(now)})
      and ${withinScope(scope, sql`f.module`, sql`f.site_id`)}
    order by f.story_id, f.module, f.rule, f.key, f.opened_at desc`.execute(db);
  return rows.map((row) => toMember(row, now));
}

const toMember = (row: MemberRow, now: Temporal.Instant): Member => ({
  id: row.id,
  module: row.module,
  rule: row.rule,
  key: row.key,
  siteId: row.site_id,
  storyId: row.story_id,
  severity: row.severity,
  params: row.params,
  openedAt: row.opened_at,
  mutedUntil: row.muted_until,
  isFolded: row.is_folded,
  isFlapping: row.closes_at !== null || isFlapping(row.openings, now),
  causedBy: row.is_folded ? row.cause_rule : null,
  asset: assetOf(row),
});

const assetOf = ({ asset_id, asset_name, asset_kind, asset_module }: MemberRow): Member['asset'] =>
  asset_id === null || asset_name === null || asset_kind === null || asset_module === null
    ? null
    : { id: asset_id, name: asset_name, kind: asset_kind, module: asset_module };
