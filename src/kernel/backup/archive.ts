import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Extract, extract, type Pack, pack } from 'tar-stream';
import { StartError } from '../start-error.ts';
import { createEncryption, decrypt, type Key, type Lock } from './crypt.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** A tar, packed by gzip, encrypted by age: `age --decrypt FILE | tar --list --gzip` shows what is in it. */
export interface ArchiveWriter {
  add(name: string, bytes: Uint8Array | string): Promise<void>;
  /** For what is too large for memory; `size` in bytes must be right. */
  addStream(name: string, size: number, bytes: Bytes): Promise<void>;
}

/** Most of what gzip can save, at twice the speed of its default. */
const GZIP_LEVEL = 4;

/** Writes an archive and ends `target`. What `fill` or the target throws is thrown. */
export async function writeArchive(target: Writable, lock: Lock, fill: (archive: ArchiveWriter) => Promise<void>): Promise<void> {
  const encrypted = createEncryption(lock);
  const tar = pack();
  // Each ends with the other's trouble: one that was only cut off does not say why.
  const troubles: unknown[] = [];
  const noted = (trouble: unknown): void => {
    if (!(trouble instanceof CutOff)) troubles.push(trouble);
    tar.destroy();
  };
  await Promise.all([
    pipeline(eachOf(tar), createGzip({ level: GZIP_LEVEL }), encrypted, target).catch(noted),
    fill(writerOf(tar)).then(() => tar.finalize(), noted),
  ]);
  if (troubles.length > 0) throw troubles[0];
}

/** What is written to an archive whose target has failed. */
class CutOff extends Error {
  override readonly name = 'CutOff';
}

/** The tar library does not say what its streams carry; it is bytes. */
async function* eachOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

/** Nobody's file, of no time: what a backup says about itself stands in its manifest. */
const HEADER = { mode: 0o600, mtime: new Date(0) };

const writerOf = (tar: Pack): ArchiveWriter => ({
  async add(name, bytes) {
    const { promise, settle } = settled();
    tar.entry({ ...HEADER, name }, Buffer.from(bytes), settle);
    await promise;
  },
  async addStream(name, size, bytes) {
    const { promise, settle } = settled();
    const entry = tar.entry({ ...HEADER, name, size }, settle);
    // Its trouble is told by the callback.
    entry.on('error', () => {});
    for await (const chunk of bytes) if (!entry.write(chunk)) await drained(entry);
    entry.end(undefined);
    await promise;
  },
});

function settled(): { readonly promise: Promise<void>; settle(error?: Error | null): void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { promise, settle: (error) => (error === null || error === undefined ? resolve() : reject(new CutOff(error.message))) };
}

interface Drainable {
  once(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'close', listener: () => void): unknown;
}

/** Resolves when more may be written; throws when the stream was closed meanwhile. */
function drained(stream: Drainable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const closed = () => reject(new CutOff('closed while it was written to'));
  stream.once('close', closed);
  stream.once('drain', () => {
    stream.off('close', closed);
    resolve();
  });
  return promise;
}

/** One file of an archive; it must be read to its end before the next one comes. */
export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: Bytes;
}

/**
 * Opens an archive; answers its files in order. The first look throws a StartError when the key does not fit;
 * altered or missing bytes throw one wherever they are met, at the latest after the last file.
 */
export async function* readArchive(source: Readable, key: Key): AsyncGenerator<ArchiveEntry> {
  const plain = await decrypt(eachOf(source), key);
  const tar = extract();
  const feeding = feed(plain, tar).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const { header, ...entry } of readable(tar)) yield { name: header.name, bytes: entry.bytes };
  } finally {
    tar.destroy();
    source.destroy();
    await feeding;
  }
}

async function feed(plain: Bytes, tar: Extract): Promise<void> {
  await pipeline(plain, createGunzip(), async (unpacked: Bytes) => {
    for await (const chunk of unpacked) if (!tar.write(chunk)) await drained(tar);
  });
  tar.end(undefined);
}

async function* readable(tar: Extract) {
  try {
    for await (const entry of tar) yield { header: entry.header, bytes: damageTold(eachOf(entry)) };
  } catch (error) {
    throw damaged(error);
  }
}

async function* damageTold(entry: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* entry;
  } catch (error) {
    throw damaged(error);
  }
}

/** A sentence that is one already (a stop that was asked for) says more. */
const damaged = (cause: unknown): StartError =>
  cause instanceof StartError
    ? cause
    : new StartError('The backup is damaged or was cut off: what is in it does not fit its seal.', { cause });
