import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// By the name under which it is there for everybody: the demo is one of its users, and no part of the module.
import { createSimulatedFail2ban } from 'caretaker/fail2ban/simulated';
import type { AttackedHost } from './host.ts';

interface DemoJail {
  readonly name: string;
  readonly maxRetry: number;
  readonly banTimeSeconds: number;
  readonly findTimeSeconds: number;
  readonly failRegex: readonly string[];
  /** The line that the attempt leaves in its log. */
  line(address: string, at: string): string;
}

const JAILS: readonly DemoJail[] = [
  {
    ...{ name: 'sshd', maxRetry: 3, banTimeSeconds: 600, findTimeSeconds: 600 },
    failRegex: [String.raw`^Failed \S+ for .* from <HOST> port \d+`],
    line: (address, at) => `${at} gate sshd[4022]: Failed password for root from ${address} port 40122 ssh2`,
  },
  {
    ...{ name: 'nginx-http-auth', maxRetry: 4, banTimeSeconds: 1800, findTimeSeconds: 600 },
    failRegex: [String.raw`user "(?:[^"]+|.*?)":? .*, client: <HOST>, server: \S*`],
    line: (address, at) => `${at} [error] 411#411: *7 user "admin": password mismatch, client: ${address}, server: intra.example`,
  },
  {
    ...{ name: 'dovecot', maxRetry: 5, banTimeSeconds: 3600, findTimeSeconds: 900 },
    failRegex: ['^(?:imap|pop3)-login: .*auth failed.* rip=<HOST>,'],
    line: (address, at) => `${at} gate dovecot: imap-login: Aborted login (auth failed): user=<info>, rip=${address}, lip=192.0.2.25`,
  },
];

/** For what it has no files of; the console says then that it cannot read them. */
const CONFIG_FOLDER = '/etc/fail2ban';

/**
 * Makes a host whose fail2ban is simulated, with the real protocol on a real socket: the console looks at it as at any other. The files
 * stand in the system's folder for temporary files, as a socket's path has room for 107 bytes.
 */
export async function startSimulatedFail2ban(): Promise<AttackedHost & { readonly databaseFile: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-f2b-'));
  const socket = join(folder, 'fail2ban.sock');
  const databaseFile = join(folder, 'fail2ban.sqlite3');
  const server = createSimulatedFail2ban({ socket, databaseFile, jails: JAILS.map((jail) => simulatedJail(jail)) });
  await server.start();
  return {
    ...{ socket, databaseFile, configFolder: CONFIG_FOLDER, start: server.start, stop: server.stop },
    attack(addresses, now) {
      for (const [at, address] of addresses.entries()) {
        const jail = JAILS[at % JAILS.length];
        if (jail === undefined) continue;
        const line = jail.line(address, now.toString({ smallestUnit: 'second' }));
        for (let attempt = 0; attempt < jail.maxRetry; attempt += 1) server.fail(jail.name, address, [line]);
      }
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const simulatedJail = ({ name, maxRetry, banTimeSeconds, findTimeSeconds, failRegex }: DemoJail) => ({
  ...{ name, maxRetry, banTimeSeconds, findTimeSeconds, failRegex },
  logPaths: [`/var/log/${name}.log`],
  actions: { nftables: { actionban: 'nft add element inet f2b-table addr-set { <ip> }', actionunban: 'nft delete element …' } },
});
