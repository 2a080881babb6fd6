import { Readable, Writable } from 'node:stream';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StartError } from '../start-error.ts';
import { type ArchiveWriter, readArchive, writeArchive } from './archive.ts';
import type { Key, Lock } from './crypt.ts';
import { createEntries } from './entries.ts';

const identity = await generateX25519Identity();
const key: Key = { identities: [identity] };
const lock: Lock = { recipients: [await identityToRecipient(identity)] };

async function written(fill: (archive: ArchiveWriter) => Promise<void>, by: Lock = lock): Promise<Buffer> {
  const parts: Buffer[] = [];
  const target = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk);
      done();
    },
  });
  await writeArchive(target, by, fill);
  return Buffer.concat(parts);
}

async function read(bytes: Uint8Array, by: Key = key): Promise<Record<string, string>> {
  const entries = createEntries(readArchive(Readable.from([bytes]), by));
  const found: Record<string, string> = {};
  try {
    while ((await entries.next()) !== null) {
      const { name, bytes: content } = await entries.take();
      found[name] = Buffer.concat(await Array.fromAsync(content)).toString('latin1');
    }
    return found;
  } finally {
    await entries.close();
  }
}

/** More than one chunk of the encryption, and nothing that packs well. */
const NOISE = Buffer.from(Array.from({ length: 150_000 }, (_none, index) => (index * 7_919 + (index >> 7) * 31) & 0xff));

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const sample = await written(async (archive) => {
  await archive.add('first', 'one');
  await archive.addStream('large', NOISE.length, pieces(NOISE, 999));
  await archive.add('nothing', '');
});

test('what was written is read, file by file', async () => {
  expect(await read(sample)).toEqual({ first: 'one', large: NOISE.toString('latin1'), nothing: '' });
});

test('names and sizes of any kind come back', async () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9/_.]{1,150}[a-z]$/), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(names, fc.nat(3_000), async (files, size) => {
      const content = 'x'.repeat(size);
      const bytes = await written(async (archive) => {
        for (const name of files) await archive.add(name, content);
      });
      expect(await read(bytes)).toEqual(Object.fromEntries(files.map((name) => [name, content])));
    }),
    { numRuns: 25 },
  );
});

test('no bit of it can be turned, and no end cut off, unnoticed', async () => {
  const harm = fc.oneof(
    fc.tuple(fc.nat(sample.length - 1), fc.nat(7)).map(([at, bit]) => {
      const harmed = Buffer.from(sample);
      harmed[at] = (harmed[at] ?? 0) ^ (1 << bit);
      return harmed;
    }),
    fc.nat(sample.length - 1).map((length) => sample.subarray(0, length)),
  );
  await fc.assert(
    fc.asyncProperty(harm, async (harmed) => {
      await expect(read(harmed)).rejects.toBeInstanceOf(StartError);
    }),
    { numRuns: 150 },
  );
});

test.each([
  [
    'another identity',
    async (): Promise<Key> => ({ identities: [await generateX25519Identity()] }),
    'None of the identities opens this backup',
  ],
  ['a passphrase', async (): Promise<Key> => ({ passphrase: 'for nothing' }), 'The passphrase does not open this backup'],
  ['no identity at all', async (): Promise<Key> => ({ identities: ['hello'] }), 'not an identity of age'],
])('%s opens nothing', async (_what, make, sentence) => {
  await expect(read(sample, await make())).rejects.toThrow(sentence);
});

test('a passphrase opens what it closed', async () => {
  const bytes = await written((archive) => archive.add('a', 'b'), { passphrase: 'korrekte Pferde' });
  expect(bytes.includes('korrekte')).toBe(false);
  expect(await read(bytes, { passphrase: 'korrekte Pferde' })).toEqual({ a: 'b' });
  await expect(read(bytes, { passphrase: 'korrekte Pferdx' })).rejects.toThrow('does not open');
});

test('a target that fails says why, and so does who fills it', async () => {
  const full = () => new Writable({ write: (_chunk, _encoding, done) => done(new Error('no room')) });
  const fill = async (archive: ArchiveWriter) => {
    for (let index = 0; index < 200; index += 1) await archive.add(`${index}`, NOISE);
  };
  await expect(writeArchive(full(), lock, fill)).rejects.toThrow('no room');
  await expect(written(() => Promise.reject(new Error('the source ended')))).rejects.toThrow('the source ended');
  await expect(written((archive) => archive.addStream('short', 10, pieces(NOISE, 3)))).rejects.toThrow();
});

test('nobody else takes it for a recipient', async () => {
  await expect(written((archive) => archive.add('a', 'b'), { recipients: ['age1nonsense'] })).rejects.toThrow(
    'age1nonsense is not a recipient',
  );
});
