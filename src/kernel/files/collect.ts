import { systemActor } from '../auth/actor.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import type { Held } from '../held/held.ts';
import type { Log } from '../log/log.ts';
import type { Job } from '../module.ts';
import { type BlobName, blobNameOf, bornAt, idOf } from './blob-name.ts';
import type { FileStore } from './file-store.ts';
import type { FilesMetrics } from './files-metrics.ts';
import { discardOlderThan } from './receive.ts';
import { deleteDoomed, doomedFiles, doomUnreferenced, knownIds } from './rows.ts';

export interface CollectParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly held: Held;
  readonly log: Log;
  readonly store: FileStore;
  /** Where contents arrive. */
  readonly folder: string;
  readonly filesMetrics: FilesMetrics;
}

/** Between putting the bytes and referring to them may lie this much; it is also the time to think better of a deletion. */
const GRACE_HOURS = 24;
const AT_ONCE = 500;
const BY = systemActor('files.collect');

/**
 * Every night, contents go that nobody refers to, and what crashes left. First the row is doomed, then the bytes go, then
 * the row: interrupted anywhere, the next night goes on. Nobody can refer to a doomed row, and the same content put
 * meanwhile is another row with bytes of its own: so however late the bytes are deleted, it is never somebody's.
 */
export const collectJob = (parts: CollectParts): Job => ({
  queue: 'files.collect',
  cron: '37 3 * * *',
  async run() {
    const { transact, held, log, folder, filesMetrics } = parts;
    // A restored copy may look at the store of the console it was made from, whose newer files it does not know.
    if ((await held.since()) !== null) return;
    const before = await transact(BY, async ({ tx, now }) => {
      const grace = now.subtract({ hours: GRACE_HOURS });
      await doomUnreferenced(tx, grace, now);
      return grace;
    });
    const removed = await removeDoomed(parts);
    const orphans = await removeOrphans(parts, before);
    const halves = await discardOlderThan(folder, before);
    filesMetrics.collected.inc(removed + orphans);
    if (removed + orphans + halves > 0) log.info({ removed, orphans, halves }, 'files that nobody refers to have been removed');
  },
});

async function removeDoomed({ db, transact, store }: CollectParts): Promise<number> {
  let removed = 0;
  for (;;) {
    const doomed = await doomedFiles(db, AT_ONCE);
    for (const file of doomed) await store.remove(blobNameOf(file));
    const ids = doomed.map(({ id }) => id);
    if (ids.length > 0) await transact(BY, ({ tx }) => deleteDoomed(tx, ids));
    removed += ids.length;
    if (ids.length < AT_ONCE) return removed;
  }
}

/** Bytes without a row: their put was interrupted, or their row's deletion came back with a restored database. */
async function removeOrphans(parts: CollectParts, before: Temporal.Instant): Promise<number> {
  let removed = 0;
  let old: BlobName[] = [];
  for await (const name of parts.store.list()) {
    if (Temporal.Instant.compare(bornAt(name), before) < 0) old.push(name);
    if (old.length < AT_ONCE) continue;
    removed += await removeUnknown(parts, old);
    old = [];
  }
  return removed + (await removeUnknown(parts, old));
}

async function removeUnknown({ db, store }: CollectParts, names: readonly BlobName[]): Promise<number> {
  if (names.length === 0) return 0;
  const known = await knownIds(db, names.map(idOf));
  const unknown = names.filter((name) => !known.has(idOf(name)));
  for (const name of unknown) await store.remove(name);
  return unknown.length;
}
