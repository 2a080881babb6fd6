import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { newId } from '../../../shared/ids.ts';
import { addHost, archived, archiveHouse, at, record, seen } from '../testing/archive.ts';
import { linesOf } from './bans.ts';
import { endBans, eraseBansOf } from './record-bans.ts';

const { db } = await testDatabase();
const {
  sites,
  hosts: [web1, web2],
} = await archiveHouse(db);

beforeEach(async () => {
  await sql`delete from bans.bans`.execute(db);
  await sql`delete from bans.ban_lines`.execute(db);
});

describe('recording', () => {
  test('a ban is there once, however often it is read', async () => {
    const bans = [seen(), seen({ address: '192.0.2.8' }), seen({ address: '2001:DB8::0001' }), seen()];
    expect(await record(db, web1, bans)).toMatchObject({ added: 3, known: 1 });
    expect(await record(db, web1, [...bans, seen({ jail: 'nginx' })])).toMatchObject({ added: 1, known: 4 });
    expect(await record(db, web2, [seen()])).toMatchObject({ added: 1, known: 0 });
    expect((await archived(db)).map(({ host, jail, address }) => `${host.name} ${jail} ${address}`).sort()).toEqual([
      'web1 nginx 192.0.2.7',
      'web1 sshd 192.0.2.7',
      'web1 sshd 192.0.2.8',
      'web1 sshd 2001:db8::1',
      'web2 sshd 192.0.2.7',
    ]);
  });

  test('what was new is said, with its id and its lines', async () => {
    await record(db, web1, [seen()]);
    const { fresh } = await record(db, web1, [seen(), seen({ address: '192.0.2.8', lines: ['Failed password', 'bad \0 byte \ud800'] })]);
    expect(fresh.map(({ ban }) => ban.address)).toEqual(['192.0.2.8']);
    expect(await linesOf(db, fresh[0]?.id ?? '')).toEqual(['Failed password', 'bad \ufffd byte \ufffd']);
  });

  test('all that a ban says is kept', async () => {
    const orderId: string = newId();
    const told = seen({ ...{ durationSeconds: 86_400, banCount: 3, failures: 9, provenance: 'blocklist', note: 'by hand', orderId } });
    await record(db, web1, [told], () => ({ country: 'NL', asn: 64_496, organisation: 'Example' }));
    expect(await archived(db)).toEqual([
      {
        ...{ id: expect.any(String), host: { id: web1.id, name: 'web1' }, site: { id: sites[0], name: expect.any(String) } },
        ...{ jail: 'sshd', address: '192.0.2.7', isAddress: true, at: told.at, durationSeconds: 86_400, banCount: 3, failures: 9 },
        ...{
          endsAt: at('2026-11-21T12:00:00Z'),
          endedAt: null,
          endedHow: null,
          provenance: 'blocklist',
          by: null,
          note: 'by hand',
          orderId,
        },
        ...{ country: 'NL', asn: 64_496, organisation: 'Example' },
      },
    ]);
  });

  test.each([
    ['permanent', 'permanent'],
    ['unknown', 'unknown'],
    [1e15, 'permanent'],
    [0, 0],
  ] as const)('a duration of %s is kept as %s', async (durationSeconds, kept) => {
    await record(db, web1, [seen({ durationSeconds })]);
    expect((await archived(db))[0]).toMatchObject({ durationSeconds: kept });
  });

  test.each([
    ['a network', '198.51.100.0/24', '198.51.100.0/24', true],
    ['an address within IPv6', '::ffff:198.51.100.7', '198.51.100.7', true],
    ['the name of a host', 'host.example', 'host.example', false],
    ['a user', "O'Brien; drop table", "O'Brien; drop table", false],
    ['an address with a zone', 'fe80::1%eth0', 'fe80::1%eth0', false],
  ])('%s is kept as it is', async (_what, address, kept, isAddress) => {
    await record(db, web1, [seen({ address })]);
    expect(await record(db, web1, [seen({ address })])).toMatchObject({ added: 0, known: 1 });
    expect(await archived(db)).toMatchObject([{ address: kept, isAddress }]);
  });

  test('of a host that is not there nothing is written', async () => {
    expect(await record(db, { id: newId(), siteId: sites[0] }, [seen()])).toEqual({ added: 0, known: 0, fresh: [] });
    expect(await archived(db)).toEqual([]);
  });

  test('two who read the same bans at once write them once', async () => {
    const bans = Array.from({ length: 2_000 }, (_none, n) => seen({ address: `10.0.${n >> 8}.${n & 255}` }));
    const answers = await Promise.all([record(db, web1, bans), record(db, web1, bans.toReversed()), record(db, web1, bans)]);
    expect(answers.reduce((sum, { added }) => sum + added, 0)).toBe(2_000);
    expect(await archived(db)).toHaveLength(2_000);
  });
});

