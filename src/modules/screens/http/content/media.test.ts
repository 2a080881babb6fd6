import { expect, test } from 'vitest';
import { picture } from '../../../../../test/kit/content-inputs.ts';
import { house } from '../../../../../test/kit/house.ts';
import { must } from '../../../../../test/kit/must.ts';
import * as routes from '../../contract/routes.ts';

const found = await house();
const { app } = found;
const [olga, vera, nora] = [found.as('olga'), found.as('vera'), found.as('nora')];

const upload = (rawBody: Buffer, name = 'menu.png') => olga.call(routes.addMedia, { name }, { rawBody });
const fetchFile = (url: string, headers: Readonly<Record<string, string>> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  app.http.app.inject({ method, url: new URL(url).pathname, headers: { ...headers } });

test('a picture is kept once, fetched by its address alone, whole or in parts', async () => {
  const bytes = await picture();
  const first = await upload(bytes, 'Speiseplan für heute.png');
  expect(first).toMatchObject({ status: 201, body: { mimeType: 'image/png', width: 8, height: 4, bytes: bytes.length, uses: 0 } });
  expect((await upload(bytes, 'again.gif')).body.id).toBe(first.body.id);

  const { url } = first.body;
  const whole = await fetchFile(url);
  expect(whole.statusCode).toBe(200);
  expect(whole.rawPayload.equals(bytes)).toBe(true);
  expect(whole.headers).toMatchObject({
    ...{ 'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes' },
    'content-security-policy': expect.stringContaining('sandbox'),
  });
  const part = await fetchFile(url, { range: 'bytes=4-7' });
  expect([part.statusCode, part.headers['content-range'], part.rawPayload.equals(bytes.subarray(4, 8))]).toEqual([
    206,
    `bytes 4-7/${bytes.length}`,
    true,
  ]);
  expect((await fetchFile(url, { range: 'bytes=-3' })).rawPayload.equals(bytes.subarray(-3))).toBe(true);
  expect((await fetchFile(url, { range: `bytes=${bytes.length}-` })).statusCode).toBe(416);
  const head = await fetchFile(url, {}, 'HEAD');
  expect([head.statusCode, head.headers['content-length'], head.rawPayload.length]).toEqual([200, String(bytes.length), 0]);
  expect((await fetchFile(url, { 'if-none-match': String(whole.headers.etag) })).statusCode).toBe(304);
  for (const wrong of ['x', 'A'.repeat(43), '..%2f..%2fetc'])
    expect((await fetchFile(`http://localhost/content/${wrong}/menu.png`)).statusCode).toBe(404);
});

const PDF = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

test('a document is taken, and what is something else than it seems is not', async () => {
  expect((await upload(PDF, 'menu.pdf')).body).toMatchObject({ mimeType: 'application/pdf', width: null });
  const whole = await picture();
  // Says 60,000 by 60,000 pixels.
  const bomb = Buffer.from(whole);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  const hostile: readonly (readonly [string, Buffer])[] = [
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a vector picture', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['half a picture', whole.subarray(0, 40)],
    ['a picture by its first bytes alone', Buffer.concat([whole.subarray(0, 8), Buffer.from('<script>')])],
    ['half a document', PDF.subarray(0, 30)],
    ['a document behind something else', Buffer.concat([Buffer.from('MZ'), PDF])],
    ['a bomb', bomb],
  ];
  for (const [name, bytes] of hostile) expect([name, (await upload(bytes)).status]).toEqual([name, 422]);
});

test('what is shown is not deleted', async () => {
  const { id } = (await upload(await picture())).body;
  const group = await must(found.as('adam'), routes.addGroup, { name: 'hall' });
  const event = await must(olga, routes.addEvent, {
    ...{ title: 'Show', groupIds: [group.id], start: '2026-11-21T08:00', end: '2026-11-21T10:00', timeZone: 'UTC' },
    content: { type: 'presentation', mediaIds: [id, id] },
  });
  expect(await olga.call(routes.deleteMedia, { id })).toMatchObject({ status: 409, body: { code: 'screens.media_in_use' } });
  await must(olga, routes.setDefaultContent, { id: group.id, content: { type: 'presentation', mediaIds: [id] } });
  await must(olga, routes.deleteEvent, { id: event.id });
  expect((await olga.call(routes.deleteMedia, { id })).status).toBe(409);
  await must(olga, routes.setDefaultContent, { id: group.id, content: null });
  expect((await nora.call(routes.deleteMedia, { id })).status).toBe(404);
  expect((await vera.call(routes.deleteMedia, { id })).status).toBe(403);
  const { url } = (await must(vera, routes.listMedia, {})).items.find((one) => one.id === id) ?? { url: '' };
  await must(olga, routes.deleteMedia, { id });
  expect((await fetchFile(url)).statusCode).toBe(404);
  expect((await must(nora, routes.listMedia, {})).items).toEqual([]);
});

test('more than the limit is refused', async () => {
  await found.db
    .insertInto('kernel.settings')
    .values({ key: 'screens.mediaMegabytes', value: '1', updated_at: Temporal.Now.instant(), version: 1 })
    .execute();
  expect((await upload(Buffer.alloc(1_000_001))).status).toBe(413);
});
