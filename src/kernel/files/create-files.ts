import { Readable } from 'node:stream';
import { type Id, newId } from '../../shared/ids.ts';
import { ok, refuse } from '../../shared/result.ts';
import { systemActor } from '../auth/actor.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import type { Check } from '../health/check.ts';
import type { Held } from '../held/held.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Job } from '../module.ts';
import { blobNameOf } from './blob-name.ts';
import { filesCheck } from './check.ts';
import { collectJob } from './collect.ts';
import type { ByteRange, FileStore } from './file-store.ts';
import type { Files, NewReference, OpenOptions, StoredFile } from './files.ts';
import { createFilesMetrics } from './files-metrics.ts';
import { type FilesConfig, openStore, receivingFolder } from './open-store.ts';
import { type Received, receive } from './receive.ts';
import { deleteReferences, insertFile, referencesOf, touchContent, touchFile, upsertReference } from './rows.ts';
import { verified } from './verified.ts';

export interface FilesParts {
  readonly config: FilesConfig;
  readonly db: Db;
  readonly transact: Transact;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly held: Held;
  /** Tests watch it work. */
  readonly store?: FileStore;
}

export interface FilesRoom extends Files {
  readonly jobs: readonly Job[];
  readonly check: Check;
}

const MAX_BYTES = 1_073_741_824;
const BY = systemActor('files');

export function createFiles(parts: FilesParts): FilesRoom {
  const { config, transact, log } = parts;
  const metrics = createFilesMetrics(parts.metrics);
  const store = parts.store ?? openStore(config);
  const folder = receivingFolder(config);

  /** The row is touched before the bytes are looked for: from then on the collector leaves them alone. */
  async function keep(received: Received): Promise<StoredFile | null> {
    const known = await transact(BY, ({ tx, now }) => touchContent(tx, received.sha256, now));
    if (known === null) return placeNew(received);
    metrics.puts.inc({ outcome: 'known' });
    if (await store.has(blobNameOf(known), known.bytes)) return known;
    log.warn({ file: known.id, sha256: known.sha256 }, 'a stored file was lost and has been put again');
    return (await store.place(blobNameOf(known), received)) ? known : null;
  }

  async function placeNew(received: Received): Promise<StoredFile | null> {
    const file = { id: newId<'file'>(), sha256: received.sha256, bytes: received.bytes };
    if (!(await store.place(blobNameOf(file), received))) return null;
    const kept = await transact(BY, ({ tx, now }) => insertFile(tx, file, now));
    metrics.puts.inc({ outcome: kept.id === file.id ? 'new' : 'known' });
    // Somebody else was first with the same content; ours is nobody's.
    if (kept.id !== file.id) await store.remove(blobNameOf(file));
    return kept;
  }

  return {
    jobs: [collectJob({ ...parts, store, folder, filesMetrics: metrics })],
    check: filesCheck(store),
    async put(content, { maxBytes = MAX_BYTES } = {}) {
      const received = await receive(folder, content, maxBytes);
      if (!received.ok) {
        metrics.puts.inc({ outcome: 'refused' });
        return received;
      }
      try {
        const file = await keep(received.value);
        if (file !== null) return ok(file);
        metrics.puts.inc({ outcome: 'refused' });
        return refuse('files.no_room');
      } finally {
        await received.value.discard();
      }
    },
    refer: ({ tx, now }, reference) => refer(tx, reference, now),
    async release({ tx, now }, owner, name) {
      for (const id of await deleteReferences(tx, owner, name ?? null)) await touchFile(tx, id, now);
    },
    referencesOf,
    async open(file, options = {}) {
      const range = rangeOf(file, options);
      // Nothing to ask a store for, and no range of it to name.
      const stream = file.bytes === 0 ? Readable.from([]) : await store.read(blobNameOf(file), range);
      if (stream === null) {
        metrics.lost.inc();
        log.error({ file: file.id, sha256: file.sha256 }, 'a stored file is not where it was put');
        return null;
      }
      return options.isVerified === true && range === null ? verified(stream, file, () => metrics.damaged.inc()) : stream;
    },
  };
}

async function refer(tx: Parameters<typeof touchFile>[0], reference: NewReference, now: Temporal.Instant) {
  const references = await referencesOf(tx, reference.owner);
  const before = references.find(({ name }) => name === reference.name)?.id ?? reference.file;
  // By id, so that two that exchange their files do not wait for each other.
  const touched = new Map<Id<'file'>, StoredFile | null>();
  for (const id of [...new Set([before, reference.file])].sort()) touched.set(id, await touchFile(tx, id, now));
  const file = touched.get(reference.file) ?? null;
  if (file === null) return refuse('files.collected');
  await upsertReference(tx, reference, now);
  return ok({ ...file, name: reference.name, mediaType: reference.mediaType, createdAt: now });
}

function rangeOf({ bytes }: StoredFile, { range }: OpenOptions): ByteRange | null {
  if (range === undefined) return null;
  const { first, last = bytes - 1 } = range;
  const isSound = Number.isSafeInteger(first) && Number.isSafeInteger(last) && first >= 0 && first <= last && first < bytes;
  if (!isSound) throw new RangeError(`bytes ${first} to ${last} of ${bytes}`);
  return { first, last: Math.min(last, bytes - 1) };
}
