import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { addTeam } from '../../../kernel/contract/routes/users.ts';
import * as routes from '../contract/routes.ts';
import { SHEET_COLUMNS } from '../domain/sheet.ts';
import { idOf, itemsOf, type Person, serversConsole } from '../testing/console.ts';

const house = await serversConsole('2026-11-21T08:00:00Z');
const { db, otherSiteId } = house;
const [sam, adam, olga, vera, nora] = (['sam', 'adam', 'olga', 'vera', 'nora'] as const).map(house.person) as [
  Person,
  Person,
  Person,
  Person,
  Person,
];
await adam.call(routes.addSchedule, { name: 'Monthly', intervalDays: 30 });
await adam.call(routes.addSchedule, { name: 'Monthly', intervalDays: 30, siteId: otherSiteId });
await sam.call(addTeam, { name: 'Night shift', grants: [{ role: 'user' }] });

let count = 0;
let name: string;
beforeEach(() => {
  name = `web-${++count}`;
});

interface Outcome {
  readonly lines: readonly { readonly name: string; readonly outcome: string; readonly columns: readonly string[] }[];
  readonly faults: readonly { readonly line: number; readonly column: string | null; readonly code: string; readonly message: string }[];
}

async function importAs(person: Person, csv: string, more: Readonly<Record<string, unknown>> = { dryRun: false }) {
  const { status, body } = await person.call(routes.importServers, { csv, ...more });
  return { status, body: body as Outcome };
}

const tryOut = async (csv: string, person = olga): Promise<Outcome> => (await importAs(person, csv, {})).body;
const outcomes = ({ lines }: Outcome) => lines.map(({ name: called, outcome }) => [called, outcome]);

async function serverCalled(called: string): Promise<Readonly<Record<string, unknown>>> {
  const found = itemsOf(await sam.call(routes.listServers, { q: called })).find((server) => server['name'] === called);
  return Object(found);
}

const auditCount = async (): Promise<number> =>
  Number(
    (
      await db
        .selectFrom('kernel.audit')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
    ).count,
  );

async function exported(person = sam, siteId?: string): Promise<string> {
  const { voice } = { voice: house.as(person === nora ? 'nora' : 'sam') };
  const query = siteId === undefined ? '' : `?siteId=${siteId}`;
  return (await house.app.http.app.inject({ url: `/api/servers/export.csv${query}`, headers: voice.headers })).body;
}

describe('a sheet', () => {
  test('creates servers with all that it says, and says the same again without a change', async () => {
    const csv = [
      'Name;IP address;Schedule;Owners;Maintainers;In use from;In-use-until;inUseDays;Time zone;Mode;Tags;last_updated_at;Description',
      `${name};192.0.2.7;monthly;olga; team:night shift ;8:00;22:00;Mon-Fri;Europe/Vienna;enforce;"web\\; old; prod";2026-11-01 10:00;"two\r\nlines; ""quoted"""`,
    ].join('\r\n');
    expect(outcomes(await tryOut(`\ufeff${csv}`))).toEqual([[name, 'created']]);
    const { status, body } = await importAs(olga, `\ufeff${csv}`);
    expect([status, outcomes(body), body.faults]).toEqual([200, [[name, 'created']], []]);
    expect(await serverCalled(name)).toMatchObject({
      ...{ hostname: name, ipAddress: '192.0.2.7', updateSchedule: { name: 'Monthly' }, description: 'two\r\nlines; "quoted"' },
      serviceWindow: { start: '08:00', end: '22:00', timeZone: 'Europe/Vienna', weekdays: [1, 2, 3, 4, 5] },
      tags: ['web; old', 'prod'],
      lastUpdatedAt: '2026-11-01T09:00:00Z',
      responsibles: [
        { username: 'olga', role: 'owner' },
        { username: 'Night shift', role: 'maintainer' },
      ],
    });
    const before = await auditCount();
    expect(outcomes((await importAs(olga, csv)).body)).toEqual([[name, 'unchanged']]);
    expect(await auditCount()).toBe(before);
  });

  test('changes what it has columns for, and nothing else; each server has its audit', async () => {
    await importAs(olga, `name,tags,description\n${name},one,kept`);
    const before = await auditCount();
    const { body } = await importAs(olga, `name,tags,owners\n${name.toUpperCase()},two,vera; olga`);
    expect(body.lines).toMatchObject([{ outcome: 'changed', columns: ['name', 'owners', 'tags'] }]);
    expect(await serverCalled(name.toUpperCase())).toMatchObject({ tags: ['two'], description: 'kept' });
    expect((await auditCount()) - before).toBe(2);
  });

  test('hands a server over to others, the last owner going after the first new one has come', async () => {
    await importAs(olga, `name\n${name}`);
    expect((await importAs(olga, `name,owners,maintainers\n${name},team:Night shift,olga`)).status).toBe(200);
    expect(await serverCalled(name)).toMatchObject({
      responsibles: [
        { username: 'Night shift', role: 'owner' },
        { username: 'olga', role: 'maintainer' },
      ],
    });
  });

  test('moves the last update forward only, and the same address in other letters is the same', async () => {
    await importAs(olga, `name,ipAddress,lastUpdatedAt\n${name},2001:db8::7,2026-11-10T00:00:00Z`);
    const again = await importAs(olga, `name,ipAddress,lastUpdatedAt\n${name},2001:DB8:0::7,2026-11-09T00:00:00Z`);
    expect(outcomes(again.body)).toEqual([[name, 'unchanged']]);
    await importAs(olga, `name,lastUpdatedAt\n${name},2026-11-20`);
    expect(await serverCalled(name)).toMatchObject({ lastUpdatedAt: '2026-11-19T23:00:00Z' });
  });
});