describe("an order's ban and what the host tells of it are one", () => {
  const orderId: string = newId();
  const ordered = seen({ provenance: 'manual', failures: 0, orderId, note: 'scanner', at: at('2026-11-20T12:00:00.400Z') });
  const told = seen({ provenance: 'manual', failures: 0, at: at('2026-11-20T11:59:59Z') });

  test('whichever comes first', async () => {
    await record(db, web1, [ordered]);
    expect(await record(db, web1, [told])).toMatchObject({ added: 0, known: 1 });
    expect(await archived(db)).toMatchObject([{ at: ordered.at, orderId, note: 'scanner' }]);

    await sql`delete from bans.bans`.execute(db);
    await record(db, web1, [{ ...told, provenance: 'filter' }]);
    expect(await record(db, web1, [ordered])).toMatchObject({ added: 0, known: 1 });
    expect(await record(db, web1, [ordered, told])).toMatchObject({ added: 0, known: 2 });
    expect(await archived(db)).toMatchObject([{ at: told.at, orderId, note: 'scanner', provenance: 'manual' }]);
  });

  test.each([
    ['a ban by a filter', { ...told, failures: 5 }],
    ['a ban a minute later', { ...told, at: at('2026-11-20T12:01:01Z') }],
    ['a ban in another jail', { ...told, jail: 'nginx' }],
    ['another address', { ...told, address: '192.0.2.9' }],
  ])('%s is another one', async (_what, other) => {
    await record(db, web1, [ordered]);
    expect(await record(db, web1, [other])).toMatchObject({ added: 1 });
  });

  test('so is a ban after the unban', async () => {
    await record(db, web1, [ordered]);
    const end = { jail: 'sshd', address: '192.0.2.7', at: at('2026-11-20T12:00:10Z'), how: 'unbanned' } as const;
    expect(await db.transaction().execute((tx) => endBans(tx, web1.id, [end]))).toBe(1);
    expect(await record(db, web1, [{ ...told, at: at('2026-11-20T12:00:20Z') }])).toMatchObject({ added: 1 });
  });
});

describe('ends', () => {
  const end = (changes: object = {}) => ({
    jail: 'sshd',
    address: '192.0.2.7',
    at: at('2026-11-20T12:30:00Z'),
    how: 'unbanned' as const,
    ...changes,
  });
  const ending = (...ends: ReturnType<typeof end>[]) => db.transaction().execute((tx) => endBans(tx, web1.id, ends));

  test('an unban keeps the ban and says when it ended; saying it twice changes nothing', async () => {
    await record(db, web1, [seen(), seen({ address: 'host.example' }), seen({ address: '192.0.2.8' })]);
    expect(await ending(end(), end({ address: 'host.example' }))).toBe(2);
    expect(await ending(end({ at: at('2026-11-20T12:40:00Z'), how: 'purged' }))).toBe(0);
    expect((await archived(db)).map(({ address, endedAt, endedHow }) => [address, endedAt?.toString() ?? null, endedHow]).sort()).toEqual([
      ['192.0.2.7', '2026-11-20T12:30:00Z', 'unbanned'],
      ['192.0.2.8', null, null],
      ['host.example', '2026-11-20T12:30:00Z', 'unbanned'],
    ]);
  });

  test.each([
    ['a ban that began later', { at: at('2026-11-20T11:59:59Z') }],
    ['a ban whose time is over', { at: at('2026-11-20T13:00:00Z') }],
    ['one in another jail', { jail: 'nginx' }],
    ['one of another address', { address: '192.0.2.0/24' }],
  ])('%s is not ended', async (_what, changes) => {
    await record(db, web1, [seen()]);
    expect(await ending(end(changes))).toBe(0);
  });
});

test('erasing a host takes its bans and their lines, and no other ones', async () => {
  const gone = await addHost(db, sites[0], 'gone');
  await record(db, gone, [seen({ lines: ['a'] }), seen({ address: 'host.example' })]);
  await record(db, web1, [seen({ lines: ['b'] })]);
  await db.transaction().execute((tx) => eraseBansOf(tx, gone.id));
  expect((await archived(db)).map(({ host }) => host.name)).toEqual(['web1']);
  const { rows } = await sql<{ lines: string[] }>`select lines from bans.ban_lines`.execute(db);
  expect(rows).toEqual([{ lines: ['b'] }]);
});
