import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../kernel/db/open.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { watchHouse } from '../testing/watch-house.ts';
import { createHostTurns } from './host-turns.ts';

const { db, url } = await testDatabase();
/** Another process has another pool. */
const other = await openDatabase({ url, log: createLog({ level: 'silent', format: 'json' }), connections: 3 });
afterAll(() => other.close());

const one = watchHouse({ db, url });
const two = watchHouse({ db: other.db, url });
// Turns are about work, not about what answers.
const nobody = { socket: '/run/nobody/fail2ban.sock', configFolder: '/etc/fail2ban' };
afterAll(async () => {
  await Promise.all([one.parts.reach.close(), two.parts.reach.close()]);
});
const host = () => one.addHost(nobody);

type House = typeof one;
type Level = 'observe' | 'ban' | 'configure';

test('two processes change one host one after the other, and may look at it meanwhile', async () => {
  const [id, elsewhere] = [await host(), await host()];
  const seen: string[] = [];
  const work = (house: House, hostId: string, name: string, level: Level) =>
    house.parts.reach.reach(hostId, level, async () => {
      seen.push(`${name} begins`);
      await delay(150);
      seen.push(`${name} ends`);
    });
  await Promise.all([
    ...[work(one, id, 'a', 'ban'), work(two, id, 'b', 'configure'), work(one, id, 'c', 'configure'), work(two, id, 'd', 'ban')],
    ...[work(two, elsewhere, 'elsewhere', 'ban')],
  ]);
  const own = seen.filter((each) => !each.startsWith('elsewhere'));
  for (let at = 0; at < own.length; at += 2) expect(own[at + 1]).toBe(own[at]?.replace('begins', 'ends'));
  expect(own).toHaveLength(8);
  expect(seen.indexOf('elsewhere begins')).toBeLessThan(seen.indexOf(own[1] ?? ''));

  const long = work(one, id, 'long', 'ban');
  await work(two, id, 'look', 'observe');
  expect(seen.indexOf('look ends')).toBeGreaterThan(0);
  await long;
});

test('whoever comes again and again lets another process in between', async () => {
  const id = await host();
  let turns = 0;
  let isOver = false;
  const busy = (async () => {
    for (; !isOver && turns < 200; turns += 1) await one.parts.reach.reach(id, 'ban', () => delay(20));
  })();
  await delay(100);
  const before = turns;
  expect((await two.parts.reach.reach(id, 'ban', async () => null)).ok).toBe(true);
  isOver = true;
  await busy;
  expect(turns - before).toBeLessThan(20);
});

test('a process that dies gives its turn back at once; one that works on goes on alone', async () => {
  const id = await host();
  const script = new URL('../testing/hold-in-a-process.ts', import.meta.url).pathname;
  const child: ChildProcess = spawn(process.execPath, [script, url, id], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout !== null) await once(child.stdout, 'data');
  let isIn = false;
  const ours = one.parts.reach.reach(id, 'ban', async () => {
    isIn = true;
  });
  await delay(500);
  expect(isIn).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await ours).ok).toBe(true);
}, 30_000);

test('patience ends; errors of the work give the turn back; nothing is left on the connections', async () => {
  const id = await host();
  const impatient = createHostTurns(other.db);
  await one.parts.reach.reach(id, 'ban', async () => expect(await impatient.take(id, 50)).toBeNull());
  await expect(one.parts.reach.reach(id, 'ban', () => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
  const giveBack = await impatient.take(id);
  expect(giveBack).not.toBeNull();
  await giveBack?.();
  const { rows } = await sql`select objid from pg_locks where locktype = 'advisory'
    and database = (select oid from pg_database where datname = current_database())`.execute(db);
  expect(rows).toEqual([]);
});
