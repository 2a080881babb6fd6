import { createHash } from 'node:crypto';
import type { Db } from '../../src/kernel/db/database.ts';
import { insertFile, upsertReference } from '../../src/kernel/files/rows.ts';
import { picturesOf, thumbName } from '../../src/modules/screens/actions/watch/pictures.ts';
import { holdPictured, insertShot, savePictured } from '../../src/modules/screens/store/watch/shots.ts';
import { saveWatched } from '../../src/modules/screens/store/watch/watched.ts';
import { newId } from '../../src/shared/ids.ts';

/** An error in a player's log. */
export async function writeLine(db: Db, uuid: string, at: Temporal.Instant): Promise<void> {
  const logs = [{ id: newId(at), at, isTimed: true, level: 'ERROR' as const, message: 'no picture', context: null }];
  await db.transaction().execute((tx) => saveWatched(tx, [{ uuid, watched: { logs } }], 900, at));
}

/** A picture of a screen that has no bytes; answers its id. */
export async function writePicture(db: Db, screenId: string, at: Temporal.Instant): Promise<string> {
  const sha256 = createHash('sha256').digest('hex');
  const shot = {
    ...{ id: newId(at), at, capturedAt: null, kind: 'periodic' as const, status: 'OK' as const },
    ...{ width: 1, height: 1, bytes: 0, mediaType: 'image/png' as const, sha256, look: '0' },
  };
  await db.transaction().execute(async (tx) => {
    const { uuid } = await tx.selectFrom('screens.screens').select('uuid').where('id', '=', screenId).executeTakeFirstOrThrow();
    const screen = await holdPictured(tx, uuid ?? '');
    if (screen === null) throw new Error('a screen is gone');
    await insertShot(tx, screenId, shot);
    await savePictured(tx, screen, shot, at, at);
    const file = await insertFile(tx, { id: newId<'file'>(), sha256, bytes: 0 }, at);
    for (const name of [shot.id, thumbName(shot.id)]) {
      await upsertReference(tx, { file: file.id, owner: picturesOf(screenId), name, mediaType: 'image/png' }, at);
    }
  });
  return shot.id;
}
