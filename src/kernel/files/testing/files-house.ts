import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, expect } from 'vitest';
import type { Clock } from '../../../shared/time.ts';
import { systemActor } from '../../auth/actor.ts';
import type { Db } from '../../db/database.ts';
import { createTransact, type Transact } from '../../db/transact.ts';
import { createSubscriptions } from '../../events/subscriptions.ts';
import { createJobs } from '../../jobs/jobs.ts';
import { createLog } from '../../log/log.ts';
import { createMetrics } from '../../metrics/create-metrics.ts';
import { createFiles, type FilesRoom } from '../create-files.ts';
import type { FileStore } from '../file-store.ts';
import type { FileOwner, StoredFile } from '../files.ts';
import type { S3Place } from '../s3-place.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function filesFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-files-'));
  folders.push(folder);
  return folder;
}

/** Something that speaks S3 on a real socket, with one bucket, until the file's last test. */
export async function s3Place(): Promise<S3Place> {
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    directory: filesFolder(),
    silent: true,
    configureBuckets: [{ name: 'caretaker' }],
  });
  const { port } = await server.run();
  afterAll(() => server.close());
  return {
    endpoint: `http://127.0.0.1:${port}`,
    ...{ region: 'us-east-1', bucket: 'caretaker', prefix: 'house/one', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  };
}

/** A clock that stands at the present and is moved by hand. */
export function movedClock(): Clock & { advance(by: Temporal.DurationLike): void } {
  let now = Temporal.Now.instant().round({ smallestUnit: 'millisecond', roundingMode: 'trunc' });
  return {
    now: () => now,
    advance(by) {
      now = now.add(by);
    },
  };
}

export interface FilesHouse {
  readonly room: FilesRoom;
  readonly transact: Transact;
  readonly dataDir: string;
  readonly clock: ReturnType<typeof movedClock>;
  said(): readonly string[];
  series(): Promise<string>;
  hold(): void;
  /** The nightly job, at once. */
  collect(): Promise<void>;
  put(content: string): Promise<StoredFile>;
  refer(file: StoredFile, owner: FileOwner, name?: string): ReturnType<FilesRoom['refer']>;
  release(owner: FileOwner, name?: string): Promise<void>;
}

export interface FilesHouseOptions {
  readonly db: Db;
  readonly url: string;
  readonly s3?: S3Place | null;
  readonly dataDir?: string;
  readonly store?: FileStore;
}

/** The room on a database, and what a module would do with it. */
export function filesHouse({ db, url, s3 = null, dataDir = filesFolder(), store }: FilesHouseOptions): FilesHouse {
  const lines: string[] = [];
  const log = createLog({ level: 'info', format: 'json' }, { write: (line) => void lines.push(line) });
  const metrics = createMetrics();
  const clock = movedClock();
  const { boss } = createJobs({ url, db, log, metrics });
  const transact = createTransact({ db, boss, clock, subscriptions: createSubscriptions() });
  let heldSince: Temporal.Instant | null = null;
  const held = {
    since: async () => heldSince,
    whileNotHeld: <T>(send: () => Promise<T>) => send(),
    check: { name: 'held', isCritical: false, probe: async () => null },
  };
  const room = createFiles({ config: { dataDir, s3 }, db, transact, log, metrics, held, ...(store === undefined ? {} : { store }) });
  const by = systemActor('test');
  return {
    ...{ room, transact, dataDir, clock },
    said: () => lines.map((line) => String(JSON.parse(line).msg)),
    series: () => metrics.registry.metrics(),
    hold: () => {
      heldSince = clock.now();
    },
    async collect() {
      for (const job of room.jobs) await job.run({}, { jobId: 'test', done: async () => {} });
    },
    async put(content) {
      const stored = await room.put(bytesOf(content));
      return stored.ok ? stored.value : expect.fail(stored.code);
    },
    refer: (file, owner, name = 'file.txt') =>
      transact(by, (work) => room.refer(work, { file: file.id, owner, name, mediaType: 'text/plain' })),
    release: (owner, name) => transact(by, (work) => room.release(work, owner, name)),
  };
}

/** In small pieces. */
export async function* bytesOf(content: string | Uint8Array, piece = 1_000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

export const anOwner = (): FileOwner => ({ module: 'test', kind: 'thing', id: crypto.randomUUID() });

/** What is read; null: it is not there. */
export async function read(room: FilesRoom, file: StoredFile, options: Parameters<FilesRoom['open']>[1] = {}): Promise<string | null> {
  const stream = await room.open(file, options);
  return stream === null ? null : Buffer.concat(await stream.toArray()).toString();
}

/** Names of all files below a folder. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
