import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemActor } from '../auth/actor.ts';
import { testDatabase } from '../testing/database.ts';
import { blobNameOf, bornAt, isBlobName, parseBlobName, pathOf } from './blob-name.ts';
import { DamagedFileError, type StoredFile } from './files.ts';
import { createFolderStore } from './folder-store.ts';
import { createS3Store } from './s3-store.ts';
import { anOwner, bytesOf, filesBelow, filesFolder, filesHouse, read, s3Place } from './testing/files-house.ts';

const { db, url } = await testDatabase();
const s3 = await s3Place();
const houseOn = (kind: 'folder' | 's3') => filesHouse({ db, url, s3: kind === 's3' ? s3 : null });
const pathIn = (dataDir: string, file: StoredFile): string => join(dataDir, 'files', pathOf(blobNameOf(file)));

describe.each(['folder', 's3'] as const)('in a store of kind %s', (kind) => {
  const { room, put, refer, release, collect, clock, said, series, hold, dataDir } = houseOn(kind);

  test('what is put is read again, byte by byte, whole and in ranges', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), fc.integer({ min: 1, max: 700 }), async (content, piece) => {
        const stored = await room.put(bytesOf(content, piece));
        if (!stored.ok) return expect.fail(stored.code);
        const whole = await room.open(stored.value, { isVerified: true });
        expect(Buffer.concat((await whole?.toArray()) ?? [])).toEqual(Buffer.from(content));
        expect(stored.value.bytes).toBe(content.length);
      }),
      { numRuns: 15 },
    );
    const file = await put('0123456789');
    expect(await read(room, file, { range: { first: 2, last: 4 } })).toBe('234');
    expect(await read(room, file, { range: { first: 7 } })).toBe('789');
    expect(await read(room, file, { range: { first: 9, last: 1_000 } })).toBe('9');
    for (const range of [{ first: 10 }, { first: -1 }, { first: 3, last: 2 }, { first: 0.5 }]) {
      await expect(room.open(file, { range })).rejects.toThrow(RangeError);
    }
  });

  test('one content is stored once, whoever puts it, also at one moment', async () => {
    const content = randomBytes(3_000).toString('hex');
    const files = await Promise.all(Array.from({ length: 8 }, () => put(content)));
    expect(new Set(files.map(({ id }) => id)).size).toBe(1);
    const [file] = files;
    if (file === undefined) return expect.fail();
    expect(await read(room, file, { isVerified: true })).toBe(content);
    const names: string[] = [];
    const store = kind === 's3' ? createS3Store(s3) : createFolderStore(join(dataDir, 'files'));
    for await (const name of store.list()) if (name.startsWith(file.sha256)) names.push(name);
    expect(names).toEqual([blobNameOf(file)]);
  });

  test('references are by owner and name; the same name refers to the new file, the old one is let go', async () => {
    const owner = anOwner();
    const [first, second] = [await put(`first ${owner.id}`), await put(`second ${owner.id}`)];
    expect(await refer(first, owner, 'a.txt')).toMatchObject({ ok: true, value: { name: 'a.txt', mediaType: 'text/plain' } });
    await refer(first, owner, 'b.txt');
    await refer(second, owner, 'a.txt');
    const names = async () => (await room.referencesOf(db, owner)).map(({ name, sha256 }) => [name, sha256 === first.sha256 ? 1 : 2]);
    expect(await names()).toEqual([
      ['a.txt', 2],
      ['b.txt', 1],
    ]);
    await release(owner, 'b.txt');
    expect(await names()).toEqual([['a.txt', 2]]);
    await release(owner);
    expect(await names()).toEqual([]);
  });

  test('the night takes what nobody has referred to for a day; what is referred to stays', async () => {
    const owner = anOwner();
    const [kept, left, fresh] = [await put(`kept ${owner.id}`), await put(`left ${owner.id}`), `fresh ${owner.id}`];
    await refer(kept, owner);
    clock.advance({ hours: 23 });
    await collect();
    expect(await read(room, left)).not.toBeNull();
    clock.advance({ hours: 2 });
    const young = await put(fresh);
    await collect();
    expect(await read(room, kept)).toBe(`kept ${owner.id}`);
    expect(await read(room, young)).toBe(fresh);
    expect(await read(room, left)).toBeNull();
    expect(said()).toContain('a stored file is not where it was put');
    expect(await refer(left, anOwner())).toMatchObject({ ok: false, code: 'files.collected' });
    const again = await put(`left ${owner.id}`);
    expect(again.id).not.toBe(left.id);
    expect(await read(room, again)).toBe(`left ${owner.id}`);
    await release(owner);
    clock.advance({ hours: 23 });
    await collect();
    expect(await read(room, kept)).not.toBeNull();
    clock.advance({ hours: 2 });
    await collect();
    expect(await read(room, kept)).toBeNull();
    expect(await series()).toMatch(/caretaker_files_collected_total \d/);
  });

  test('bytes that no row knows go after a day; those of a put that is under way stay', async () => {
    const store = kind === 's3' ? createS3Store(s3) : createFolderStore(join(dataDir, 'files'));
    const hex = 'ab'.repeat(32);
    const name = (at: Temporal.Instant) => {
      const ms = at.epochMilliseconds.toString(16).padStart(12, '0');
      return parseBlobName(`${hex}-${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000001`);
    };
    const [old, young] = [name(clock.now().subtract({ hours: 25 })), name(clock.now().subtract({ hours: 23 }))];
    for (const one of [old, young]) {
      const path = join(filesFolder(), 'content');
      writeFileSync(path, 'bytes');
      await store.place(one, { path, bytes: 5, sha256: hex });
    }
    await collect();
    expect([await store.has(old, 5), await store.has(young, 5)]).toEqual([false, true]);
    await store.remove(young);
  });

  test('a collector that is slow between its steps deletes nothing that was put meanwhile', async () => {
    const content = `slow ${crypto.randomUUID()}`;
    const inner = kind === 's3' ? createS3Store(s3) : createFolderStore(join(dataDir, 'files'));
    const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = filesHouse({
      ...{ db, url, dataDir, s3: kind === 's3' ? s3 : null },
      store: {
        ...inner,
        async remove(name) {
          begun.resolve();
          await go.promise;
          await inner.remove(name);
        },
      },
    });
    const first = await put(content);
    slow.clock.advance({ hours: 24 * 40 });
    const collecting = slow.collect();
    await begun.promise;
    expect(await refer(first, anOwner())).toMatchObject({ ok: false, code: 'files.collected' });
    const second = await put(content);
    expect(await refer(second, anOwner())).toMatchObject({ ok: true });
    go.resolve();
    await collecting;
    expect(await read(room, first)).toBeNull();
    expect(await read(room, second, { isVerified: true })).toBe(content);
  });

  test('a reference that is written while the collector looks keeps its file', async () => {
    const file = await put(`looked at ${crypto.randomUUID()}`);
    const late = filesHouse({ db, url, dataDir, s3: kind === 's3' ? s3 : null });
    late.clock.advance({ hours: 24 * 80 });
    const owner = anOwner();
    let collecting: Promise<void> = Promise.resolve();
    await late.transact(systemActor('test'), async (work) => {
      await room.refer(work, { file: file.id, owner, name: 'x', mediaType: 'text/plain' });
      collecting = late.collect();
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await collecting;
    expect(await read(room, file)).not.toBeNull();
    expect(await room.referencesOf(db, owner)).toHaveLength(1);
  });

  test('a stored file that was lost is put again under its name; without that, reading says so', async () => {
    const content = `lost ${crypto.randomUUID()}`;
    const file = await put(content);
    const store = kind === 's3' ? createS3Store(s3) : createFolderStore(join(dataDir, 'files'));
    await store.remove(blobNameOf(file));
    expect(await read(room, file)).toBeNull();
    expect((await put(content)).id).toBe(file.id);
    expect(await read(room, file)).toBe(content);
  });

  test('readiness writes and reads; a second look soon after believes the first', async () => {
    const detail = await room.check.probe();
    expect(detail?.text).toMatch(kind === 's3' ? /^Bucket caretaker at http/ : /^\d+\.\d GB are free\.$/);
    expect(await room.check.probe()).toBe(detail);
  });

  test('nothing is collected while the console is held', async () => {
    const file = await put(`held ${crypto.randomUUID()}`);
    hold();
    clock.advance({ hours: 24 * 10 });
    await collect();
    expect(await read(room, file)).not.toBeNull();
  });
});

