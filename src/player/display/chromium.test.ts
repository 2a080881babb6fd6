import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, vi } from 'vitest';
import { isMissing, testNeeding } from '../../../test/needs.ts';
import type { EventEntry } from '../../modules/screens/contract/wire/content.ts';
import { systemClock } from '../../shared/time.ts';
import type { Programme } from '../programme/programme.ts';
import { chromiumDisplay, findChromium } from './chromium.ts';

const PAGE = fileURLToPath(new URL('../../../dist/player/', import.meta.url));
const AT = { timeout: 20_000, interval: 100 };
const [GREEN, BROKEN, MISSING] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
const program = findChromium();
const warnings: string[] = [];
const green = await sharp({ create: { width: 64, height: 36, channels: 3, background: '#00c000' } })
  .png()
  .toBuffer();
const display =
  isMissing('chromium') || program === null
    ? null
    : chromiumDisplay({
        ...{ program, folder: PAGE, isHeadless: true, now: systemClock.now, warn: (message) => void warnings.push(message) },
        file: (checksum) => (checksum === GREEN ? green : checksum === BROKEN ? Buffer.from('no picture') : null),
      });
afterAll(() => display?.stop());

const entry = (id: string, block: Partial<EventEntry>): Programme => ({
  kind: 'event',
  entry: {
    ...{ id, occurrence_of_id: null, group_id: 1, title: id, event_type: 'other' },
    ...{ start: '2026-11-21T08:00:00Z', end: '2026-11-21T09:00:00Z', ...block },
  },
});
const greenPicture = entry('green', {
  presentation: {
    ...{ type: 'slideshow', slide_interval: 10, auto_progress: true, page_progress: true },
    files: [{ name: 'green.png', url: 'http://localhost/green.png', checksum: GREEN, size: green.length, mime_type: 'image/png' }],
  },
});

/** The colour in the middle of what is really on the display. */
async function middle(): Promise<readonly number[]> {
  const shot = await display?.capture();
  if (shot === null || shot === undefined) throw new Error('nothing can be seen');
  const { width = 0, height = 0 } = await sharp(shot).metadata();
  const { data } = await sharp(shot)
    .extract({ left: Math.floor(width / 2) - 20, top: Math.floor(height / 2) - 20, width: 40, height: 40 })
    .resize(1, 1)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data];
}
/** Of all of it. */
async function brightest(): Promise<number> {
  const shot = await display?.capture();
  if (shot === null || shot === undefined) throw new Error('nothing can be seen');
  const { channels } = await sharp(shot).stats();
  return Math.max(...channels.map(({ max }) => max));
}
const isShown = (id: string) => vi.waitFor(() => expect(display?.state()).toMatchObject({ status: 'running', shownId: id }), AT);

describe('a real Chromium', () => {
  testNeeding(
    'chromium',
    'shows a green picture, says so, and its screenshot is green',
    async () => {
      await display?.start();
      display?.show(greenPicture);
      await isShown('green');
      await vi.waitFor(async () => {
        const [red = 255, greenness = 0, blue = 255] = await middle();
        expect(greenness).toBeGreaterThan(150);
        expect(Math.max(red, blue)).toBeLessThan(60);
      }, AT);
      expect(warnings).toEqual([]);
    },
    60_000,
  );

  testNeeding(
    'chromium',
    'that is killed is told as crashed at once, nothing of it can be seen, and it comes up again',
    async () => {
      const pid = display?.state().pid ?? 0;
      process.kill(-pid, 'SIGKILL');
      await vi.waitFor(() => expect(display?.state()).toMatchObject({ status: 'crashed', pid: null, shownId: null }), {
        timeout: 2_000,
        interval: 10,
      });
      expect(await display?.capture()).toBeNull();
      await isShown('green');
      expect(display?.state().pid).not.toBe(pid);
    },
    60_000,
  );

  testNeeding(
    'chromium',
    'passes over what it cannot draw; where it can draw nothing it says so, over a quiet page that is not black',
    async () => {
      const presentation = (checksums: readonly string[]) => ({
        ...{ type: 'slideshow' as const, slide_interval: 1, auto_progress: true, page_progress: false },
        files: checksums.map((checksum) => ({ name: 'x.png', url: 'http://localhost/x.png', checksum, size: 9, mime_type: 'image/png' })),
      });
      display?.show(entry('half', { presentation: presentation([BROKEN, GREEN, MISSING]) }));
      await isShown('half');
      await vi.waitFor(async () => expect((await middle())[1]).toBeGreaterThan(150), AT);
      display?.show(entry('broken', { presentation: presentation([BROKEN, MISSING]) }));
      await vi.waitFor(() => expect(display?.state()).toMatchObject({ status: 'running', shownId: null }), AT);
      await vi.waitFor(async () => expect(await brightest()).toBeGreaterThan(100), AT);
    },
    60_000,
  );

  testNeeding(
    'chromium',
    'that was ended shows again what it has to when it is started anew',
    async () => {
      display?.show(greenPicture);
      await isShown('green');
      await display?.stop();
      expect(display?.state()).toMatchObject({ status: 'stopped', pid: null });
      await display?.start();
      await isShown('green');
    },
    60_000,
  );

  testNeeding(
    'chromium',
    'shows a website that forbids to be framed',
    async () => {
      const site = createServer((_request, reply) => {
        reply.writeHead(200, {
          ...{ 'content-type': 'text/html', 'x-frame-options': 'DENY' },
          'content-security-policy': "frame-ancestors 'none'; default-src 'self' 'unsafe-inline'",
        });
        reply.end('<body style="margin:0;background:#d00000"></body>');
      });
      await new Promise<void>((resolve) => void site.listen(0, '127.0.0.1', resolve));
      const { port } = site.address() as AddressInfo;
      display?.show(entry('site', { website: { type: 'browser', url: `http://127.0.0.1:${port}/` } }));
      await isShown('site');
      await vi.waitFor(async () => {
        const [red = 0, greenness = 255] = await middle();
        expect(red).toBeGreaterThan(150);
        expect(greenness).toBeLessThan(60);
      }, AT);
      site.close();
      site.closeAllConnections();
    },
    60_000,
  );

  testNeeding(
    'chromium',
    'draws a message and runs nothing of it',
    async () => {
      const html =
        '<p>Closed</p><script>document.body.remove()</script><img src="x" onerror="document.body.remove()"><a href="javascript:1">x</a>';
      display?.show(entry('message', { message: { type: 'message', html, level: 'critical' } }));
      await isShown('message');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(display?.state()).toMatchObject({ status: 'running', shownId: 'message' });
    },
    60_000,
  );
});
