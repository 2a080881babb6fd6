import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { OrderState } from '../domain/order.ts';
import { withoutFullMask } from './inet-text.ts';
import './lists-tables.ts';
import './tables.ts';

export interface OrderRow {
  readonly id: string;
  readonly kind: 'ban' | 'unban';
  readonly host: { readonly id: string; readonly name: string };
  readonly siteId: string;
  readonly jail: string | null;
  readonly network: string;
  readonly state: OrderState;
  readonly origin: 'person' | 'spread';
  readonly note: string;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Temporal.Instant;
  readonly until: Temporal.Instant | null;
  readonly doneAt: Temporal.Instant | null;
  readonly liftedAt: Temporal.Instant | null;
  readonly liftedHow: 'expired' | 'unbanned' | null;
  readonly wakesAt: Temporal.Instant | null;
  readonly tries: number;
  readonly renewals: number;
  readonly jailSeconds: number | null;
  readonly failure: string | null;
  readonly failureDetail: string;
  /** Of an unban: also of every ban of what lies in the network. */
  readonly withInside: boolean;
}

const orders = (db: Db | Tx) =>
  db
    .selectFrom('bans.orders as o')
    .innerJoin('kernel.assets as a', 'a.id', 'o.host_id')
    .leftJoin('kernel.users as u', 'u.id', 'o.by_user_id')
    .selectAll('o')
    .select(['a.name as host_name', 'u.username'])
    .select(sql<string>`o.network::text`.as('network_text'));

type Row = Awaited<ReturnType<ReturnType<typeof orders>['executeTakeFirstOrThrow']>>;

const toOrder = (row: Row): OrderRow => ({
  id: row.id,
  kind: row.kind,
  host: { id: row.host_id, name: row.host_name },
  siteId: row.site_id,
  jail: row.jail,
  network: withoutFullMask(row.network_text),
  state: row.state,
  origin: row.origin,
  note: row.note,
  by: row.by_user_id === null ? null : { id: row.by_user_id, name: row.username ?? '' },
  createdAt: row.created_at,
  until: row.until_at,
  doneAt: row.done_at,
  liftedAt: row.lifted_at,
  liftedHow: row.lifted_how,
  wakesAt: row.wakes_at,
  tries: row.tries,
  renewals: row.renewals,
  jailSeconds: row.jail_seconds,
  failure: row.failure,
  failureDetail: row.failure_detail,
  withInside: row.with_inside,
});

const byNewest = keyset<OrderRow>('bans-orders', [
  { by: sql.ref('o.created_at'), of: ({ createdAt }) => createdAt.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('o.id'), of: ({ id }) => id, cell: cells.id, direction: 'desc' },
]);

export interface OrderFilter {
  readonly hostId?: string | undefined;
  readonly jail?: string | undefined;
  /** In its one spelling. */
  readonly network?: string | undefined;
  readonly state?: readonly OrderState[] | undefined;
  readonly kind?: 'ban' | 'unban' | undefined;
}

