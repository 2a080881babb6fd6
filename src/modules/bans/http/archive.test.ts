import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { house } from '../../../../test/kit/house.ts';
import type { Route } from '../../../kernel/contract/route.ts';
import { unguardedCell } from '../../../shared/sheet-cell.ts';
import { systemClock } from '../../../shared/time.ts';
import { BAN_COLUMNS, exportBansCsv, getBan, listBans } from '../contract/ban-list-routes.ts';
import * as stats from '../contract/stats-routes.ts';
import { addHost, record, seen } from '../testing/archive.ts';

const found = await house({ clock: systemClock });
const { db, as, app, otherSiteId } = found;
const now = systemClock.now();
const { rows: sites } = { rows: await db.selectFrom('kernel.sites').select('id').where('id', '!=', otherSiteId).execute() };
const here = await addHost(db, sites[0]?.id ?? '', 'web1');
const elsewhere = await addHost(db, otherSiteId, 'mail');
const HOSTILE = '=HYPERLINK("http://evil.example";"x")';
const place = () => ({ country: 'NL', asn: 64_496, organisation: '+cmd|calc, "Ltd"' });
const own = [
  seen({ at: now.subtract({ hours: 2 }), durationSeconds: 600, lines: ['<b>Failed</b> password'] }),
  seen({
    address: '2001:db8::1',
    at: now.subtract({ hours: 30 }),
    durationSeconds: 'permanent',
    note: '@sum\r\n"two" lines; and, commas',
    jail: '-jail',
  }),
  seen({ address: HOSTILE, at: now.subtract({ hours: 1 }), durationSeconds: 'unknown', provenance: 'manual', failures: 0 }),
];
const mine = (await record(db, here, own, place)).fresh.find(({ ban }) => ban === own[0]);
const [theirs] = (await record(db, elsewhere, [seen({ address: '203.0.113.9', at: now.subtract({ hours: 3 }) })])).fresh;

const FIGURES: readonly Route[] = [
  ...[stats.getBansByCountry, stats.getBansByJail, stats.getBansByAsn, stats.getBansByNetwork],
  ...[stats.getTopAddresses, stats.getBansByProvenance],
];

/** The whole of a stream. */
async function textOf(path: string): Promise<{ readonly text: string; readonly headers: Readonly<Record<string, unknown>> }> {
  const reply = await app.http.app.inject({ url: `/api${path}`, headers: { ...as('vera').headers } });
  return { text: reply.body, headers: reply.headers };
}

describe('what lies on another site is not there', () => {
  test('a list, a single ban, every figure', async () => {
    const list = await as('nora').call(listBans, {});
    expect(list.body.items.map(({ address }) => address)).toEqual(['203.0.113.9']);
    expect((await as('nora').call(getBan, { id: mine?.id ?? '' })).status).toBe(404);
    expect((await as('nora').call(getBan, { id: theirs?.id ?? '' })).status).toBe(200);
    expect((await as('nora').call(listBans, { hostId: here.id })).body.items).toEqual([]);
    for (const route of FIGURES) expect((await as('nora').call(route, {})).body).toMatchObject({ total: 1 });
    expect((await as('nora').call(stats.getBanSummary, {})).body).toMatchObject({ now: 0, last24Hours: 1 });
    expect((await as('nora').call(stats.getBanTrend, {})).body).toMatchObject({ total: 1 });
  });

  test('an export', async () => {
    const reply = await app.http.app.inject({ url: '/api/bans/export.json', headers: { ...as('nora').headers } });
    expect(JSON.parse(reply.body).map(({ host }: { host: { name: string } }) => host.name)).toEqual(['mail']);
  });

  test('somebody without a grant sees nothing of it', async () => {
    expect((await as('nobody').call(listBans, {})).status).toBe(403);
    expect((await found.with({}).call(listBans, {})).status).toBe(401);
  });
});

test('a ban with its lines, as it is now', async () => {
  const { body } = await as('vera').call(getBan, { id: mine?.id ?? '' });
  expect(body).toMatchObject({
    ...{ host: { id: here.id, name: 'web1' }, jail: 'sshd', address: '192.0.2.7', isActive: false, endedHow: 'expired' },
    ...{ endedAt: now.subtract({ minutes: 110 }).toString(), isPermanent: false, lines: ['<b>Failed</b> password'], country: 'NL' },
  });
  const { body: active } = await as('vera').call(listBans, { state: 'active', hostId: here.id });
  expect(
    active.items.map(({ isActive, isPermanent, durationSeconds, endedAt }) => [isActive, isPermanent, durationSeconds, endedAt]),
  ).toEqual([
    [true, false, null, null],
    [true, true, null, null],
  ]);
});

