import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { Counted } from '../domain/lists/words.ts';
import type { Sighting } from '../domain/spread.ts';
import './archive-tables.ts';
import { withoutFullMask } from './inet-text.ts';
import './lists-tables.ts';
import type { SpreadRuleRow } from './spread-rules.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export type OfferState = 'open' | 'applied' | 'dismissed' | 'refused';

export interface SpreadOfferRow {
  readonly id: string;
  readonly rule: Named;
  readonly site: Named;
  readonly banHours: number;
  readonly address: string;
  readonly jail: string;
  readonly state: OfferState;
  readonly evidence: readonly (Omit<Counted, 'hostId'> & { readonly host: Named })[];
  readonly targets: readonly Named[];
  readonly because: string | null;
  readonly createdAt: Temporal.Instant;
  readonly decidedAt: Temporal.Instant | null;
  readonly by: Named | null;
}

const offers = (db: Db | Tx) =>
  db
    .selectFrom('bans.spread_offers as o')
    .innerJoin('bans.spread_rules as r', 'r.id', 'o.rule_id')
    .innerJoin('kernel.sites as site', 'site.id', 'o.site_id')
    .leftJoin('kernel.users as u', 'u.id', 'o.decided_by')
    .selectAll('o')
    .select(['r.name as rule_name', 'r.ban_hours', 'site.name as site_name', 'u.username']);

type OfferColumns = Awaited<ReturnType<ReturnType<typeof offers>['executeTakeFirstOrThrow']>>;

async function toOffers(db: Db | Tx, rows: readonly OfferColumns[]): Promise<SpreadOfferRow[]> {
  const ids = rows.flatMap(({ evidence, target_ids }) => [...evidence.map(({ hostId }) => hostId), ...target_ids]);
  const names = await namesOf(db, [...new Set(ids)]);
  // A host that was erased for good has no name any more.
  const named = (id: string): Named => ({ id, name: names.get(id) ?? '' });
  return rows.map((row) => ({
    ...{ id: row.id, rule: { id: row.rule_id, name: row.rule_name }, site: { id: row.site_id, name: row.site_name } },
    ...{ banHours: row.ban_hours, address: withoutFullMask(row.address), jail: row.jail, state: row.state, because: row.because },
    evidence: row.evidence.map(({ hostId, bans, lastAt }) => ({ host: named(hostId), bans, lastAt })),
    targets: row.target_ids.map(named),
    ...{ createdAt: row.created_at, decidedAt: row.decided_at },
    by: row.decided_by === null ? null : { id: row.decided_by, name: row.username ?? '' },
  }));
}

async function namesOf(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('kernel.assets')
    .select(['id', 'name'])
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const byNewest = keyset<OfferColumns>('bans-spread-offers', [
  { by: sql.ref('o.created_at'), of: ({ created_at }) => created_at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('o.id'), of: ({ id }) => id, cell: cells.id, direction: 'desc' },
]);

const offersOf = (db: Db | Tx, scope: Scope) => {
  const sites = sitesOf(scope, 'bans');
  return offers(db).$if(sites !== 'all', (query) => query.where('o.site_id', '=', sql<string>`any(${sites}::uuid[])`));
};

export async function listSpreadOffers(
  db: Db | Tx,
  scope: Scope,
  { state }: { readonly state?: readonly OfferState[] | undefined },
  page: PageRequest,
): Promise<Page<SpreadOfferRow>> {
  const rows = await byNewest
    .apply(offersOf(db, scope), page)
    .$if(state !== undefined, (query) => query.where('o.state', '=', sql<OfferState>`any(${[...(state ?? [])]})`))
    .execute();
  const { items, nextCursor } = byNewest.cut(rows, page.limit);
  return { items: await toOffers(db, items), nextCursor };
}

export async function findSpreadOffer(db: Db | Tx, scope: Scope, id: string): Promise<SpreadOfferRow | null> {
  const row = await offersOf(db, scope).where('o.id', '=', id).executeTakeFirst();
  return row === undefined ? null : ((await toOffers(db, [row]))[0] ?? null);
}

/** Locks the row until the transaction ends. */
export async function lockSpreadOffer(tx: Tx, scope: Scope, id: string): Promise<SpreadOfferRow | null> {
  await tx.selectFrom('bans.spread_offers').select('id').where('id', '=', id).forUpdate().execute();
  return findSpreadOffer(tx, scope, id);
}

export interface NewOffer {
  readonly id: string;
  readonly ruleId: string;
  readonly siteId: string;
  readonly sighting: Sighting;
  readonly state: OfferState;
  readonly targetIds: readonly string[];
  readonly because: string | null;
  readonly createdAt: Temporal.Instant;
  readonly countedUntil: Temporal.Instant;
}

/** False: there is an open one of this rule and address already. */
export async function insertSpreadOffer(tx: Tx, offer: NewOffer): Promise<boolean> {
  const { id, ruleId, siteId, sighting, state, targetIds, because, createdAt, countedUntil } = offer;
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('bans.spread_offers')
    .values({
      ...{ id, rule_id: ruleId, site_id: siteId, address: sighting.address, jail: sighting.jail, state, because },
      ...{ evidence: JSON.stringify(sighting.counted), target_ids: [...targetIds], created_at: createdAt, counted_until: countedUntil },
      decided_at: state === 'open' ? null : createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function decideSpreadOffer(
  tx: Tx,
  id: string,
  { state, at, by }: { readonly state: OfferState; readonly at: Temporal.Instant; readonly by: string | null },
): Promise<void> {
  await tx.updateTable('bans.spread_offers').set({ state, decided_at: at, decided_by: by }).where('id', '=', id).execute();
}

const MOST_SIGHTINGS = 500;

/**
 * Addresses that hosts of the rule's site have banned as often as it says, since `from`. What spread itself has ordered does not count, nor
 * what an earlier offer has counted: a rule does not feed on its own bans, and does not repeat itself.
 */
export async function sightingsOf(db: Db | Tx, rule: SpreadRuleRow, from: Temporal.Instant): Promise<Sighting[]> {
  const { rows } = await sql<{ address: string; jail: string; counted: readonly Counted[] }>`
    with counted as (
      select b.address, b.host_id, count(*)::int as bans, max(b.at) as last_at, (array_agg(b.jail order by b.at desc))[1] as jail
      from bans.bans b
      where b.site_id = ${rule.site.id} and b.at >= ${from} and b.address is not null and b.provenance = any(${[...rule.provenances]})
        and (${rule.jail}::text is null or b.jail = ${rule.jail})
        and not exists (select from bans.orders o where o.id = b.order_id and o.origin = 'spread')
        and not exists (select from bans.spread_offers f where f.rule_id = ${rule.id} and f.address = b.address and f.counted_until >= b.at)
      group by b.address, b.host_id)
    select c.address::text as address, (array_agg(c.jail order by c.last_at desc))[1] as jail,
      json_agg(json_build_object('hostId', c.host_id, 'bans', c.bans,
        'lastAt', to_char(c.last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by c.last_at desc) as counted
    from counted c group by c.address having sum(c.bans) >= ${rule.bans} and count(*) >= ${rule.onHosts}
    order by max(c.last_at) desc limit ${sql.lit(MOST_SIGHTINGS)}`.execute(db);
  return rows.map((row) => ({ ...row, address: withoutFullMask(row.address) }));
}
