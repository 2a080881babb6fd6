import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// By the name under which it is there for everybody: the demo is one of its users, and no part of the module.
import { createSimulatedFail2ban } from 'caretaker/fail2ban/simulated';

/** A fail2ban host of the demo: a control socket and a database, and attackers. */
export interface DemoFail2ban {
  readonly socket: string;
  readonly databaseFile: string;
  /** One more failed sign-in of one of the attackers, each in their turn. True where it got them banned. */
  attack(now: Temporal.Instant): boolean;
  /** The fault "fail2ban does not run", and its end. Its bans are there again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its files. */
  close(): Promise<void>;
}

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

export interface DemoFail2banOptions {
  /** Who attacks, over and over, in this order. */
  readonly attackers: readonly string[];
}

/**
 * Makes a host whose fail2ban is simulated, with the real protocol on a real socket: the console looks at it as at any other. The files
 * stand in the system's folder for temporary files, as a socket's path has room for 107 bytes.
 */
export async function startDemoFail2ban({ attackers }: DemoFail2banOptions): Promise<DemoFail2ban> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-f2b-'));
  const socket = join(folder, 'fail2ban.sock');
  const databaseFile = join(folder, 'fail2ban.sqlite3');
  const server = createSimulatedFail2ban({ socket, databaseFile, jails: JAILS.map((jail) => simulatedJail(jail)) });
  await server.start();
  let attempts = 0;
  return {
    ...{ socket, databaseFile, start: server.start, stop: server.stop },
    attack(now) {
      // Whoever attacks keeps to one jail, and comes back to it until it bans them.
      const attacker = attempts % attackers.length;
      attempts += 1;
      const jail = JAILS[attacker % JAILS.length];
      const address = attackers[attacker];
      if (jail === undefined || address === undefined) return false;
      return server.fail(jail.name, address, [jail.line(address, now.toString({ smallestUnit: 'second' }))]);
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