test('too much, and a stream that breaks off, leave nothing behind', async () => {
  const { room, dataDir, series } = houseOn('folder');
  const before = async () =>
    Number(
      (
        await db
          .selectFrom('kernel.files')
          .select((e) => e.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    );
  const rows = await before();
  expect(await room.put(bytesOf('x'.repeat(2_000), 300), { maxBytes: 1_999 })).toEqual({
    ok: false,
    code: 'files.too_large',
    params: { maxBytes: 1_999 },
  });
  expect(await room.put(bytesOf('x'.repeat(2_000)), { maxBytes: 2_000 })).toMatchObject({ ok: true });
  const breaking = async function* () {
    yield Buffer.from('half');
    throw new Error('the sender went away');
  };
  await expect(room.put(breaking())).rejects.toThrow('the sender went away');
  expect(await before()).toBe(rows + 1);
  expect(filesBelow(join(dataDir, 'files')).filter((name) => !isBlobName(name.split('/').at(-1) ?? ''))).toEqual([]);
  expect(await series()).toContain('caretaker_files_puts_total{outcome="refused"} 1');
});

test('a large stream passes through in pieces, not through the memory', async () => {
  const { room } = houseOn('folder');
  const piece = randomBytes(65_536);
  const peak = { bytes: 0 };
  const stream = Readable.from(
    (async function* () {
      for (let index = 0; index < 3_200; index += 1) {
        if (index % 100 === 0) peak.bytes = Math.max(peak.bytes, process.memoryUsage().arrayBuffers);
        yield piece;
      }
    })(),
  );
  const start = process.memoryUsage().arrayBuffers;
  const stored = await room.put(stream);
  expect(stored).toMatchObject({ ok: true, value: { bytes: 3_200 * 65_536 } });
  expect(peak.bytes - start).toBeLessThan(64 * 1_048_576);
});

test('a damaged file is read to its end and then is an error for whoever wants to know', async () => {
  const { room, put, dataDir, series } = houseOn('folder');
  const file = await put('sound content');
  writeFileSync(pathIn(dataDir, file), 'sound cOntent');
  expect(await read(room, file)).toBe('sound cOntent');
  await expect(read(room, file, { isVerified: true })).rejects.toThrow(DamagedFileError);
  expect(await series()).toContain('caretaker_files_damaged_total 1');
});

test('nobody else on the machine reads what is stored', async () => {
  const { put, dataDir } = houseOn('folder');
  const file = await put('private');
  expect(statSync(pathIn(dataDir, file)).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataDir, 'files')).mode & 0o777).toBe(0o700);
});

