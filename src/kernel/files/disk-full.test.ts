import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { isBlobName } from './blob-name.ts';
import { bytesOf, filesBelow, filesFolder, filesHouse, read } from './testing/files-house.ts';

const { db, url } = await testDatabase();

const isRoot = process.getuid?.() === 0;
// A name space of its own for mounts wants the same right as a mount.
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;
// Under CI a root that may not mount fails the test: there the machine is one that we chose.
const withDisk = mayMount || (isRoot && process.env['CI'] === 'true') ? test : test.skip;
const leftOut = mayMount ? '' : ' (left out: no file system can be mounted here)';

/** So many KB that are nobody else's, until the test has ended. */
function smallDisk(kilobytes: number): string {
  const folder = filesFolder();
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  return folder;
}

withDisk(`a full disk is a refusal; nothing is half there, and with room again all is well${leftOut}`, async () => {
  const dataDir = smallDisk(1_024);
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
