import { sql } from 'kysely';
import { createAssets } from '../../../kernel/assets/create-assets.ts';
import { systemActor } from '../../../kernel/auth/actor.ts';
import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import { createTransact } from '../../../kernel/db/transact.ts';
import { createSubscriptions } from '../../../kernel/events/subscriptions.ts';
import { createFindings } from '../../../kernel/findings/create-findings.ts';
import { createHeld } from '../../../kernel/held/held.ts';
import { createJobs } from '../../../kernel/jobs/jobs.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { createMetrics } from '../../../kernel/metrics/create-metrics.ts';
import { createSeal } from '../../../kernel/secrets/seal.ts';
import { createSettings } from '../../../kernel/settings/create-settings.ts';
import type { TestDatabase } from '../../../kernel/testing/database.ts';
import { newId } from '../../../shared/ids.ts';
import { systemClock } from '../../../shared/time.ts';
import { type AddHost, createAddHost } from '../actions/hosts/add-host.ts';
import { createConfirmHostKey } from '../actions/hosts/host-key.ts';
import { lookAt } from '../actions/hosts/look.ts';
import { newMemory } from '../actions/hosts/look-parts.ts';
import type { HostParts } from '../actions/hosts/parts.ts';
import { createReach } from '../actions/hosts/reach.ts';
import { HOST_RULES } from '../actions/hosts/rules.ts';
import type { Ban } from '../domain/ban.ts';
import { NOWHERE } from '../domain/place.ts';
import { everyBan } from '../store/bans.ts';
import { findAnyHost, type HostRow } from '../store/hosts.ts';
import type { TestFail2ban } from './fail2ban.ts';
import type { TestSshd } from './sshd.ts';

export const TESTER = systemActor('test');

/** Where a fail2ban would be. */
type Place = Pick<TestFail2ban, 'socket' | 'configFolder'>;

export interface WatchHouse {
  readonly parts: HostParts;
  /** Adds a host that is this server, on this machine or through ssh with its key confirmed. */
  addHost(server: Place, sshd?: TestSshd, changes?: Partial<AddHost>): Promise<string>;
  /** One look, by one memory for each host. */
  look(id: string): Promise<string>;
  host(id: string): Promise<HostRow>;
  /** All bans of the archive, the oldest first. */
  bans(): Promise<Ban[]>;
  /** Open findings of a host, with their severity. */
  findings(id: string): Promise<string[]>;
}

/** What the watch stands on, on a database of the test's own. The caller closes `parts.reach`. */
export function watchHouse({ db, url }: TestDatabase, clock = systemClock, agentSocket: string | null = null): WatchHouse {
  const log = createLog({ level: 'silent', format: 'json' });
  const { boss } = createJobs({ db, url, log, metrics: createMetrics() });
  const transact = createTransact({ db, boss, clock, subscriptions: createSubscriptions() });
  const findings = createFindings({ rules: HOST_RULES.map((rule) => ({ module: 'bans', rule })) });
  const seal = createSeal(new Uint8Array(32).fill(7));
  const reach = createReach({ db, transact, log, seal, held: createHeld({ db }), agentSocket });
  const parts: HostParts = {
    ...{ db, transact, clock, log, findings, seal, reach, agentSocket, placeOf: () => NOWHERE },
    assets: createAssets({ findings }),
    settings: createSettings({ log, seal }),
  };
  const memories = new Map<string, ReturnType<typeof newMemory>>();
  return {
    parts,
    addHost: (server, sshd, changes = {}) => addHost(parts, server, sshd, changes),
    look(id) {
      const memory = memories.get(id) ?? newMemory();
      memories.set(id, memory);
      return lookAt(parts, id, memory);
    },
    async host(id) {
      const row = await findAnyHost(db, id);
      if (row === null) throw new Error('there is no such host');
      return row;
    },
    async bans() {
      const bans: Ban[] = [];
      for await (const page of everyBan(db, { scope: WHOLE_ESTATE, filter: {}, sort: 'at', now: clock.now() })) bans.push(...page);
      return bans;
    },
    async findings(id) {
      const rows = await db
        .selectFrom('kernel.findings')
        .select(['rule', 'severity'])
        .where('asset_id', '=', id)
        .where('closed_at', 'is', null)
        .orderBy('rule')
        .execute();
      return rows.map(({ rule, severity }) => `${rule} ${severity}`);
    },
  };
}

async function addHost(parts: HostParts, server: Place, sshd: TestSshd | undefined, changes: Partial<AddHost>): Promise<string> {
  const siteId: string = newId();
  await sql`insert into kernel.sites (id, name, time_zone, created_at) values (${siteId}, ${`Site ${siteId}`}, 'Europe/Berlin', now())`.execute(
    parts.db,
  );
  const added = await createAddHost(parts)(TESTER, {
    siteId,
    ...{ name: `host ${crypto.randomUUID()}`, level: 'configure', tags: [] },
    ...{ socketPath: server.socket, configFolder: server.configFolder },
    ...(sshd === undefined ? { transport: 'local', ssh: null } : { transport: 'ssh', ssh: sshOf(sshd) }),
    ...changes,
  });
  if (!added.ok) throw new Error(added.code);
  if (sshd !== undefined) await confirm(parts, added.value);
  return added.value;
}

export const sshOf = (sshd: TestSshd) => ({
  ...{ host: '127.0.0.1', port: sshd.port, user: sshd.user, auth: 'key' as const, configureUser: null },
  privateKey: Buffer.from(sshd.privateKey).toString(),
});

/** The first try shows the key, which then is confirmed. */
async function confirm(parts: HostParts, id: string): Promise<void> {
  const refused = await parts.reach.reach(id, 'observe', async () => null);
  if (refused.ok) throw new Error('a key that nobody has confirmed was taken');
  const fingerprint = String(refused.params['fingerprint']);
  for (let tries = 0; ; tries += 1) {
    const confirmed = await createConfirmHostKey(parts)(TESTER, { id, fingerprint });
    if (confirmed.ok) return;
    if (tries > 50) throw new Error(confirmed.code);
    // What was shown is noted beside the refusal, not before it.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
