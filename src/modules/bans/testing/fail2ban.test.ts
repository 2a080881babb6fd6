import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { testNeeding } from '../../../../test/needs.ts';
import { startFail2ban } from './fail2ban.ts';

const sshd = { name: 'sshd', filter: 'sshd', maxRetry: 2, findTime: 600, banTime: 600 };

const failure = (address: string): string => {
  const at = new Date().toISOString().slice(0, 19);
  return `${at}Z host sshd[1]: Failed password for root from ${address} port 4022 ssh2`;
};

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not come true within 15 seconds');
    await delay(50);
  }
}

testNeeding('fail2ban', 'two private servers run at once, each judges its own log and bans by its own action', async () => {
  const [one, other] = await Promise.all([startFail2ban({ jails: [sshd] }), startFail2ban({ jails: [sshd] })]);
  onTestFinished(async () => {
    await Promise.all([one.stop(), other.stop()]);
  });
  one.appendLog('sshd', [failure('198.51.100.7'), failure('198.51.100.7')]);
  await until(() => one.recorded().length > 0);
  expect(one.recorded()).toEqual(['ban sshd 198.51.100.7']);
  expect(other.recorded()).toEqual([]);
  expect((await other.client('status')).stdout).toContain('Jail list:\tsshd');
});

testNeeding('fail2ban', 'it comes back with its bans after a restart and after a crash, and leaves nothing behind', async () => {
  const server = await startFail2ban({ jails: [{ ...sshd, action: 'noop' }] });
  onTestFinished(() => server.stop());
  expect(await server.client('set', 'sshd', 'banip', '198.51.100.8')).toMatchObject({ code: 0, stdout: '1\n' });
  const before = server.pid();
  // The row is written by a thread of its own, a moment after the answer.
  await delay(1000);
  await server.restart();
  expect(server.pid()).not.toBe(before);
  await server.kill();
  expect((await server.client('ping')).code).not.toBe(0);
  await server.start();
  const banned = async () => (await server.client('get', 'sshd', 'banip')).stdout.trim();
  const end = Date.now() + 5000;
  while ((await banned()) === '' && Date.now() < end) await delay(100);
  expect(await banned()).toBe('198.51.100.8');
  await server.stop();
  expect(existsSync(server.folder)).toBe(false);
});

testNeeding('fail2ban', 'what it cannot start with is said, with its own words', async () => {
  const prepare = (configFolder: string) => appendFileSync(join(configFolder, 'jail.local'), 'no option and no section\n');
  await expect(startFail2ban({ jails: [sshd], prepare })).rejects.toThrow(/no option and no section/);
});