export async function listOrders(db: Db | Tx, scope: Scope, filter: OrderFilter, page: PageRequest): Promise<Page<OrderRow>> {
  const { hostId, jail, network, state, kind } = filter;
  const sites = sitesOf(scope, 'bans');
  const rows = await byNewest
    .apply(orders(db), page)
    .$if(sites !== 'all', (query) => query.where('o.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .$if(hostId !== undefined, (query) => query.where('o.host_id', '=', hostId ?? ''))
    .$if(jail !== undefined, (query) => query.where('o.jail', '=', jail ?? ''))
    .$if(network !== undefined, (query) => query.where(sql<boolean>`o.network && ${network}::inet`))
    .$if(state !== undefined, (query) => query.where('o.state', '=', sql<OrderState>`any(${[...(state ?? [])]})`))
    .$if(kind !== undefined, (query) => query.where('o.kind', '=', kind ?? 'ban'))
    .execute();
  return byNewest.cut(rows.map(toOrder), page.limit);
}

/** In the order of the hosts' names. */
export async function ordersByIds(db: Db | Tx, ids: readonly string[]): Promise<OrderRow[]> {
  const rows = await orders(db)
    .where('o.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .orderBy('a.name')
    .orderBy('o.jail')
    .orderBy('o.id')
    .execute();
  return rows.map(toOrder);
}

/** Locks the row until the transaction ends. */
export async function lockOrder(tx: Tx, id: string): Promise<OrderRow | null> {
  const held = await tx.selectFrom('bans.orders').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
  return held === undefined ? null : ((await ordersByIds(tx, [id]))[0] ?? null);
}

/** Bans of exactly this network, or also of what lies in it, that live on these hosts; jail null: in every one. Locked. */
export async function lockLivingBans(
  tx: Tx,
  hostIds: readonly string[],
  network: string,
  { jail, withInside = false }: { readonly jail: string | null; readonly withInside?: boolean },
): Promise<OrderRow[]> {
  const held = await tx
    .selectFrom('bans.orders')
    .select('id')
    .where('host_id', '=', sql<string>`any(${[...hostIds]}::uuid[])`)
    .where(withInside ? sql<boolean>`network <<= ${network}::inet` : sql<boolean>`network = ${network}::inet`)
    .where('kind', '=', 'ban')
    .where('state', 'in', ['pending', 'unknown', 'done'])
    .$if(jail !== null, (query) => query.where('jail', '=', jail))
    .orderBy('id')
    .forUpdate()
    .execute();
  return ordersByIds(
    tx,
    held.map(({ id }) => id),
  );
}

export interface NewOrder {
  readonly id: string;
  readonly siteId: string;
  readonly hostId: string;
  readonly kind: 'ban' | 'unban';
  readonly jail: string | null;
  readonly network: string;
  readonly origin: 'person' | 'spread';
  readonly offerId: string | null;
  readonly note: string;
  readonly byUserId: string | null;
  readonly createdAt: Temporal.Instant;
  readonly until: Temporal.Instant | null;
  readonly wakesAt: Temporal.Instant;
  readonly withInside?: boolean;
}

export async function insertOrder(tx: Tx, order: NewOrder): Promise<void> {
  await tx
    .insertInto('bans.orders')
    .values({
      ...{ id: order.id, site_id: order.siteId, host_id: order.hostId, kind: order.kind, jail: order.jail, network: order.network },
      ...{ origin: order.origin, offer_id: order.offerId, note: order.note, by_user_id: order.byUserId },
      ...{ created_at: order.createdAt, until_at: order.until, wakes_at: order.wakesAt },
      with_inside: order.withInside ?? false,
    })
    .execute();
}

/** What becomes of an order; absent fields stay. */
export interface OrderChange {
  readonly state?: OrderState;
  readonly note?: string;
  readonly byUserId?: string | null;
  readonly until?: Temporal.Instant | null;
  readonly doneAt?: Temporal.Instant;
  readonly lifted?: { readonly at: Temporal.Instant; readonly how: 'expired' | 'unbanned' };
  readonly wakesAt?: Temporal.Instant | null;
  readonly tries?: number;
  readonly renewals?: number;
  readonly jailSeconds?: number | null;
  readonly failure?: { readonly code: string; readonly detail: string } | null;
}

export async function saveOrder(tx: Tx, id: string, change: OrderChange): Promise<void> {
  const { state, note, byUserId, until, doneAt, lifted, wakesAt, tries, renewals, jailSeconds, failure } = change;
  await tx
    .updateTable('bans.orders')
    .set({
      ...(state === undefined ? {} : { state }),
      ...(note === undefined ? {} : { note }),
      ...(byUserId === undefined ? {} : { by_user_id: byUserId }),
      ...(until === undefined ? {} : { until_at: until }),
      ...(doneAt === undefined ? {} : { done_at: doneAt }),
      ...(lifted === undefined ? {} : { lifted_at: lifted.at, lifted_how: lifted.how }),
      ...(wakesAt === undefined ? {} : { wakes_at: wakesAt }),
      ...(tries === undefined ? {} : { tries }),
      ...(renewals === undefined ? {} : { renewals }),
      ...(jailSeconds === undefined ? {} : { jail_seconds: jailSeconds }),
      ...(failure === undefined ? {} : { failure: failure?.code ?? null, failure_detail: failure?.detail ?? '' }),
    })
    .where('id', '=', id)
    .execute();
}

/** When the next order needs the console; null: none does. */
export async function nextOrderAt(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('bans.orders')
    .select('wakes_at')
    .where('wakes_at', 'is not', null)
    .orderBy('wakes_at')
    .limit(1)
    .executeTakeFirst();
  return row?.wakes_at ?? null;
}

export async function dueOrders(db: Db | Tx, now: Temporal.Instant, limit: number): Promise<{ id: string; hostId: string }[]> {
  return db
    .selectFrom('bans.orders')
    .select(['id', 'host_id as hostId'])
    .where('wakes_at', '<=', now)
    .orderBy('wakes_at')
    .limit(limit)
    .execute();
}

/** Removes orders that are over and older than an instant, `limit` at most; answers how many. */
export async function removeOrders(tx: Tx, before: Temporal.Instant, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from bans.orders where id = any(array(
      select id from bans.orders where created_at < ${before} and wakes_at is null order by created_at limit ${limit}))`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
