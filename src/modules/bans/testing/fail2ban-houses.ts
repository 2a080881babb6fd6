import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatedFail2ban } from '../devices/fail2ban/simulated/index.ts';
import { startFail2ban } from './fail2ban.ts';

/** A server that is held to the claims: Debian's real fail2ban, or the simulated one. */
export interface House {
  readonly socket: string;
  readonly databaseFile: string;
  /** Lines in the jail's log that its filter matches. */
  fail(jail: string, address: string, times: number): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const NAMES = ['attack', 'bans', 'database', 'everywhere', 'expiry', 'gone', 'idle', 'ignore', 'regex', 'settings', 'stays', 'two'];
/** Failures that make a ban in every jail. */
export const RETRIES = 3;
const REGEX = String.raw`Failed \S+ for .* from <HOST> port \d+`;

const line = (address: string): string => {
  const at = Temporal.Now.instant().toString({ smallestUnit: 'second' });
  return `${at} host sshd[1]: Failed password for root from ${address} port 4022 ssh2`;
};
const lines = (address: string, times: number): string[] => Array.from({ length: times }, () => line(address));

/** Debian's fail2ban; its jails end their bans after ten minutes and do nothing for one. */
export async function real(): Promise<House> {
  const server = await startFail2ban({
    jails: NAMES.map((name) => ({ name, filter: 'plain', maxRetry: RETRIES, banTime: 600, action: 'noop' })),
    // Debian's filter of sshd has a prefix that tells messages apart; with it, fail2ban takes also what finds no host.
    prepare: (folder) => writeFileSync(join(folder, 'filter.d', 'plain.conf'), `[Definition]\nfailregex = ${REGEX}\n`),
  });
  return {
    ...server,
    fail: (jail, address, times) => server.appendLog(jail, lines(address, times)),
    restart: () => server.restart(),
    stop: () => server.stop(),
  };
}

/** The same jails in the simulated server. */
export async function simulated(): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'f2b-simulated-'));
  const databaseFile = join(folder, 'fail2ban.sqlite3');
  const socket = join(folder, 'socket');
  const server = createSimulatedFail2ban({
    ...{ socket, databaseFile },
    jails: NAMES.map((name) => {
      writeFileSync(join(folder, `${name}.log`), '');
      const actions = { noop: { actionban: '', actionunban: '' } };
      return { name, maxRetry: RETRIES, failRegex: [REGEX], logPaths: [join(folder, `${name}.log`)], actions };
    }),
  });
  await server.start();
  return {
    ...{ socket, databaseFile },
    fail: (jail, address, times) => void server.fail(jail, address, lines(address, times)),
    restart: async () => {
      await server.stop();
      await server.start();
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