test('what a crash left half received goes after a day', async () => {
  const { collect, dataDir, clock, put } = houseOn('folder');
  await put('something');
  const half = join(dataDir, 'files', 'incoming', 'half');
  writeFileSync(half, 'half');
  await collect();
  expect(readdirSync(join(dataDir, 'files', 'incoming'))).toEqual(['half']);
  clock.advance({ hours: 25 });
  await collect();
  expect(readdirSync(join(dataDir, 'files', 'incoming'))).toEqual([]);
});

test('no text but a name of a stored file becomes a path', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '0', '-', '.', '/', '\\', '\u0000', 'Z'), { maxLength: 110 }), (characters) => {
      const text = characters.join('');
      if (!isBlobName(text)) expect(() => parseBlobName(text)).toThrow(TypeError);
      else expect(pathOf(text)).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f-]+$/);
    }),
  );
  const name = `${'ab'.repeat(32)}-01942f6e-0000-7000-8000-000000000001`;
  for (const evil of [`../${name}`, `${name}/..`, `${name}\n`, name.toUpperCase(), `${name}\u0000`]) expect(isBlobName(evil)).toBe(false);
  expect(bornAt(parseBlobName(name)).epochMilliseconds).toBe(0x01942f6e0000);
});

test('an object store that is away, or says no, is an error of delivery that says what to do next', async () => {
  const away = filesHouse({ db, url, s3: { ...s3, endpoint: 'http://127.0.0.1:9' } });
  await expect(away.put('x')).rejects.toMatchObject({ name: 'DeliveryError', permanent: false });
  await expect(away.room.check.probe()).rejects.toThrow('The file store http://127.0.0.1:9 cannot be reached (ECONNREFUSED).');
  const wrong = filesHouse({ db, url, s3: { ...s3, bucket: 'nobodys' } });
  await expect(wrong.put('y')).rejects.toMatchObject({ name: 'DeliveryError', permanent: true });
  expect(filesBelow(join(away.dataDir, 'files'))).toEqual([]);
});

test('without a folder that can be written readiness says so', async () => {
  const dataDir = filesFolder();
  rmSync(dataDir, { recursive: true });
  writeFileSync(dataDir, 'a file');
  const { room } = filesHouse({ db, url, dataDir });
  await expect(room.check.probe()).rejects.toThrow('The folder of files does not work: ');
});
