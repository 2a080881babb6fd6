import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ContentFile } from '../../modules/screens/contract/wire/content.ts';
import { openFiles } from './files.ts';

const served = new Map<string, Buffer>();
let asked: string[] = [];
const server = createServer((request, reply) => {
  asked.push(request.url ?? '');
  const bytes = served.get(request.url ?? '');
  if (bytes === undefined) reply.writeHead(404).end();
  else reply.end(bytes);
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

/** A file that the server has; `content` is what it is said to be. */
function file(name: string, bytes: Buffer, content = bytes): ContentFile {
  served.set(`/${name}`, bytes);
  const { port } = server.address() as AddressInfo;
  return {
    ...{ name, url: `http://127.0.0.1:${port}/${name}`, size: content.length, mime_type: 'image/png' },
    checksum: createHash('sha256').update(content).digest('hex'),
  };
}

function cache(mostBytes?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-player-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, files: openFiles(folder, mostBytes) };
}
const random = (length: number): Buffer => Buffer.from(crypto.getRandomValues(new Uint8Array(length)));

test('is fetched once, checked, and read as it is', async () => {
  const { files } = cache();
  asked = [];
  const one = file('one', random(2_000));
  expect(await files.keep([one])).toEqual([]);
  expect(await files.keep([one])).toEqual([]);
  expect(asked).toEqual(['/one']);
  expect(files.read(one.checksum)).toEqual(served.get('/one'));
});

test('what is another one, longer, or not there is missing, and leaves nothing behind', async () => {
  const { files, folder } = cache();
  const [other, longer, gone] = [file('other', random(9), random(9)), file('longer', random(99), random(9)), file('gone', random(9))];
  served.delete('/gone');
  expect(await files.keep([other, longer, gone])).toEqual([other, longer, gone]);
  expect(readdirSync(folder)).toEqual([]);
  expect(files.read('../../etc/passwd')).toBeNull();
});

test('beyond its room those go first that were wanted longest ago; what is wanted now stays', async () => {
  const { files, folder } = cache(250);
  const [first, second, third] = [file('first', random(100)), file('second', random(100)), file('third', random(100))];
  await files.keep([first]);
  const aMinuteAgo = Temporal.Now.instant().subtract({ minutes: 1 }).epochMilliseconds / 1_000;
  utimesSync(join(folder, first.checksum), aMinuteAgo, aMinuteAgo);
  await files.keep([second]);
  await files.keep([third]);
  expect([first, second, third].map(({ checksum }) => files.read(checksum) !== null)).toEqual([false, true, true]);
  await files.keep([first, second, third]);
  expect(readdirSync(folder)).toHaveLength(3);
});
