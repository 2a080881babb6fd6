import { type Selectable, sql } from 'kysely';
import type { Saying } from '../../contract/saying.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';
import type { MessageContent } from '../content.ts';
import { sayingColumns, storedSaying } from '../saying-columns.ts';
import type { ChannelsTable, MessagesTable } from '../tables.ts';

/** One row of the outbox. */
export interface MessageRow {
  readonly id: string;
  readonly userId: string;
  readonly channelId: string | null;
  readonly channelKind: ChannelsTable['kind'];
  readonly kind: MessagesTable['kind'];
  readonly content: MessageContent;
  readonly state: MessagesTable['state'];
  readonly attempts: number;
  readonly interruptions: number;
  readonly createdAt: Temporal.Instant;
  /** When to try, or when to look after it; null: it has ended. */
  readonly nextAt: Temporal.Instant | null;
  readonly sendingAt: Temporal.Instant | null;
  readonly error: Saying | null;
}

const toMessage = (row: Selectable<MessagesTable>): MessageRow => ({
  ...{ id: row.id, userId: row.user_id, channelId: row.channel_id, channelKind: row.channel_kind, kind: row.kind },
  ...{ content: row.content, state: row.state, attempts: row.attempts, interruptions: row.interruptions },
  ...{ createdAt: row.created_at, nextAt: row.next_at, sendingAt: row.sending_at, error: storedSaying(row.error, row.error_saying) },
});

/** Held until the transaction ends: of two that send at once, the second one sees what the first has written. */
export async function lockMessage(tx: Tx, id: string): Promise<MessageRow | null> {
  const row = await tx.selectFrom('kernel.messages').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toMessage(row);
}

interface Change {
  readonly state: MessagesTable['state'];
  readonly error: Saying | null;
  readonly attempts?: number;
  readonly interruptions?: number;
  readonly sendingAt?: Temporal.Instant;
  readonly nextAt?: Temporal.Instant;
}

/** Writes what became of a message; a state without a next instant is its end. */
export async function saveMessage({ tx, now }: Work, message: MessageRow, change: Change): Promise<MessageRow> {
  const nextAt = change.nextAt ?? null;
  const row = await tx
    .updateTable('kernel.messages')
    .set({
      state: change.state,
      ...sayingColumns(change.error),
      attempts: change.attempts ?? message.attempts,
      interruptions: change.interruptions ?? message.interruptions,
      sending_at: change.sendingAt ?? message.sendingAt,
      next_at: nextAt,
      ended_at: nextAt === null ? now : null,
    })
    .where('id', '=', message.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toMessage(row);
}

/** The person and the channel that a message is for, as they are now. */
export interface Addressee {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly language: 'en' | 'de';
  /** Null: the console's. */
  readonly timeZone: string | null;
  readonly channelId: string;
  readonly channelKind: ChannelsTable['kind'];
  /** Address or URL; null: there is none any more. */
  readonly target: string | null;
  readonly secretSealed: Uint8Array | null;
}

interface AddresseeRow {
  user_id: string;
  username: string;
  display_name: string;
  language: 'en' | 'de';
  time_zone: string | null;
  channel_id: string;
  kind: ChannelsTable['kind'];
  target: string | null;
  secret_sealed: Uint8Array | null;
}

/** Null: the channel is gone or off, or the person was switched off. A test also goes to a channel that is off. */
export async function addresseeOf(db: Db, { channelId, kind }: Pick<MessageRow, 'channelId' | 'kind'>): Promise<Addressee | null> {
  const { rows } = await sql<AddresseeRow>`
    select u.id as user_id, u.username, u.display_name, u.language, u.time_zone, c.id as channel_id, c.kind, c.secret_sealed,
      case when c.kind = 'email' then coalesce(c.target, u.email) else c.target end as target
    from kernel.channels c join kernel.users u on u.id = c.user_id
    where c.id = ${channelId} and (c.is_on or ${kind === 'test'}) and u.deactivated_at is null and u.removed_at is null`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    ...{ userId: row.user_id, username: row.username, displayName: row.display_name, language: row.language, timeZone: row.time_zone },
    ...{ channelId: row.channel_id, channelKind: row.kind, target: row.target, secretSealed: row.secret_sealed },
  };
}
