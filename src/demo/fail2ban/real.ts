import { type ChildProcess, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endTied, spawnTied } from '../tied.ts';
import type { AttackedHost } from './host.ts';

const SYSTEM_CONFIGURATION = '/etc/fail2ban';
const MAX_RETRY = 3;

/** Whether this machine has fail2ban's programs and its configuration, which the demo copies. */
export const hasFail2ban = (): boolean =>
  existsSync(join(SYSTEM_CONFIGURATION, 'jail.conf')) && spawnSync('fail2ban-server', ['--version']).status === 0;

/**
 * The machine's own fail2ban, beside the one that guards it: with a socket, a configuration, a database and logs in a folder of its own,
 * and actions that do nothing. It ends with the demo, also where that is killed.
 */
export async function startRealFail2ban(): Promise<AttackedHost> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-f2b-'));
  const configFolder = join(folder, 'etc');
  const socket = join(folder, 'fail2ban.sock');
  const log = join(folder, 'auth.log');
  layOut(folder, { configFolder, socket, log });
  let child: ChildProcess | null = null;
  let session = 4_000;
  // A session of its own for each: fail2ban's filter takes all lines of one for those of one address.
  const linesOf = (address: string, now: Temporal.Instant) => lineOf(address, session++, now).repeat(MAX_RETRY);
  const start = async (): Promise<void> => {
    child ??= await startServer(folder, { configFolder, socket });
  };
  const stop = async (): Promise<void> => {
    if (child !== null) await endTied(child);
    child = null;
  };
  await start();
  return {
    ...{ socket, configFolder, start, stop },
    attack(addresses, now) {
      appendFileSync(log, addresses.map((address) => linesOf(address, now)).join(''));
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Places {
  readonly configFolder: string;
  readonly socket: string;
}

function layOut(folder: string, { configFolder, socket, log }: Places & { readonly log: string }): void {
  cpSync(SYSTEM_CONFIGURATION, configFolder, { recursive: true, dereference: true });
  for (const name of readdirSync(join(configFolder, 'jail.d'))) rmSync(join(configFolder, 'jail.d', name));
  writeFileSync(log, '');
  writeFileSync(join(configFolder, 'action.d', 'nothing.conf'), '[Definition]\nactionban =\nactionunban =\n');
  const server = {
    socket,
    pidfile: join(folder, 'pid'),
    dbfile: join(folder, 'fail2ban.sqlite3'),
    logtarget: join(folder, 'fail2ban.log'),
  };
  writeFileSync(join(configFolder, 'fail2ban.local'), section('DEFAULT', { ...server, allowipv6: 'auto' }));
  const every = { backend: 'polling', usedns: 'no', bantime: '10m', findtime: '10m', maxretry: String(MAX_RETRY), action: 'nothing' };
  const jails = section('DEFAULT', every) + section('sshd', { enabled: 'true', filter: 'sshd', logpath: log });
  writeFileSync(join(configFolder, 'jail.local'), jails);
}

const section = (name: string, options: Readonly<Record<string, string>>): string =>
  `[${name}]\n${Object.entries(options)
    .map(([option, value]) => `${option} = ${value}\n`)
    .join('')}\n`;

/** As sshd writes it to syslog, by the clock of this machine. */
function lineOf(address: string, session: number, now: Temporal.Instant): string {
  const local = now.toZonedDateTimeISO(Temporal.Now.timeZoneId());
  const stamp = local.toPlainDateTime().toString({ smallestUnit: 'second' });
  return `${stamp} web01 sshd[${session}]: Failed password for root from ${address} port 40122 ssh2\n`;
}

async function startServer(folder: string, { configFolder, socket }: Places): Promise<ChildProcess> {
  const args = ['-c', configFolder, '-s', socket, '-p', join(folder, 'pid'), '-f', '-x', 'start'];
  const child = spawnTied('fail2ban-server', args);
  const deadline = performance.now() + 15_000;
  while (!existsSync(socket)) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('fail2ban of the demo did not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return child;
}
