import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, onTestFinished } from 'vitest';
import { testNeeding } from '../../../../../test/needs.ts';
import { testDatabase } from '../../../../kernel/testing/database.ts';
import { createFail2ban, unixSocket } from '../../devices/fail2ban/index.ts';
import { startFail2ban } from '../../testing/fail2ban.ts';
import { watchHouse } from '../../testing/watch-house.ts';

const house = watchHouse(await testDatabase());
afterAll(() => house.parts.reach.close());

const COUNT = 10_000;
/** Reads fail2ban's database again and again, as another tool beside the console would: short reads, and many. */
const READER = `import sqlite3, sys, time
while not sys.stdin.closed:
    try:
        db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True, timeout=1, isolation_level=None)
        db.execute('SELECT count(*), max(timeofban) FROM bans').fetchall()
        db.close()
        print('read', flush=True)
    except sqlite3.OperationalError:
        pass
    time.sleep(0.005)
`;

const countIn = (file: string): number =>
  Number(
    execFileSync('python3', [
      '-c',
      'import sqlite3, sys\nprint(sqlite3.connect(sys.argv[1]).execute("select count(distinct ip) from bans").fetchone()[0])',
      file,
    ]),
  );

testNeeding(
  'fail2ban',
  'a storm of 10,000 bans, read by us and by somebody else at the same time: none is missing in fail2ban, none in the archive, and an unban keeps history',
  async () => {
    const server = await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd', banTime: 3_600, action: 'noop' }] });
    onTestFinished(() => server.stop());
    const id = await house.addHost(server);
    await house.look(id);
    const reader = spawn('python3', ['-c', READER, server.databaseFile], { stdio: ['pipe', 'pipe', 'inherit'] });
    onTestFinished(() => void reader.kill('SIGKILL'));
    let reads = 0;
    reader.stdout.on('data', (chunk: Buffer) => {
      reads += chunk.toString().split('\n').length - 1;
    });
    await expect.poll(() => reads, { timeout: 10_000 }).toBeGreaterThan(0);

    const addresses = Array.from({ length: COUNT }, (_each, at) => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`);
    const fail2ban = createFail2ban(unixSocket(server.socket));
    onTestFinished(() => fail2ban.close());
    let isOver = false;
    const storm = fail2ban.ban('sshd', addresses).finally(() => {
      isOver = true;
    });
    let looks = 0;
    while (!isOver) {
      expect(await house.look(id)).toBe('ok');
      looks += 1;
    }
    expect(await storm).toBe(COUNT);
    // fail2ban writes its rows by a thread of its own.
    await expect.poll(() => countIn(server.databaseFile), { timeout: 20_000, interval: 500 }).toBe(COUNT);
    await house.look(id);
    expect(looks).toBeGreaterThan(0);
    expect(reads).toBeGreaterThan(5);
    expect(new Set((await house.bans()).map(({ address }) => address))).toEqual(new Set(addresses));
    expect(await house.bans()).toHaveLength(COUNT);

    await fail2ban.unban('sshd', addresses.slice(0, 500));
    for (let tries = 0; tries < 20 && (await house.bans()).filter(({ endedHow }) => endedHow === 'unbanned').length < 500; tries += 1) {
      await house.look(id);
      await delay(200);
    }
    const after = await house.bans();
    expect(after).toHaveLength(COUNT);
    expect(
      after
        .filter(({ endedHow }) => endedHow === 'unbanned')
        .map(({ address }) => address)
        .toSorted(),
    ).toEqual(addresses.slice(0, 500).toSorted());
    expect(countIn(server.databaseFile)).toBe(COUNT - 500);
    reader.kill('SIGKILL');
    await once(reader, 'exit');
  },
  90_000,
);
