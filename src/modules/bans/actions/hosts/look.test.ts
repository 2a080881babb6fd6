import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeNeeding } from '../../../../../test/needs.ts';
import { testDatabase } from '../../../../kernel/testing/database.ts';
import { startFail2ban, type TestFail2ban, type TestJail } from '../../testing/fail2ban.ts';
import { startSshd, type TestSshd } from '../../testing/sshd.ts';
import { watchHouse } from '../../testing/watch-house.ts';
import { createHostAttention } from './attention.ts';

const house = watchHouse(await testDatabase());
afterAll(() => house.parts.reach.close());

const JAILS: readonly TestJail[] = [
  { name: 'sshd', filter: 'sshd', maxRetry: 2, findTime: 600, banTime: 600, action: 'noop' },
  { name: 'recidive-own', filter: 'sshd', maxRetry: 2, banTime: 3_600, action: 'noop' },
];
const serve = async (jails: readonly TestJail[] = JAILS): Promise<TestFail2ban> => {
  const server = await startFail2ban({ jails });
  onTestFinished(() => server.stop());
  return server;
};
const failure = (address: string): string =>
  `${new Date().toISOString().slice(0, 19)}Z host sshd[1]: Failed password for root from ${address} port 4022 ssh2`;
const attack = (server: TestFail2ban, jail: string, address: string) => server.appendLog(jail, [failure(address), failure(address)]);
const bansOf = async (id: string) => (await house.bans()).filter(({ host }) => host.id === id);
/** Looks until it holds: fail2ban reads logs and writes rows in its own time. */
const untilLooked = async (id: string, expected: (bans: Awaited<ReturnType<typeof bansOf>>) => boolean) => {
  for (let tries = 0; tries < 60; tries += 1) {
    await house.look(id);
    if (expected(await bansOf(id))) return;
    await delay(100);
  }
  throw new Error(`it did not come true: ${JSON.stringify(await bansOf(id))}`);
};
const rows = (server: TestFail2ban, statement: string): string =>
  execFileSync(
    'python3',
    [
      '-c',
      'import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\nprint(db.execute(sys.argv[2]).fetchall())\ndb.commit()',
      server.databaseFile,
      statement,
    ],
    {
      encoding: 'utf8',
    },
  );