test.each([
  [{ ip: '192.0.2.1/24' }],
  [{ ip: 'x' }],
  [{ country: 'DEU' }],
  [{ asn: '4294967296' }],
  [{ provenance: 'nobody' }],
  [{ state: 'gone' }],
  [{ sort: 'address' }],
  [{ jail: 'a\0b' }],
  [{ hostId: '7' }],
  [{ cursor: 'WyJiYW5zIC1hdCIsMSwyXQ' }],
  [{ from: '10000-01-01T00:00:00Z' }],
])('%j is refused', async (input) => {
  const reply = await app.http.app.inject({ url: '/api/bans', query: input, headers: { ...as('vera').headers } });
  expect(reply.statusCode).toBe(422);
});

test.each([
  [{ timeZone: 'Mars/Phobos' }, 'bans.unknown_zone'],
  [{ from: '2026-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' }, 'bans.range_backwards'],
  [{ from: '0001-01-01T00:00:00Z' }, 'bans.range_too_long'],
])('a trend of %j is refused as %s', async (input, code) => {
  expect((await as('vera').call(stats.getBanTrend, input)).body).toMatchObject({ code });
});

describe('exports', () => {
  test('a sheet is read back as what is there; no cell of it is a formula', async () => {
    const { text, headers } = await textOf('/bans/export.csv?sort=at');
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="bans.csv"',
    });
    expect(text.startsWith('\ufeffat,host,')).toBe(true);
    const lines: string[][] = parse(text, { bom: true });
    expect(lines[0]).toEqual([...BAN_COLUMNS]);
    expect(lines.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    const rows = lines.slice(1).map((cells) => Object.fromEntries(cells.map((cell, n) => [BAN_COLUMNS[n] ?? '', unguardedCell(cell)])));
    const { body } = await as('vera').call(listBans, { sort: 'at' });
    expect(
      rows.map(({ address, jail, at, note, organisation }) => ({ address, jail, at, note, organisation: organisation || null })),
    ).toEqual(body.items.map(({ address, jail, at, note, organisation }) => ({ address, jail, at, note, organisation })));
    expect(rows.find(({ jail }) => jail === '-jail')).toMatchObject({
      durationSeconds: 'permanent',
      endedAt: '',
      site: expect.any(String),
    });
  });

  test('with semicolons', async () => {
    const lines: string[][] = parse((await textOf('/bans/export.csv?delimiter=semicolon')).text, { bom: true, delimiter: ';' });
    expect(lines).toHaveLength(5);
  });

  test('JSON is the list itself, also of nothing', async () => {
    const { body } = await as('vera').call(listBans, { provenance: 'filter', sort: 'at' });
    expect(JSON.parse((await textOf('/bans/export.json?provenance=filter&sort=at')).text)).toEqual(body.items);
    expect(JSON.parse((await textOf('/bans/export.json?jail=none')).text)).toEqual([]);
    expect(parse((await textOf('/bans/export.csv?jail=none')).text, { bom: true })).toHaveLength(1);
  });

  test('what is refused is a problem, not half a sheet', async () => {
    expect((await as('vera').call(exportBansCsv, { ip: '192.0.2.1/24' })).status).toBe(422);
  });
});

test('hosts that do not answer are named beside live figures', async () => {
  const { body } = await as('vera').call(stats.getBansByCountry, { source: 'live' });
  expect(body).toMatchObject({ items: [], total: 0, source: 'live' });
  expect(body.unreached.map(({ host }) => host.name).sort()).toEqual(['mail', 'web1']);
  const summary = await as('nora').call(stats.getBanSummary, { source: 'live' });
  expect(summary.body).toMatchObject({ now: 0, last24Hours: 1, unreached: [{ host: { name: 'mail' } }] });
});

test('places that nobody has configured are a state', async () => {
  const { body } = await as('vera').call(stats.getPlaces, {});
  expect(body).toMatchObject({ web: { isOn: false, cached: 0 }, rewriting: null });
});
