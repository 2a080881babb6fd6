import { sql } from 'kysely';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import type { AssetId, SiteId } from '../../../../shared/ids.ts';
import type { Stillness } from '../../domain/picture.ts';
import type { PictureState } from '../../domain/screen-state.ts';
import { type CaptureKind, PICTURES_KEPT } from '../../domain/watch.ts';
import '../tables.ts';

/** What a new picture of a screen is judged by. */
export interface Pictured extends Omit<Stillness, 'sameSince'> {
  readonly id: AssetId;
  readonly siteId: SiteId;
  readonly status: PictureState;
  readonly look: string | null;
  readonly sameSince: Temporal.Instant | null;
  readonly lastShotId: string | null;
}

/** The row is held until the transaction ends. Null: no screen has this player. */
export async function holdPictured(tx: Tx, uuid: string): Promise<Pictured | null> {
  const row = await tx.selectFrom('screens.screens').selectAll().where('uuid', '=', uuid).forNoKeyUpdate().executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...{ id: row.id as AssetId, siteId: row.site_id as SiteId, status: row.picture_status, look: row.picture_look },
    ...{ sameSince: row.picture_same_since, frameAt: row.frame_at, frameSaidAt: row.frame_said_at },
    ...{ eventChangedAt: row.event_changed_at, lastShotId: row.last_shot_id },
  };
}

export const isKnownPlayer = async (db: Db, uuid: string): Promise<boolean> =>
  (await db.selectFrom('screens.screens').select('id').where('uuid', '=', uuid).executeTakeFirst()) !== undefined;

export interface NewShot {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly capturedAt: Temporal.Instant | null;
  readonly kind: CaptureKind;
  readonly status: Exclude<PictureState, 'UNKNOWN'>;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly sha256: string;
  readonly look: string;
}

export async function insertShot(tx: Tx, screenId: string, { capturedAt, mediaType, ...shot }: NewShot): Promise<void> {
  await tx
    .insertInto('screens.screenshots')
    .values({ ...shot, screen_id: screenId, captured_at: capturedAt, media_type: mediaType })
    .execute();
}

/** Notes the picture as the screen's latest; due now where its status is another one than before. */
export async function savePictured(
  tx: Tx,
  { id, status: before }: Pick<Pictured, 'id' | 'status'>,
  shot: NewShot,
  sameSince: Temporal.Instant,
  now: Temporal.Instant,
): Promise<void> {
  const { kind, status } = shot;
  const priority = kind === 'periodic' ? {} : { priority_shot_id: shot.id, priority_shot_kind: kind, priority_shot_at: shot.at };
  await tx
    .updateTable('screens.screens')
    .set({
      ...{ picture_status: status, picture_analysed_at: now, picture_look: shot.look, picture_same_since: sameSince },
      ...{ last_screenshot_at: shot.at, last_shot_id: shot.id, last_shot_kind: kind, ...priority },
      ...(status === before ? {} : { facts_change_at: now }),
    })
    .where('id', '=', id)
    .execute();
}

/** Removes all but the latest pictures of a screen; answers which. */
export async function removeOldShots(tx: Tx, screenId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from screens.screenshots where id in (
      select id from screens.screenshots where screen_id = ${screenId} order by at desc, id desc offset ${PICTURES_KEPT})
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

export interface ShotRow {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly capturedAt: Temporal.Instant | null;
  readonly kind: CaptureKind;
  readonly status: PictureState;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly mediaType: string;
}

/** Pictures of a screen that the caller may see, newest first; a screen never has more than are kept. */
export async function shotsOf(db: Db, screenId: AssetId): Promise<readonly ShotRow[]> {
  const rows = await db
    .selectFrom('screens.screenshots')
    .selectAll()
    .where('screen_id', '=', screenId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(PICTURES_KEPT)
    .execute();
  return rows.map(({ captured_at, media_type, screen_id: _screen, sha256: _hash, look: _look, ...row }) => ({
    ...row,
    capturedAt: captured_at,
    mediaType: media_type,
  }));
}

/** Removes some pictures of before an instant, and what refers to their files; answers how many. */
export async function removeAgedShots(tx: Tx, before: Temporal.Instant, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with gone as (
      delete from screens.screenshots where id = any(array(
        select id from screens.screenshots where at < ${before} order by at limit ${limit} for update skip locked))
      returning id, screen_id),
    released as (
      delete from kernel.file_references r using gone g
      where r.module = 'screens' and r.owner_kind = 'screenshots' and r.owner_id = g.screen_id and r.name in (g.id::text, g.id::text || ' small'))
    select id from gone`.execute(tx);
  return rows.length;
}