describeNeeding(['fail2ban', 'openssh-server'], 'a look at a host', () => {
  let sshd: TestSshd;
  beforeAll(async () => {
    sshd = await startSshd();
    return () => sshd.stop();
  });

  test.each(['on this machine', 'through ssh'])('%s: its jails, and bans with where they come from', async (way) => {
    const server = await serve();
    await server.client('set', 'sshd', 'banip', '203.0.113.1');
    await delay(2_100);
    const id = await house.addHost(server, way === 'through ssh' ? sshd : undefined);
    expect(await house.look(id)).toBe('ok');
    expect(await house.host(id)).toMatchObject({
      failure: null,
      fail2banVersion: expect.stringMatching(/^\d/),
      jailCount: 2,
      databaseFile: server.databaseFile,
    });
    attack(server, 'sshd', '198.51.100.7');
    attack(server, 'recidive-own', '198.51.100.8');
    await server.client('set', 'sshd', 'banip', '198.51.100.9');
    await untilLooked(id, (bans) => bans.length === 4);
    const bans = await bansOf(id);
    expect(bans.map(({ address, jail, provenance, endedHow }) => [address, jail, provenance, endedHow]).toSorted()).toEqual([
      ['198.51.100.7', 'sshd', 'filter', null],
      ['198.51.100.8', 'recidive-own', 'recidive', null],
      ['198.51.100.9', 'sshd', 'manual', null],
      ['203.0.113.1', 'sshd', 'import', null],
    ]);
    expect(bans.find(({ address }) => address === '198.51.100.7')).toMatchObject({ failures: 2, durationSeconds: 600, banCount: 1 });
  });

  test('an unban by hand ends the ban and keeps it, though fail2ban forgets it', async () => {
    const server = await serve();
    const id = await house.addHost(server);
    await server.client('set', 'sshd', 'banip', '198.51.100.7');
    await untilLooked(id, (bans) => bans.length === 1);
    await server.client('set', 'sshd', 'unbanip', '198.51.100.7');
    await untilLooked(id, (bans) => bans[0]?.endedHow === 'unbanned');
    expect(rows(server, 'select count(*) from bans')).toBe('[(0,)]\n');
    await server.client('set', 'sshd', 'banip', '198.51.100.7');
    await untilLooked(id, (bans) => bans.length === 2);
    expect((await bansOf(id)).map(({ endedHow }) => endedHow)).toEqual(['unbanned', null]);
  });

  test('what happened while nobody looked is caught up with; a purge of the database and a crash end nothing', async () => {
    const server = await serve();
    const id = await house.addHost(server);
    await house.look(id);
    const addresses = Array.from({ length: 120 }, (_each, at) => `198.51.100.${at + 1}`);
    await server.client('set', 'sshd', 'banip', ...addresses);
    await server.restart();
    await server.client('set', 'sshd', 'banip', '203.0.113.1');
    await untilLooked(id, (bans) => bans.length === 121);
    rows(server, 'delete from bans');
    await house.look(id);
    await server.kill();
    expect(await house.look(id)).toBe('failed');
    expect((await bansOf(id)).filter(({ endedHow }) => endedHow !== null)).toEqual([]);
    expect(await house.host(id)).toMatchObject({ failure: 'not-running' });
    await server.start();
    expect(await house.look(id)).toBe('ok');
    await house.look(id);
    expect((await bansOf(id)).filter(({ endedHow }) => endedHow === null)).toHaveLength(121);
  });

  test('a ban with an old time, such as fail2ban makes of old lines, is found by what it bans now', async () => {
    const server = await serve([{ name: 'sshd', filter: 'sshd', maxRetry: 2, findTime: '1d', banTime: '2d', action: 'noop' }]);
    const id = await house.addHost(server);
    await server.client('set', 'sshd', 'banip', '203.0.113.1');
    await untilLooked(id, (bans) => bans.length === 1);
    const old = new Date(Date.now() - 3_600_000 * 5).toISOString().slice(0, 19);
    server.appendLog(
      'sshd',
      [1, 2].map(() => `${old}Z host sshd[1]: Failed password for root from 198.51.100.7 port 4022 ssh2`),
    );
    await untilLooked(id, (bans) => bans.length === 2);
    expect((await bansOf(id)).map(({ address }) => address)).toEqual(['198.51.100.7', '203.0.113.1']);
  });

  test('a jail that is gone, one without expressions, a host that is gone: each is found, and folded under its cause', async () => {
    const server = await serve([...JAILS, { name: 'empty', filter: 'sshd', action: 'noop' }]);
    const id = await house.addHost(server);
    await house.look(id);
    expect(await house.findings(id)).toEqual(['no-responsible warning']);
    await server.client('stop', 'recidive-own');
    await house.parts.reach.reach(id, 'observe', async ({ fail2ban }) => {
      while ((await fail2ban.failRegex('empty')).length > 0) await fail2ban.send(['set', 'empty', 'delfailregex', 0]);
    });
    await house.parts.db.updateTable('bans.jails').set({ settings_seen_at: null }).where('host_id', '=', id).execute();
    await house.look(id);
    expect(await house.findings(id)).toEqual(['jail-gone warning', 'jail-without-regex warning', 'no-responsible warning']);
    await server.client('reload');
    await house.look(id);
    await house.parts.db.updateTable('bans.jails').set({ settings_seen_at: null }).where('host_id', '=', id).execute();
    await house.look(id);
    expect(await house.findings(id)).toEqual(['no-responsible warning']);
    await server.client('stop', 'recidive-own');
    await house.look(id);
    await server.kill();
    expect(await house.look(id)).toBe('failed');
    expect(await house.findings(id)).toEqual(['jail-gone warning', 'no-responsible warning']);
    await sql`update bans.hosts set failing_since = failing_since - interval '10 minutes' where id = ${id}`.execute(house.parts.db);
    await createHostAttention({ ...house.parts, leading: house.parts }).settleAll();
    expect(await house.findings(id)).toEqual(['fail2ban-not-running warning', 'jail-gone warning', 'no-responsible warning']);
    const folded = await house.parts.db
      .selectFrom('kernel.findings')
      .select('rule')
      .where('asset_id', '=', id)
      .where('cause_key', '=', id)
      .execute();
    expect(folded).toEqual([{ rule: 'jail-gone' }]);
  });
});
