import { type Selectable, sql } from 'kysely';
import type { Saying, WireSaying } from '../../contract/saying.ts';
import type { Db, Tx } from '../../db/database.ts';
import { isOpenChannel } from '../look/people.ts';
import { storedSaying } from '../saying-columns.ts';
import type { ChannelsTable, MessagesTable } from '../tables.ts';

/** A channel as its person sees it. */
export interface ChannelRow {
  readonly id: string;
  readonly userId: string;
  readonly kind: ChannelsTable['kind'];
  readonly name: string;
  readonly target: string | null;
  readonly hasSecret: boolean;
  readonly hears: 'all' | 'critical';
  readonly isOn: boolean;
  /** A message could leave by it if it is on. */
  readonly isUsable: boolean;
  readonly failingSince: Temporal.Instant | null;
  readonly last: {
    readonly state: MessagesTable['state'];
    readonly kind: MessagesTable['kind'];
    readonly at: Temporal.Instant;
    readonly error: Saying | null;
  } | null;
  readonly version: number;
}

interface Columns extends Selectable<ChannelsTable> {
  is_usable: boolean;
  last_state: MessagesTable['state'] | null;
  last_kind: MessagesTable['kind'] | null;
  last_at: Temporal.Instant | null;
  last_error: string | null;
  last_saying: WireSaying | null;
}

/** One's own channels, the account's mail first; with `id` that one alone. */
export async function channelsOf(db: Db | Tx, userId: string, hasMail: boolean, id: string | null = null): Promise<readonly ChannelRow[]> {
  const { rows } = await sql<Columns>`
    select c.*, ${isOpenChannel(hasMail)} or (not c.is_on and (c.kind <> 'email' or (${hasMail} and coalesce(c.target, u.email) is not null))) as is_usable,
      m.state as last_state, m.kind as last_kind, coalesce(m.ended_at, m.sending_at, m.created_at) as last_at, m.error as last_error, m.error_saying as last_saying
    from kernel.channels c join kernel.users u on u.id = c.user_id
    left join lateral (
      select * from kernel.messages m where m.channel_id = c.id order by m.created_at desc, m.id desc limit 1
    ) m on true
    where c.user_id = ${userId} ${id === null ? sql`` : sql`and c.id = ${id}`}
    order by c.target is not null, c.created_at, c.id`.execute(db);
  return rows.map(toChannel);
}

const toChannel = (row: Columns): ChannelRow => ({
  ...{ id: row.id, userId: row.user_id, kind: row.kind, name: row.name, target: row.target, hasSecret: row.secret_sealed !== null },
  ...{ hears: row.hears, isOn: row.is_on, isUsable: row.is_usable, failingSince: row.failing_since, version: row.version },
  last:
    row.last_state === null || row.last_kind === null || row.last_at === null
      ? null
      : { state: row.last_state, kind: row.last_kind, at: row.last_at, error: storedSaying(row.last_error, row.last_saying) },
});

/** Held until the transaction ends; null: it is no channel of this person's. */
export async function lockChannel(tx: Tx, userId: string, id: string): Promise<Selectable<ChannelsTable> | null> {
  const row = await tx
    .selectFrom('kernel.channels')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}
