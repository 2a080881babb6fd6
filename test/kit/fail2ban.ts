import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createSimulatedFail2ban } from '../../src/modules/bans/devices/fail2ban/simulated/index.ts';
import { startFail2ban } from '../../src/modules/bans/testing/fail2ban.ts';
import { isMissing } from '../needs.ts';
import type { DrivenClock } from './house.ts';

/** Where a host's fail2ban is to be found. Its one jail is called `sshd`. */
export interface Fail2banPlace {
  readonly socketPath: string;
  readonly configFolder: string;
}

/** What hosts of a test are pointed at: each file has its own, and any number of hosts are the same server. */
export interface Fail2banPlaces {
  /** Speaks the protocol and answers at once; it has files, and none of fail2ban's programs can work with them. */
  readonly quick: Fail2banPlace;
  /** Debian's own, for what its programs do: each run costs some tenths of a second. Null: it is not installed here, or not wanted. */
  readonly real: Fail2banPlace | null;
  /** Answers a blocklist of two networks. */
  readonly listUrl: string;
}

/** Called at the top of a test file; ended after its last test. */
export async function fail2banPlaces(clock: DrivenClock, wanted: { readonly real: boolean }): Promise<Fail2banPlaces> {
  const [quick, real, listUrl] = await Promise.all([startQuick(clock), wanted.real ? startReal() : null, serveList()]);
  return { quick, real, listUrl };
}

export const JAIL = 'sshd';
const REGEX = String.raw`Failed \S+ for .* from <HOST> port \d+`;

async function startQuick(clock: DrivenClock): Promise<Fail2banPlace> {
  // Short, because a socket's path has room for 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'f2b-kit-'));
  const [socketPath, configFolder, log] = [join(folder, 'socket'), join(folder, 'etc'), join(folder, 'sshd.log')];
  mkdirSync(join(configFolder, 'jail.d'), { recursive: true });
  writeFileSync(join(configFolder, 'jail.conf'), `[DEFAULT]\nbantime = 10m\n\n[${JAIL}]\nenabled = true\nlogpath = ${log}\n`);
  writeFileSync(log, '');
  const actions = { noop: { actionban: '', actionunban: '' } };
  const jail = { name: JAIL, failRegex: [REGEX], logPaths: [log], actions };
  const server = createSimulatedFail2ban({
    ...{ socket: socketPath, databaseFile: null, jails: [jail] },
    now: () => clock.now().epochMilliseconds,
  });
  await server.start();
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  return { socketPath, configFolder };
}

async function startReal(): Promise<Fail2banPlace | null> {
  if (isMissing('fail2ban')) return null;
  const server = await startFail2ban({ jails: [{ name: JAIL, filter: 'sshd', action: 'noop' }], prepare: thinOut });
  afterAll(() => server.stop());
  return { socketPath: server.socket, configFolder: server.configFolder };
}

/** Each check copies the folder, and each program reads all of it: of Debian's hundreds of files only those of the one jail stay. */
function thinOut(configFolder: string): void {
  const kept = ['common.conf', 'sshd.conf', 'noop.conf'];
  for (const folder of ['filter.d', 'action.d'])
    for (const name of readdirSync(join(configFolder, folder)))
      if (!kept.includes(name)) rmSync(join(configFolder, folder, name), { recursive: true });
  writeFileSync(join(configFolder, 'jail.conf'), '[DEFAULT]\nbantime = 10m\nfindtime = 10m\nmaxretry = 5\n');
}

async function serveList(): Promise<string> {
  const server = createServer((_request, reply) => void reply.setHeader('content-type', 'text/plain').end(LIST));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server of lists has no port');
  return `http://127.0.0.1:${address.port}/list`;
}

/** Networks of providers: those for documentation are nobody's to ban. */
export const LIST = '185.220.101.0/24\n45.155.204.0/25\n';
