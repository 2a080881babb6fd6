import { join } from 'node:path';
import { expect } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { smallDisk, testWithDisk } from '../testing/small-disk.ts';
import { isBlobName } from './blob-name.ts';
import { bytesOf, filesBelow, filesFolder, filesHouse, read } from './testing/files-house.ts';

const { db, url } = await testDatabase();

testWithDisk('a full disk is a refusal; nothing is half there, and what fits is taken', async () => {
  const dataDir = smallDisk(filesFolder(), 1_024);
  const { room, put, said } = filesHouse({ db, url, dataDir });
  const kept = await put('k'.repeat(300_000));
  expect(await room.put(bytesOf('x'.repeat(2_000_000), 65_536))).toEqual({ ok: false, code: 'files.no_room', params: {} });
  const names = filesBelow(join(dataDir, 'files')).map((name) => name.split('/').at(-1) ?? '');
  expect(names.filter(isBlobName)).toHaveLength(1);
  expect(names).toHaveLength(1);
  expect(await db.selectFrom('kernel.files').select('sha256').execute()).toEqual([{ sha256: kept.sha256 }]);
  expect(await read(room, kept, { isVerified: true })).toHaveLength(300_000);
  expect(await room.put(bytesOf('x'.repeat(500_000)))).toMatchObject({ ok: true });
  expect(said()).toEqual([]);
});
