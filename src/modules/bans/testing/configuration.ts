import { sql } from 'kysely';
import { systemActor } from '../../../kernel/auth/actor.ts';
import type { Db } from '../../../kernel/db/database.ts';
import { createTransact } from '../../../kernel/db/transact.ts';
import { createSubscriptions } from '../../../kernel/events/subscriptions.ts';
import { createFindings } from '../../../kernel/findings/create-findings.ts';
import { createHeld } from '../../../kernel/held/held.ts';
import { createJobs } from '../../../kernel/jobs/jobs.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { createMetrics } from '../../../kernel/metrics/create-metrics.ts';
import { createSeal } from '../../../kernel/secrets/seal.ts';
import { createSettings } from '../../../kernel/settings/create-settings.ts';
import { type AssetId, newId } from '../../../shared/ids.ts';
import { truncate } from '../../../shared/time.ts';
import type { ConfigurationParts } from '../actions/configuration/parts.ts';
import { valuesOf } from '../actions/hosts/host-values.ts';
import { createReach, type Reach } from '../actions/hosts/reach.ts';
import { HOST_RULES } from '../actions/hosts/rules.ts';
import { insertHost } from '../store/hosts.ts';
import type { TestFail2ban } from './fail2ban.ts';
import type { TestSshd } from './sshd.ts';
import '../../../kernel/assets/tables.ts';
import '../../../kernel/auth/tables.ts';

export const TESTER = systemActor('test');

/** A clock that runs, and can be put forward. */
export interface TestClock {
  now(): Temporal.Instant;
  forward(seconds: number): void;
}

export interface ConfigurationHouse extends ConfigurationParts {
  readonly clock: TestClock;
  readonly reach: Reach;
  /** Adds a host that is this server, on this machine or through ssh, at the level configure. */
  addHost(name: string, server: TestFail2ban, sshd?: TestSshd): Promise<AssetId>;
}

/** What actions of configuration stand on, with the real way to hosts. The caller closes `reach`. */
export function configurationHouse(db: Db, url: string): ConfigurationHouse {
  const log = createLog({ level: 'silent', format: 'json' });
  const clock = testClock();
  const { boss } = createJobs({ db, url, log, metrics: createMetrics() });
  const transact = createTransact({ db, boss, clock, subscriptions: createSubscriptions() });
  const seal = createSeal(new Uint8Array(32).fill(7));
  const reach = createReach({ db, transact, log, seal, held: createHeld({ db }), agentSocket: null });
  const findings = createFindings({ rules: HOST_RULES.map((rule) => ({ module: 'bans', rule })) });
  const settings = createSettings({ log, seal });
  return { db, transact, clock, reach, findings, settings, addHost: (...host) => addHost({ db, transact, seal }, ...host) };
}

function testClock(): TestClock {
  let ahead = 0;
  return {
    now: () => truncate(Temporal.Now.instant()).add({ seconds: ahead }),
    forward: (seconds) => {
      ahead += seconds;
    },
  };
}

type SeedParts = Pick<ConfigurationHouse, 'db' | 'transact'> & { readonly seal: ReturnType<typeof createSeal> };

async function addHost({ db, transact, seal }: SeedParts, name: string, server: TestFail2ban, sshd?: TestSshd): Promise<AssetId> {
  const siteId = newId<'site'>();
  const id = newId<'asset'>();
  await sql`insert into kernel.sites (id, name, time_zone, created_at) values (${siteId}, ${`Site of ${name}`}, 'Europe/Berlin', now())`.execute(
    db,
  );
  await sql`insert into kernel.assets (id, module, kind, name, site_id, created_at) values (${id}, 'bans', 'fail2ban', ${name}, ${siteId}, now())`.execute(
    db,
  );
  const privateKey = sshd === undefined ? '' : new TextDecoder().decode(sshd.privateKey);
  const ssh =
    sshd === undefined
      ? null
      : { host: '127.0.0.1', port: sshd.port, user: sshd.user, auth: 'key' as const, privateKey, configureUser: null };
  const input = { level: 'configure' as const, transport: ssh === null ? ('local' as const) : ('ssh' as const), ssh };
  const values = valuesOf(
    { seal, agentSocket: null },
    id,
    { ...input, socketPath: server.socket, configFolder: server.configFolder },
    null,
  );
  if (!values.ok) throw new Error(values.code);
  await transact(TESTER, ({ tx }) => insertHost(tx, id, siteId, values.value));
  if (sshd !== undefined) await sql`update bans.hosts set host_key = ${sshd.fingerprint()} where id = ${id}`.execute(db);
  return id;
}
