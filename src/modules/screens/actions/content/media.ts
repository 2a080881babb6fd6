import { randomBytes } from 'node:crypto';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { FileOwner, Files, StoredFile } from '../../../../kernel/files/files.ts';
import type { DownloadFile } from '../../../../kernel/http/downloads.ts';
import { newId, type SiteId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { SCREENS_EVENTS } from '../../contract/events.ts';
import {
  deleteMedia,
  findMedia,
  insertMedia,
  listMedia,
  lockOneMedia,
  type MediaId,
  type MediaRow,
  mediaByToken,
} from '../../store/content/media.ts';
import type { Parts } from '../parts.ts';
import { mediaUrl } from './entries.ts';
import { type Inspected, inspect } from './inspect.ts';
import { MEDIA_MEGABYTES } from './settings.ts';

export interface MediaView extends MediaRow {
  readonly url: string;
}

export interface AddMedia {
  readonly name: string;
  readonly siteId: string | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

type AddAnswer = Result<
  MediaRow,
  ('screens.unknown_site' | 'screens.not_media' | 'screens.picture_too_large') | ('files.too_large' | 'files.no_room' | 'files.collected')
>;
type RemoveAnswer = Result<null, 'screens.no_such_media' | 'screens.media_in_use'>;

export type MediaParts = Parts & { readonly files: Files };

const KIND = 'media';
const ownerOf = (id: string): FileOwner => ({ module: 'screens', kind: KIND, id });
/** 256 random bits. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Pictures and documents that presentations are made of. */
export const createMedia = (parts: MediaParts) => ({
  list: async (scope: Scope, filter: { readonly siteId?: string | undefined }): Promise<readonly MediaView[]> =>
    (await listMedia(parts.db, scope, filter)).map((row) => viewOf(parts, row)),
  /** The bytes are put and looked at before anything is written. What is refused is collected some night. */
  async add(by: Actor, { name, siteId, bytes }: AddMedia): Promise<Result<MediaView, (AddAnswer & { ok: false })['code']>> {
    const megabytes = await parts.settings.read(parts.db, MEDIA_MEGABYTES.key, MEDIA_MEGABYTES.declaration);
    const put = await parts.files.put(bytes, { maxBytes: megabytes * 1_000_000 });
    if (!put.ok) return put;
    const inspected = await inspect(parts.files, put.value);
    if (!inspected.ok) return inspected;
    const made = { name, siteId, file: put.value, inspected: inspected.value };
    const added = await parts.transact(by, (work) => add(work, parts, made));
    return added.ok ? ok(viewOf(parts, added.value)) : added;
  },
  remove: (by: Actor, scope: Scope, id: string): Promise<RemoveAnswer> => parts.transact(by, (work) => remove(work, parts, scope, id)),
  /** For whoever knows the secret: players have no session. */
  async download(token: string): Promise<DownloadFile | null> {
    const row = TOKEN.test(token) ? await mediaByToken(parts.db, token) : null;
    if (row === null) return null;
    const file: StoredFile = { id: row.fileId, sha256: row.sha256, bytes: row.bytes };
    return {
      ...{ bytes: row.bytes, mediaType: row.mimeType, etag: row.sha256 },
      open: (range) => parts.files.open(file, range === undefined ? {} : { range }),
    };
  },
});

const viewOf = ({ publicUrl }: Parts, row: MediaRow): MediaView => ({ ...row, url: mediaUrl(publicUrl, row) });

interface Made {
  readonly name: string;
  readonly siteId: string | undefined;
  readonly file: StoredFile;
  readonly inspected: Inspected;
}

async function add(work: Work, { assets, files }: MediaParts, { name, siteId, file, inspected }: Made): Promise<AddAnswer> {
  const site = await assets.site(work.tx, (siteId ?? null) as SiteId | null);
  if (site === null) return refuse('screens.unknown_site', { path: 'siteId' });
  const id = newId<'screen-media'>(work.now);
  const isNew = await insertMedia(work.tx, {
    ...{ id, siteId: site.id, name, fileId: file.id, sha256: file.sha256, bytes: file.bytes, ...inspected },
    ...{ token: randomBytes(32).toString('base64url'), createdAt: work.now },
    createdBy: work.by.kind === 'person' ? work.by.userId : null,
  });
  const row = await findMedia(work.tx, { siteId: site.id, sha256: file.sha256 });
  if (row === null) throw new Error('a medium was written and is not there');
  if (!isNew) return ok(row);
  publishMedia(work, site.id, id);
  const referred = await files.refer(work, { file: file.id, owner: ownerOf(id), name: 'content', mediaType: inspected.mimeType });
  if (!referred.ok) return referred;
  const subject = { kind: 'screen-media', id, name };
  await work.audit({
    ...{ action: 'screens.media_added', subject, siteId: site.id },
    after: { name, mimeType: inspected.mimeType, bytes: file.bytes, sha256: file.sha256 },
  });
  return ok(row);
}

const publishMedia = (work: Work, siteId: SiteId, mediaId: MediaId): void =>
  work.publish({ name: SCREENS_EVENTS.mediaChanged, module: 'screens', siteId, assetId: null, payload: { mediaId } });

async function remove(work: Work, { files }: MediaParts, scope: Scope, id: string): Promise<RemoveAnswer> {
  const medium = await lockOneMedia(work.tx, scope, id);
  if (medium === null) return refuse('screens.no_such_media');
  if (medium.uses > 0) return refuse('screens.media_in_use', { uses: medium.uses });
  await deleteMedia(work.tx, medium.id);
  publishMedia(work, medium.site.id, medium.id);
  await files.release(work, ownerOf(medium.id));
  const subject = { kind: 'screen-media', id: medium.id, name: medium.name };
  await work.audit({
    action: 'screens.media_deleted',
    subject,
    siteId: medium.site.id,
    before: { name: medium.name, sha256: medium.sha256 },
  });
  return ok(null);
}
