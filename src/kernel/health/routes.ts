import { sql } from 'kysely';
import type { Clock } from '../../shared/time.ts';
import type { ProcessRoles } from '../contract/process-roles.ts';
import { getAbout, getHealth } from '../contract/routes/console.ts';
import { wireSaying } from '../contract/saying.ts';
import type { Db } from '../db/database.ts';
import { type Served, serve } from '../http/serve.ts';
import { type Holder, type LeaseState, leaseStates } from '../leases/lease-rows.ts';
import type { Health } from './health.ts';

export interface QueueCount {
  readonly name: string;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
}

export interface HealthParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly health: Health;
  readonly version: string;
  readonly isEmbedded: boolean;
  /** Names of the modules that are on. */
  readonly modules: readonly string[];
  /** Zone of new sites (IANA). */
  readonly timeZone: string;
  queues(): Promise<readonly QueueCount[]>;
  readonly roles: ProcessRoles;
  /** This process, and after how long a silent holder has lost a lease. */
  readonly leadership: { readonly holder: Holder; readonly periods: { readonly stale: Temporal.Duration } };
}

export function healthRoutes(parts: HealthParts): Served[] {
  const startedAt = parts.clock.now();
  const { version, timeZone } = parts;
  return [
    serve(getAbout, async () => ({ version, modules: [...parts.modules], timeZone })),
    serve(getHealth, async () => {
      const [{ status, checks }, database, queues, leases] = await Promise.all([
        parts.health.report(),
        databaseFigures(parts.db),
        parts.queues(),
        leaseStates(parts.db),
      ]);
      return {
        status,
        version,
        node: process.version,
        timeZoneData: process.versions['tz'] ?? 'unknown',
        ...database,
        isEmbedded: parts.isEmbedded,
        startedAt: startedAt.toString(),
        residentBytes: process.memoryUsage.rss(),
        checks: checks.map((check) => ({ ...check, saying: wireSaying(check.saying) })),
        roles: [...parts.roles],
        leases: leases.map((lease) => presentLease(lease, parts.leadership)),
        queues: [...queues],
      };
    }),
  ];
}

const presentLease = (lease: LeaseState, { holder, periods }: HealthParts['leadership']) => ({
  name: lease.name,
  host: lease.holder.host,
  pid: lease.holder.pid,
  isThis: lease.holder.startId === holder.startId,
  acquiredAt: lease.acquiredAt.toString(),
  heartbeatAt: lease.heartbeatAt.toString(),
  state: stateOf(lease, periods.stale),
  fencing: lease.fencing,
});

function stateOf({ releasedAt, silent }: LeaseState, stale: Temporal.Duration): 'held' | 'given_back' | 'silent' {
  if (releasedAt !== null) return 'given_back';
  return Temporal.Duration.compare(silent, stale) > 0 ? 'silent' : 'held';
}

async function databaseFigures(db: Db): Promise<{ postgres: string; databaseBytes: number }> {
  const { rows } = await sql<{ postgres: string; databaseBytes: number }>`
    select current_setting('server_version') as postgres, pg_database_size(current_database()) as "databaseBytes"`.execute(db);
  return rows[0] ?? { postgres: 'unknown', databaseBytes: 0 };
}
