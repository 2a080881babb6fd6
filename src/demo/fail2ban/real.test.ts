import { existsSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { testNeeding } from '../../../test/needs.ts';
import { createFail2ban, unixSocket } from '../../modules/bans/devices/fail2ban/index.ts';
import { startRealFail2ban } from './real.ts';

testNeeding('fail2ban', "the machine's own fail2ban bans the demo's attackers by its own filter, and is back after a break", async () => {
  const host = await startRealFail2ban();
  onTestFinished(() => host.close());
  const fail2ban = createFail2ban(unixSocket(host.socket));
  onTestFinished(() => fail2ban.close());
  const banned = () =>
    fail2ban.bannedIn('sshd').then(
      (addresses) => [...addresses].sort(),
      () => [],
    );
  host.attack(['192.0.2.7', '2001:db8:bad::17'], Temporal.Now.instant());
  await expect.poll(banned, { timeout: 15_000 }).toEqual(['192.0.2.7', '2001:db8:bad::17']);
  await host.stop();
  await expect(fail2ban.ping()).rejects.toMatchObject({ kind: 'unreachable' });
  await host.start();
  await expect.poll(banned, { timeout: 15_000 }).toEqual(['192.0.2.7', '2001:db8:bad::17']);
  await host.close();
  expect(existsSync(host.socket)).toBe(false);
});
