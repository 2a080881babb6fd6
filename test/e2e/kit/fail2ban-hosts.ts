import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatedFail2ban, type SimulatedFail2ban } from '../../../src/modules/bans/devices/fail2ban/simulated/index.ts';
import { startFail2ban, type TestFail2ban } from '../../../src/modules/bans/testing/fail2ban.ts';
import { mmdbBytes } from '../../../src/modules/bans/testing/mmdb.ts';

/** The jail that every host has. */
export const JAIL = 'sshd';
export const RETRIES = 3;
const REGEX = String.raw`Failed \S+ for .* from <HOST> port \d+`;

/** As sshd writes it: one attempt of an address at `at`. */
const attempt = (address: string, at: Temporal.Instant): string =>
  `${at.toString({ smallestUnit: 'second' })} host sshd[4022]: Failed password for root from ${address} port 40122 ssh2`;

/** So many attempts that a jail bans for them. */
export const attack = (address: string): readonly string[] =>
  Array.from({ length: RETRIES }, () => attempt(address, Temporal.Now.instant()));

/** Debian's fail2ban with two jails, and of its hundreds of files only those that they need: each of its programs reads all of them. */
export const startRealHost = (): Promise<TestFail2ban> =>
  startFail2ban({
    jails: [JAIL, 'web'].map((name) => ({ name, filter: 'plain', maxRetry: RETRIES, banTime: 600, action: 'noop' })),
    prepare: (folder) => {
      for (const sub of ['filter.d', 'action.d'])
        for (const name of readdirSync(join(folder, sub)))
          if (!['common.conf', 'noop.conf'].includes(name)) rmSync(join(folder, sub, name), { recursive: true });
      writeFileSync(join(folder, 'jail.conf'), '[DEFAULT]\nbantime = 10m\nfindtime = 10m\nmaxretry = 5\n');
      writeFileSync(join(folder, 'filter.d', 'plain.conf'), `[Definition]\nfailregex = ${REGEX}\nignoreregex =\n`);
    },
  });

export interface SimulatedHost extends Pick<SimulatedFail2ban, 'start' | 'stop'> {
  readonly socket: string;
  readonly configFolder: string;
  attack(addresses: readonly string[]): void;
  /** Stops it and removes its files. */
  close(): Promise<void>;
}

/** Speaks as fail2ban does and answers at once; it has no files that its programs could work with. */
export async function startSimulatedHost(): Promise<SimulatedHost> {
  // Short, because a socket's path has room for 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'f2b-'));
  const socket = join(folder, 'socket');
  const actions = { noop: { actionban: '', actionunban: '' } };
  const jail = { name: JAIL, maxRetry: RETRIES, failRegex: [REGEX], logPaths: ['/var/log/auth.log'], actions };
  const server = createSimulatedFail2ban({ socket, databaseFile: join(folder, 'fail2ban.sqlite3'), jails: [jail] });
  await server.start();
  return {
    ...{ socket, configFolder: join(folder, 'etc'), start: server.start, stop: server.stop },
    attack(addresses) {
      for (const address of addresses) for (const line of attack(address)) server.fail(JAIL, address, [line]);
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Networks for documentation, said to be in these countries. */
export const COUNTRIES = { '203.0.113.0/24': 'BR', '198.51.100.0/24': 'IN', '192.0.2.0/24': 'DE', '2001:db8::/32': 'SG' } as const;
const ORGANISATIONS = { '203.0.113.0/24': [64_500, 'Exemplo Telecom'], '198.51.100.0/24': [64_501, 'Example Networks'] } as const;

/** Writes files of countries and of organisations as the free ones are made. */
export function writePlaceFiles(folder: string): { readonly country: string; readonly asn: string } {
  const [country, asn] = [join(folder, 'country.mmdb'), join(folder, 'asn.mmdb')];
  const countries = Object.entries(COUNTRIES).map(([network, code]) => [network, { country: { iso_code: code } }] as const);
  const organisations = Object.entries(ORGANISATIONS).map(
    ([network, [number, name]]) => [network, { autonomous_system_number: number, autonomous_system_organization: name }] as const,
  );
  writeFileSync(country, mmdbBytes(countries, { databaseType: 'GeoLite2-Country' }));
  writeFileSync(asn, mmdbBytes(organisations, { databaseType: 'GeoLite2-ASN' }));
  return { country, asn };
}
