import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import type { FileId } from '../../../../kernel/files/files.ts';
import type { Id, SiteId } from '../../../../shared/ids.ts';
import type { MediaType } from '../../domain/content/content.ts';
import './tables.ts';

export type MediaId = Id<'screen-media'>;

export interface MediaRow {
  readonly id: MediaId;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly name: string;
  readonly fileId: FileId;
  readonly sha256: string;
  readonly bytes: number;
  readonly mimeType: MediaType;
  /** Null for documents. */
  readonly width: number | null;
  readonly height: number | null;
  readonly token: string;
  readonly createdAt: Temporal.Instant;
  /** How many events and groups use it. */
  readonly uses: number;
}

const media = (db: Db | Tx) =>
  db
    .selectFrom('screens.media as m')
    .innerJoin('kernel.sites as site', 'site.id', 'm.site_id')
    .selectAll('m')
    .select('site.name as site_name')
    .select(sql<number>`(select count(*) from screens.media_uses u where u.media_id = m.id)`.as('uses'));

type Row = Awaited<ReturnType<ReturnType<typeof media>['executeTakeFirstOrThrow']>>;

const toMedia = (row: Row): MediaRow => ({
  id: row.id as MediaId,
  site: { id: row.site_id as SiteId, name: row.site_name },
  ...{ name: row.name, fileId: row.file_id as FileId, sha256: row.sha256, bytes: row.bytes, mimeType: row.mime_type },
  ...{ width: row.width, height: row.height, token: row.token, createdAt: row.created_at, uses: row.uses },
});

const inScope = (scope: Scope) => {
  const sites = sitesOf(scope, 'screens');
  return sites === 'all' ? sql<boolean>`true` : sql<boolean>`m.site_id = any(${sites}::uuid[])`;
};

/** The media with these ids on one site, in no order; others are left out. */
export async function mediaByIds(db: Db | Tx, ids: readonly string[], siteId: SiteId | null = null): Promise<MediaRow[]> {
  if (ids.length === 0) return [];
  const rows = await media(db)
    .where(sql<boolean>`m.id = any(${[...ids]}::uuid[])`)
    .$if(siteId !== null, (query) => query.where('m.site_id', '=', siteId ?? ''))
    .execute();
  return rows.map(toMedia);
}

/** Locks media until the transaction ends: nothing that is being used is deleted meanwhile. */
export async function lockMedia(tx: Tx, ids: readonly string[], siteId: SiteId): Promise<MediaRow[]> {
  if (ids.length === 0) return [];
  await sql`select id from screens.media where id = any(${[...ids]}::uuid[]) order by id for share`.execute(tx);
  return mediaByIds(tx, ids, siteId);
}

interface UsedBy {
  readonly eventId?: string;
  readonly groupId?: string;
}

/** Writes what an event, or a group by default, uses. */
export async function saveUses(tx: Tx, { eventId, groupId }: UsedBy, mediaIds: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('screens.media_uses')
    .where('event_id', 'is not distinct from', eventId ?? null)
    .where('group_id', 'is not distinct from', groupId ?? null)
    .execute();
  if (mediaIds.length === 0) return;
  const rows = mediaIds.map((id) => ({ media_id: id, event_id: eventId ?? null, group_id: groupId ?? null }));
  await tx.insertInto('screens.media_uses').values(rows).execute();
}

export async function listMedia(db: Db | Tx, scope: Scope, { siteId }: { readonly siteId?: string | undefined }): Promise<MediaRow[]> {
  const rows = await media(db)
    .where(inScope(scope))
    .$if(siteId !== undefined, (query) => query.where('m.site_id', '=', siteId ?? ''))
    .orderBy('m.created_at', 'desc')
    .orderBy('m.id')
    .limit(2_000)
    .execute();
  return rows.map(toMedia);
}
