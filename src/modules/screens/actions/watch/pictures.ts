import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { FileId, FileOwner } from '../../../../kernel/files/files.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import { createSeldomLog } from '../../../../kernel/mqtt/seldom-log.ts';
import { newId } from '../../../../shared/ids.ts';
import { SCREENS_EVENTS } from '../../contract/events.ts';
import { isFrozen } from '../../domain/picture.ts';
import type { CaptureKind } from '../../domain/watch.ts';
import { holdPictured, insertShot, isKnownPlayer, type NewShot, removeOldShots, savePictured } from '../../store/watch/shots.ts';
import type { RecordSaid } from '../record.ts';
import { type Decoded, decode, type PictureType, pictureTypeOf } from './decode.ts';
import { createQueue } from './queue.ts';
import { FROZEN_SECONDS } from './settings.ts';

/** A picture as it came. */
export interface NewPicture {
  readonly uuid: string;
  readonly topic: 'screenshot' | 'dashboard';
  readonly bytes: Buffer;
  readonly kind: CaptureKind;
  readonly at: Temporal.Instant;
  readonly capturedAt: Temporal.Instant | null;
}

type PictureParts = Pick<Kernel, 'db' | 'transact' | 'settings' | 'files' | 'log' | 'clock'> & { readonly record: RecordSaid };

/** Files of a screen's pictures, by the ids of these. */
export const picturesOf = (screenId: string): FileOwner => ({ module: 'screens', kind: 'screenshots', id: screenId });
export const thumbName = (shotId: string): string => `${shotId} small`;

const CONSOLE = systemActor('screens');
const NO_IMAGE = 'payload: the picture is broken, or has too many pixels';

export type Pictures = ReturnType<typeof createPictures>;
/** False: these bytes are no picture. True: it waits for its turn. */
export type ReceivePicture = Pictures['receive'];

/** Judges and keeps pictures, one at a time: decoding is dear, and a house may send more of them than can be looked at. */
export function createPictures(parts: PictureParts) {
  const seldom = createSeldomLog(parts);
  const queue = createQueue<NewPicture & { readonly mediaType: PictureType }>(async ({ item: picture }) => {
    try {
      await look(parts, picture);
    } catch (error) {
      // What a picture says is old by the time that it could be tried again; the next one comes soon.
      seldom.warn('picture', { uuid: picture.uuid, err: error }, 'a picture could not be kept');
    }
  });
  return {
    receive(picture: NewPicture): boolean {
      const mediaType = pictureTypeOf(picture.bytes);
      if (mediaType === null) return false;
      // What is taken as an event begins does not give way to the next periodic one.
      const key = `${picture.uuid} ${picture.kind === 'periodic' ? 'periodic' : 'priority'}`;
      queue.add({ key, sender: picture.uuid, item: { ...picture, mediaType }, bytes: picture.bytes.length });
      const dropped = queue.takeDropped();
      if (dropped > 0) seldom.warn('dropped', { dropped }, 'more pictures come than can be looked at');
      return true;
    },
    idle: queue.idle,
  };
}

async function look(parts: PictureParts, picture: NewPicture & { readonly mediaType: PictureType }): Promise<void> {
  const { db, files, record } = parts;
  const { uuid, bytes, at } = picture;
  // For strangers nothing is decoded.
  if (!(await isKnownPlayer(db, uuid))) return;
  const decoded = await decode(bytes);
  if (decoded === null) return record({ uuid, malformed: { count: 1, reason: NO_IMAGE, at }, watched: { parseFailures: 1 } });
  const [whole, thumb] = [await files.put(Readable.from([bytes])), await files.put(Readable.from([decoded.thumb]))];
  if (!whole.ok || !thumb.ok) throw new Error('there is no room for pictures');
  await keep(parts, picture, decoded, { whole: whole.value.id, thumb: thumb.value.id, sha256: whole.value.sha256 });
}

interface Stored {
  readonly whole: FileId;
  readonly thumb: FileId;
  readonly sha256: string;
}

async function keep(
  { transact, settings, files }: PictureParts,
  { uuid, kind, at, capturedAt, mediaType, bytes }: NewPicture & { readonly mediaType: PictureType },
  { width, height, look: shades, isBlack }: Decoded,
  stored: Stored,
): Promise<void> {
  await transact(CONSOLE, async (work) => {
    const screen = await holdPictured(work.tx, uuid);
    if (screen === null) return;
    const seen = digestOf(shades);
    const sameSince = screen.look === seen && screen.sameSince !== null ? screen.sameSince : at;
    const frozenSeconds = await settings.read(work.tx, FROZEN_SECONDS.key, FROZEN_SECONDS.declaration);
    const status = isBlack ? 'BLACK' : isFrozen({ ...screen, sameSince }, frozenSeconds, at) ? 'FROZEN' : 'OK';
    const shot: NewShot = {
      ...{ id: newId(work.now), at, capturedAt, kind, status, width, height, bytes: bytes.length, mediaType },
      ...{ sha256: stored.sha256, look: seen },
    };
    await insertShot(work.tx, screen.id, shot);
    await savePictured(work.tx, screen, shot, sameSince, work.now);
    const owner = picturesOf(screen.id);
    const references = [
      { file: stored.whole, owner, name: shot.id, mediaType },
      { file: stored.thumb, owner, name: thumbName(shot.id), mediaType: 'image/webp' },
    ];
    for (const reference of references) {
      const referred = await files.refer(work, reference);
      if (!referred.ok) throw new Error('a picture was collected before it was kept');
    }
    for (const old of await removeOldShots(work.tx, screen.id)) {
      await files.release(work, owner, old);
      await files.release(work, owner, thumbName(old));
    }
    if (status !== screen.status) {
      work.publish({ name: SCREENS_EVENTS.factsDue, module: 'screens', siteId: null, assetId: null, payload: {} });
    }
  });
}

/** Short, for people that compare. */
const digestOf = (look: string): string => createHash('sha256').update(look).digest('hex').slice(0, 16);
