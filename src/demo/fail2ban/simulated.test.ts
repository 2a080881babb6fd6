import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { createFail2ban, unixSocket } from '../../modules/bans/devices/fail2ban/index.ts';
import { startSimulatedFail2ban } from './simulated.ts';

const attackers = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '2001:db8::4'];

test("the demo's host is attacked, bans whoever goes on, and is back with its bans after a break", async () => {
  const host = await startSimulatedFail2ban();
  onTestFinished(() => host.close());
  const fail2ban = createFail2ban(unixSocket(host.socket));
  onTestFinished(() => fail2ban.close());
  const now = Temporal.Now.instant();
  host.attack(attackers, now);
  const expected = new Map([
    ['sshd', ['203.0.113.1', '2001:db8::4']],
    ['nginx-http-auth', ['203.0.113.2']],
    ['dovecot', ['203.0.113.3']],
  ]);
  expect(await fail2ban.bannedByJail()).toEqual(expected);
  await host.stop();
  await expect(fail2ban.ping()).rejects.toMatchObject({ kind: 'unreachable' });
  host.attack(['203.0.113.9'], now);
  await host.start();
  expect([...(await fail2ban.bannedByJail()).values()].flat().sort()).toEqual([...attackers].sort());
  await host.close();
  expect(existsSync(host.databaseFile)).toBe(false);
});
