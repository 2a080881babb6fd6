import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFail2ban, type Fail2ban } from '../fail2ban.ts';
import { unixSocket } from '../unix-socket.ts';
import { createSimulatedFail2ban, type SimulatedFail2ban, type SimulatedOptions } from './server.ts';

const DAY = 86_400;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'f2b-simulated-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

async function start(options: Partial<SimulatedOptions> & Pick<SimulatedOptions, 'socket'>): Promise<SimulatedFail2ban> {
  const server = createSimulatedFail2ban({ databaseFile: null, jails: [{ name: 'sshd' }, { name: 'web' }], ...options });
  await server.start();
  onTestFinished(() => server.stop());
  return server;
}

function clientOf(socket: string): Fail2ban {
  const fail2ban = createFail2ban(unixSocket(socket));
  onTestFinished(() => fail2ban.close());
  return fail2ban;
}

test('all counters come by one command from 1.1.0 on, and jail by jail once the server is an older one', async () => {
  const socket = join(folder(), 'socket');
  const fail2ban = clientOf(socket);
  const newer = await start({ socket, version: '1.1.0' });
  await fail2ban.ban('web', ['198.51.100.7']);
  const counters = { currentlyFailed: 0, totalFailed: 0, currentlyBanned: 1, totalBanned: 1, journalMatches: null };
  expect((await fail2ban.allStatus()).get('web')).toEqual({ ...counters, logPaths: null, backend: 'polling' });
  await newer.stop();
  const older = await start({ socket, version: '1.0.2' });
  await fail2ban.ban('web', ['198.51.100.7']);
  for (const _round of [1, 2]) expect((await fail2ban.allStatus()).get('web')).toEqual({ ...counters, logPaths: [], backend: null });
  await older.stop();
  // And back: a server without it is remembered for as long as its connection lasts.
  await start({ socket, version: '1.1.0' });
  await fail2ban.ping();
  expect((await fail2ban.allStatus()).get('sshd')).toMatchObject({ backend: 'polling' });
});

test('bans end by the clock that it is given, and failures are forgotten after the time to find them', async () => {
  let now = Date.parse('2026-10-25T00:30:00Z');
  const socket = join(folder(), 'socket');
  const server = await start({ socket, jails: [{ name: 'sshd', banTimeSeconds: DAY, maxRetry: 2 }], now: () => now });
  const fail2ban = clientOf(socket);
  server.fail('sshd', '198.51.100.7', ['one']);
  now += 600_000;
  expect(server.fail('sshd', '198.51.100.7', ['two'])).toBe(false);
  expect(server.fail('sshd', '198.51.100.7', ['three'])).toBe(true);
  now += (DAY - 1) * 1000;
  expect(await fail2ban.bannedIn('sshd')).toEqual(['198.51.100.7']);
  now += 1000;
  expect(await fail2ban.bannedIn('sshd')).toEqual([]);
  expect(await fail2ban.jailStatus('sshd')).toMatchObject({ currentlyBanned: 0, totalBanned: 1, totalFailed: 3 });
});

test('two servers cannot run as one', async () => {
  const server = await start({ socket: join(folder(), 'socket') });
  await expect(server.start()).rejects.toThrow();
});
