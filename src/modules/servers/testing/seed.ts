import type { Db } from '../../../kernel/db/database.ts';
import { type AssetId, newId, type SiteId, type UserId } from '../../../shared/ids.ts';
import type { ServiceWindow } from '../../../shared/window.ts';
import { dueAt, type UpdateRhythm, warnsAt } from '../domain/update-status.ts';
import type { ScheduleId } from '../store/schedules.ts';
import '../../../kernel/assets/tables.ts';
import '../../../kernel/auth/tables.ts';
import '../store/tables.ts';

/** The instant at which rows of tests were made. */
const MADE_AT = Temporal.Instant.from('2026-01-01T00:00:00Z');

export async function seedSite(db: Db, name: string): Promise<SiteId> {
  const id = newId<'site'>();
  await db.insertInto('kernel.sites').values({ id, name, time_zone: 'Europe/Berlin', created_at: MADE_AT }).execute();
  return id;
}

export async function seedUser(db: Db, username: string): Promise<UserId> {
  const id = newId<'user'>();
  await db.insertInto('kernel.users').values({ id, username, created_at: MADE_AT }).execute();
  return id;
}

export async function seedSchedule(db: Db, siteId: SiteId, name: string, rhythm: UpdateRhythm): Promise<ScheduleId> {
  const id = newId<'schedule'>();
  const { intervalDays, preferredWeekday } = rhythm;
  await db
    .insertInto('servers.update_schedules')
    .values({ id, site_id: siteId, name, interval_days: intervalDays, preferred_weekday: preferredWeekday, created_at: MADE_AT })
    .execute();
  return id;
}

export interface SeededServer {
  readonly name: string;
  readonly siteId: SiteId;
  readonly tags?: readonly string[];
  readonly hostname?: string;
  readonly ipAddress?: string | null;
  readonly schedule?: ({ readonly id: ScheduleId } & UpdateRhythm) | null;
  readonly lastUpdatedAt?: Temporal.Instant | null;
  readonly window?: ServiceWindow | null;
  readonly alwaysInUse?: boolean;
  readonly report?: SeededReport | null;
}

interface SeededReport {
  readonly receivedAt: Temporal.Instant;
  readonly intervalSeconds: number;
  readonly inventory: 'ok' | 'stale-lists' | 'error';
  readonly pendingUpdates: number | null;
  readonly pendingSecurityUpdates: number | null;
  readonly rebootRequired: 'yes' | 'no' | 'unknown';
}

/** Rows as the actions would have written them, for tests of what is read. */
export async function seedServer(db: Db, server: SeededServer): Promise<AssetId> {
  const id = newId<'asset'>();
  const { name, siteId, hostname = name, tags = [], schedule = null, lastUpdatedAt = null, window = null, report = null } = server;
  await db
    .insertInto('kernel.assets')
    .values({ id, module: 'servers', kind: 'server', name, site_id: siteId, tags: [...tags], created_at: MADE_AT, host_name: hostname })
    .execute();
  await db
    .insertInto('servers.servers')
    .values({
      id,
      site_id: siteId,
      hostname,
      ip_address: server.ipAddress ?? null,
      schedule_id: schedule?.id ?? null,
      last_updated_at: lastUpdatedAt,
      warns_at: warnsAt(lastUpdatedAt, schedule),
      due_at: dueAt(lastUpdatedAt, schedule),
      window_start: window?.start ?? null,
      window_end: window?.end ?? null,
      window_zone: window?.timeZone ?? null,
      window_weekdays: window?.weekdays.join('') ?? null,
      always_in_use: server.alwaysInUse ?? false,
    })
    .execute();
  await db
    .insertInto('servers.reports')
    .values({ server_id: id, ...reportColumns(report) })
    .execute();
  return id;
}

const reportColumns = (report: SeededReport | null) =>
  report === null
    ? {}
    : {
        received_at: report.receivedAt,
        silent_at: report.receivedAt.add({ seconds: 2 * report.intervalSeconds }),
        body_hash: 'ab'.repeat(32),
        interval_seconds: report.intervalSeconds,
        inventory: report.inventory,
        pending_updates: report.pendingUpdates,
        pending_security_updates: report.pendingSecurityUpdates,
        reboot_required: report.rebootRequired,
      };
