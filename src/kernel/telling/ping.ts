import type { Clock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import { type Saying, SayingError } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import type { Db } from '../db/database.ts';
import type { Check } from '../health/check.ts';
import type { Health } from '../health/health.ts';
import { createTimer } from '../jobs/timer.ts';
import type { Leading } from '../leases/leading.ts';
import type { Log } from '../log/log.ts';
import type { Resource } from '../module.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { Settings } from '../settings/settings.ts';
import { sayingColumns, storedSaying } from './saying-columns.ts';
import { TELLING_SETTINGS } from './settings.ts';

export interface PingParts {
  readonly db: Db;
  readonly leading: Pick<Leading, 'transact'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Settings;
  readonly outbound: Pick<Outbound, 'request'>;
  readonly health: Pick<Health, 'report'>;
}

/** How the dead man's switch was last called; null: it never was. */
async function lastPing(db: Db): Promise<{ readonly at: Temporal.Instant; readonly error: Saying | null } | null> {
  const row = await db.selectFrom('kernel.telling_ping').select(['at', 'error', 'error_saying']).executeTakeFirst();
  return row === undefined ? null : { at: row.at, error: storedSaying(row.error, row.error_saying) };
}

/** Calls an address outside while the console answers that it is ready. Silence is the alarm: a call that fails is not tried again. */
export function createPing(parts: PingParts): Resource {
  const { db, clock, settings } = parts;
  return createTimer({
    name: 'ping',
    clock,
    log: parts.log,
    sweep: Temporal.Duration.from({ seconds: 30 }),
    async next() {
      const url = await settings.read(db, 'telling.pingUrl', TELLING_SETTINGS['telling.pingUrl']);
      if (url === '') return null;
      const minutes = await settings.read(db, 'telling.pingMinutes', TELLING_SETTINGS['telling.pingMinutes']);
      return (await lastPing(db))?.at.add({ minutes }) ?? clock.now();
    },
    run: () => ping(parts),
  });
}

async function ping({ db, leading, settings, outbound, health }: PingParts): Promise<void> {
  const url = await settings.read(db, 'telling.pingUrl', TELLING_SETTINGS['telling.pingUrl']);
  const trustedOrigins = await settings.read(db, 'outbound.allowedOrigins', TELLING_SETTINGS['outbound.allowedOrigins']);
  const { status } = await health.report();
  const error = status === 'not-ready' ? told('ping.not_ready') : await call(outbound, url, trustedOrigins);
  await leading.transact(systemActor('telling'), async ({ tx, now }) => {
    await tx
      .insertInto('kernel.telling_ping')
      .values({ at: now, ...sayingColumns(error) })
      .onConflict((conflict) => conflict.column('only_row').doUpdateSet({ at: now, ...sayingColumns(error) }))
      .execute();
  });
}

/** Null: it was heard. */
async function call(outbound: Pick<Outbound, 'request'>, url: string, trustedOrigins: readonly string[]): Promise<Saying | null> {
  try {
    const { status } = await outbound.request({ url, trustedOrigins, maxBytes: 65_536 });
    return status >= 200 && status < 300 ? null : told('outbound.status', { origin: new URL(url).origin, status });
  } catch (error) {
    if (error instanceof DeliveryError) return error.saying;
    throw error;
  }
}

/** Whether the last call of the dead man's switch was heard. */
export const pingCheck = ({ db, settings }: Pick<PingParts, 'db' | 'settings'>): Check => ({
  name: 'dead-man-ping',
  isCritical: false,
  async probe() {
    const url = await settings.read(db, 'telling.pingUrl', TELLING_SETTINGS['telling.pingUrl']);
    if (url === '') return told('ping.off');
    const last = await lastPing(db);
    if (last === null) return told('ping.never');
    if (last.error !== null) throw new SayingError(last.error);
    return told('ping.heard', { at: last.at.toString() });
  },
});
