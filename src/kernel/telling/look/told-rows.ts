import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import { piecesOf } from '../../db/many.ts';
import { PAUSE_MINUTES } from '../domain/due.ts';
import type { Told } from '../domain/occasion.ts';
import type { ToldTable } from '../tables.ts';

/** What a channel knows of a story, as it is stored. */
export interface ToldRow {
  readonly storyId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly known: Told;
  readonly nextAt: Temporal.Instant | null;
}

const toTold = (row: Selectable<ToldTable>): Told => ({
  loud: row.loud,
  told: row.told,
  toldAt: row.told_at,
  round: row.round,
  pending: row.pending === null || row.pending_since === null ? null : { occasion: row.pending, since: row.pending_since },
});

type JoinedRow = Selectable<ToldTable> & { readonly user_id: string };

const toRow = (row: JoinedRow): ToldRow => ({
  ...{ storyId: row.story_id, channelId: row.channel_id, userId: row.user_id },
  ...{ known: toTold(row), nextAt: row.next_at },
});

export async function toldOf(db: Db | Tx, storyIds: readonly string[]): Promise<readonly ToldRow[]> {
  const { rows } = await sql<JoinedRow>`
    select t.*, c.user_id from kernel.told t join kernel.channels c on c.id = t.channel_id
    where t.story_id = any(${[...storyIds]}::uuid[])`.execute(db);
  return rows.map(toRow);
}

/** What was told of a story that goes on in another one. */
export interface Inherited extends ToldRow {
  readonly heirId: string;
}

/**
 * What channels know of stories that go on in these: those that were closed into them, unless they are batches, which are news of their
 * own; and those of the same subject that closed before a change could be told again.
 */
export async function inheritedBy(db: Db | Tx, storyIds: readonly string[], now: Temporal.Instant): Promise<readonly Inherited[]> {
  const since = now.subtract({ minutes: PAUSE_MINUTES });
  const { rows } = await sql<JoinedRow & { heir_id: string }>`
    select t.*, c.user_id, h.id as heir_id
    from kernel.stories h
    join kernel.stories s on s.id <> h.id and s.closed_at is not null and (
      (s.merged_into = h.id and h.subject_kind <> 'batch')
      or (s.merged_into is null and s.site_id = h.site_id and s.subject_kind = h.subject_kind and s.subject = h.subject
        and s.closed_at > ${since} and s.opened_at < h.opened_at))
    join kernel.told t on t.story_id = s.id and t.told is not null and (s.merged_into is not null or t.told_at > ${since})
    join kernel.channels c on c.id = t.channel_id
    where h.id = any(${[...storyIds]}::uuid[]) and h.closed_at is null
    order by t.told_at`.execute(db);
  return rows.map((row) => ({ ...toRow(row), heirId: row.heir_id }));
}

export interface NewTold extends Pick<ToldRow, 'storyId' | 'channelId' | 'nextAt'> {
  readonly known: Told;
}

export async function saveTold(tx: Tx, rows: readonly NewTold[]): Promise<void> {
  for (const piece of piecesOf(rows)) {
    await tx
      .insertInto('kernel.told')
      .values(piece.map(toColumns))
      .onConflict((conflict) =>
        conflict.columns(['story_id', 'channel_id']).doUpdateSet((eb) => ({
          loud: eb.ref('excluded.loud'),
          told: eb.ref('excluded.told'),
          told_at: eb.ref('excluded.told_at'),
          round: eb.ref('excluded.round'),
          pending: eb.ref('excluded.pending'),
          pending_since: eb.ref('excluded.pending_since'),
          next_at: eb.ref('excluded.next_at'),
        })),
      )
      .execute();
  }
}

const toColumns = ({ storyId, channelId, known, nextAt }: NewTold) => ({
  story_id: storyId,
  channel_id: channelId,
  loud: known.loud,
  told: known.told,
  told_at: known.toldAt,
  round: known.round,
  pending: known.pending?.occasion ?? null,
  pending_since: known.pending?.since ?? null,
  next_at: nextAt,
});

export async function forgetTold(tx: Tx, rows: readonly Pick<ToldRow, 'storyId' | 'channelId'>[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    delete from kernel.told t
    using unnest(${rows.map(({ storyId }) => storyId)}::uuid[], ${rows.map(({ channelId }) => channelId)}::uuid[]) as g (story_id, channel_id)
    where t.story_id = g.story_id and t.channel_id = g.channel_id`.execute(tx);
}