describe('a sheet is no way round the question of a risk', () => {
  // 09:00 in Berlin: in use.
  const atWork = { hostname: 'x', serviceWindow: { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' } };
  const UPDATED = '2026-11-20T23:00:00Z';

  test.each([
    ['is asked about one by one', 'finding', 'servers.sheet_risky'],
    ['needs a second person', 'second-person', 'servers.sheet_second_person'],
  ])('an update that %s is a fault, until it is safe', async (_what, overduePolicy, code) => {
    const schedule = `${overduePolicy} ${name}`;
    await adam.call(routes.addSchedule, { name: schedule, intervalDays: 30, overduePolicy });
    await importAs(olga, `name,schedule\n${name},${schedule}`);
    await olga.call(routes.editServer, { id: (await serverCalled(name))['id'], ...atWork });
    const csv = `name,tags,lastUpdatedAt\n${name}-other,,\n${name},new,${UPDATED}`;
    const fault = { line: 3, column: 'lastUpdatedAt', code, message: expect.stringMatching(/page/) };
    const dry = await tryOut(csv);
    expect([dry.faults, outcomes(dry)]).toMatchObject([[fault], [[`${name}-other`, 'created']]]);
    expect((await importAs(olga, csv)).status).toBe(422);
    expect(await serverCalled(name)).toMatchObject({ tags: [], lastUpdatedAt: null });
    house.clock.set('2026-11-21T21:30:00Z');
    const later = await importAs(olga, csv);
    house.clock.set('2026-11-21T08:00:00Z');
    expect(later.status).toBe(200);
    expect(await serverCalled(name)).toMatchObject({ tags: ['new'], lastUpdatedAt: UPDATED });
  });
});

test('two sheets with the same servers in other orders are imported at once, none of them in vain', async () => {
  const names = Array.from({ length: 15 }, (_, at) => `${name}-${at}`);
  const csv = (which: readonly string[], tag: string) => ['name,tags', ...which.map((each) => `${each},${tag}`)].join('\n');
  expect((await importAs(adam, csv(names, 'none'))).status).toBe(200);
  for (const round of ['first', 'second']) {
    const both = [importAs(adam, csv(names, `a ${round}`)), importAs(adam, csv(names.toReversed(), `b ${round}`))];
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
  }
});

describe('what is at fault is told by line and column', () => {
  test.each([
    ['an empty sheet', '', 1, null, 'servers.sheet_empty'],
    ['a misspelt column', 'name,owner,tag\n', 1, 'owner', 'servers.sheet_misspelt_column'],
    ['an unknown column', 'name,colour\n', 1, 'colour', 'servers.sheet_unknown_column'],
    ['a column twice', 'name,Name\n', 1, 'name', 'servers.sheet_double_column'],
    ['no name column', 'hostname\n', 1, 'name', 'servers.sheet_no_name'],
    ['an open quote', 'name\n"web', 2, null, 'servers.sheet_broken'],
    ['a line with more cells', 'name,tags\na,b,c', 2, null, 'servers.sheet_uneven'],
    ['no name', 'name,tags\n,x', 2, 'name', 'servers.sheet_nameless'],
    ['no such site', 'name,site\na1,Mars', 2, 'site', 'servers.sheet_unknown_site'],
    ['no such schedule', 'name,schedule\na1,Yearly', 2, 'schedule', 'servers.sheet_unknown_schedule'],
    ['no such person', 'name,owners\na1,olga; ghost', 2, 'owners', 'servers.sheet_unknown_person'],
    ['a bad address', 'name,ipAddress\na1,300.1.1.1', 2, 'ipAddress', 'servers.bad_address'],
    ['a future update', 'name,lastUpdatedAt\na1,2027-01-01', 2, 'lastUpdatedAt', 'servers.updated_in_future'],
    ['equal edges', 'name,inUseFrom,inUseUntil\na1,08:00,8:00', 2, 'inUseUntil', 'window.edges_equal'],
    ['the same server twice', 'name,tags\na1,"one\ntwo"\n\nA1,', 5, 'name', 'servers.sheet_twice'],
    ['NUL', 'name\na\0b', 2, 'name', 'servers.sheet_unprintable'],
  ])('%s', async (_what, csv, line, column, code) => {
    const { faults } = await tryOut(csv);
    expect(faults).toContainEqual(expect.objectContaining({ line, column, code, message: expect.stringMatching(/\S[.?]$/) }));
  });

  test('a sheet that is too long', async () => {
    const lines = Array.from({ length: 2_001 }, (_, at) => `long-${at}`);
    expect((await tryOut(['name', ...lines].join('\n'))).faults).toMatchObject([{ code: 'servers.sheet_too_many_lines' }]);
  });

  test('one fault, and nothing at all is written', async () => {
    const before = await auditCount();
    const { status, body } = await importAs(olga, `name,site\n${name},\n${name}b,Mars\n${name}c,`);
    expect([status, body]).toMatchObject([
      422,
      { code: 'servers.sheet_faulty', params: { count: 1 }, errors: [{ path: 'line 3, site', message: expect.stringMatching(/site/) }] },
    ]);
    expect(await serverCalled(name)).toEqual({});
    expect(await auditCount()).toBe(before);
  });

  test('a dry run writes nothing', async () => {
    const before = await auditCount();
    expect(outcomes(await tryOut(`name\n${name}`))).toEqual([[name, 'created']]);
    expect(await serverCalled(name)).toEqual({});
    expect(await auditCount()).toBe(before);
  });
});

describe('nobody imports more than they may', () => {
  test('who only looks may not at all; who edits there only, only there', async () => {
    expect((await importAs(vera, `name\n${name}`)).status).toBe(403);
    expect((await importAs(nora, `name\n${name}`)).status).toBe(200);
    expect(await serverCalled(name)).toMatchObject({ site: { id: otherSiteId } });
    expect((await tryOut(`name,site\n${name},Main site`, nora)).faults).toMatchObject([{ code: 'servers.sheet_unknown_site' }]);
  });

  test("an editor's own server, and not another's", async () => {
    await adam.call(routes.addServer, { name, hostname: 'x' });
    expect((await tryOut(`name,tags\n${name},mine`)).faults).toMatchObject([{ line: 2, column: null, code: 'servers.sheet_no_edit' }]);
    expect((await importAs(adam, `name,tags\n${name},mine`)).status).toBe(200);
  });

  test('a superadmin is nobody to an administrator, unless they answer for the very server', async () => {
    await sam.call(routes.addServer, { name, hostname: 'x' });
    expect((await tryOut(`name,owners\n${name}-new,sam`, adam)).faults).toMatchObject([{ code: 'servers.sheet_unknown_person' }]);
    expect(outcomes(await tryOut(`name,owners\n${name},sam`, adam))).toEqual([[name, 'unchanged']]);
  });
});

describe('out and in again', () => {
  test('what was exported is unchanged, and no cell of it is a formula', async () => {
    await importAs(olga, `name,tags,description\n${name},'=1+1; b,"'=cmd|' /C calc'!A0"\n@${name},,"- one\n- two"`);
    const csv = await exported();
    expect(csv.startsWith('\ufeffname,site,')).toBe(true);
    const cells: string[][] = parse(csv, { bom: true });
    expect(cells.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    const { lines, faults } = await tryOut(csv, sam);
    expect(faults).toEqual([]);
    expect(lines.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
    expect(lines.length).toBe(cells.length - 1);
  });

  test('the other site is exported to whoever sees it alone', async () => {
    await importAs(olga, `name\n${name}`);
    expect(await exported(nora)).not.toContain(name);
    expect(await exported(nora)).toContain('Elsewhere');
  });

  const word = fc
    .string({ unit: fc.constantFrom('a', 'Z', 'ü', ';', ',', '"', "'", '=', '-', '\\', ' ', '7'), maxLength: 12 })
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const row = fc.record({
    hostname: word,
    tags: fc.uniqueArray(word, { maxLength: 3 }),
    description: fc.oneof(
      fc.constant(''),
      word,
      word.map((text) => `${text}\n${text}`),
    ),
    ipAddress: fc.option(fc.oneof(fc.ipV4(), fc.ipV6())),
    alwaysInUse: fc.boolean(),
    modeOverride: fc.option(fc.constantFrom('inform', 'confirm', 'enforce')),
    hasSchedule: fc.boolean(),
    serviceWindow: fc.option(
      fc.record({ weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), start: fc.constantFrom('00:00', '22:15') }),
    ),
    daysAgo: fc.option(fc.integer({ min: 0, max: 2_000_000 })),
  });

  test('any server is the same on another site (property)', async () => {
    const scheduleId = itemsOf(await sam.call(routes.listSchedules, {})).find(
      ({ name: called, site }) => called === 'Monthly' && Reflect.get(Object(site), 'id') !== otherSiteId,
    )?.['id'];
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const tag = `round-${++count}`;
        for (const [at, { hasSchedule, daysAgo, modeOverride, serviceWindow, tags, ...more }] of rows.entries()) {
          const window = serviceWindow === null ? null : { ...serviceWindow, end: '24:00', timeZone: 'Asia/Tokyo' };
          const made = await olga.call(routes.addServer, {
            ...{ ...more, name: `${tag} ${at}`, tags: [tag, ...tags], serviceWindow: window },
            ...(hasSchedule ? { updateScheduleId: scheduleId } : {}),
            ...(daysAgo === null ? {} : { lastUpdatedAt: house.clock.now().subtract({ minutes: daysAgo }).toString() }),
          });
          expect(made.status, JSON.stringify(made.body)).toBe(201);
          await olga.call(routes.editServer, { id: idOf(made), modeOverride });
        }
        const mine = (records: readonly Record<string, string>[]) =>
          records.filter((each) => each['name']?.startsWith(tag)).map(({ site: _, ...columns }) => columns);
        const home = mine(recordsOf(await exported()).filter(({ site }) => site !== 'Elsewhere'));
        const csv = csvOf(home);
        expect((await importAs(sam, csv, { dryRun: false, siteId: otherSiteId })).status).toBe(200);
        expect(mine(recordsOf(await exported(sam, otherSiteId)))).toEqual(home);
        expect(new Set((await tryOutThere(csv)).map(([, outcome]) => outcome))).toEqual(new Set(['unchanged']));
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  const tryOutThere = async (csv: string) => outcomes((await importAs(sam, csv, { siteId: otherSiteId })).body);
});

const recordsOf = (csv: string): Record<string, string>[] => parse(csv, { bom: true, columns: true });

/** Written by hand: what the export wrote must be readable by others, and others' sheets by us. */
const csvOf = (records: readonly Record<string, string>[]): string =>
  [SHEET_COLUMNS.filter((column) => column !== 'site'), ...records.map((record) => Object.values(record))]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\n');
