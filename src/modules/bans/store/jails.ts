import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { JailSettingsSeen, JailStatusSeen } from '../domain/jail.ts';
import './tables.ts';

export interface JailRow {
  readonly host: { readonly id: string; readonly name: string };
  readonly name: string;
  readonly backend: string;
  readonly logPaths: readonly string[];
  readonly currentlyFailed: number;
  readonly totalFailed: number;
  readonly currentlyBanned: number;
  readonly totalBanned: number;
  /** Null: not asked yet. */
  readonly isIdle: boolean | null;
  readonly banSeconds: number | null;
  readonly findSeconds: number | null;
  readonly maxRetry: number | null;
  readonly regexCount: number | null;
  readonly actionCount: number | null;
  readonly settings: JailSettingsSeen | null;
  readonly seenAt: Temporal.Instant;
  readonly settingsAt: Temporal.Instant | null;
  readonly goneAt: Temporal.Instant | null;
}

const jails = (db: Db | Tx) =>
  db
    .selectFrom('bans.jails as j')
    .innerJoin('bans.hosts as h', 'h.id', 'j.host_id')
    .innerJoin('kernel.assets as a', 'a.id', 'h.id')
    .selectAll('j')
    .select('a.name as host_name')
    .where('a.archived_at', 'is', null);

type Row = Awaited<ReturnType<ReturnType<typeof jails>['executeTakeFirstOrThrow']>>;

const toJail = (row: Row): JailRow => ({
  host: { id: row.host_id, name: row.host_name },
  name: row.name,
  backend: row.backend,
  logPaths: row.log_paths,
  currentlyFailed: row.currently_failed,
  totalFailed: row.total_failed,
  currentlyBanned: row.currently_banned,
  totalBanned: row.total_banned,
  isIdle: row.is_idle,
  banSeconds: row.ban_seconds,
  findSeconds: row.find_seconds,
  maxRetry: row.max_retry,
  regexCount: row.regex_count,
  actionCount: row.action_count,
  settings: row.settings_seen_at === null ? null : row.settings,
  seenAt: row.seen_at,
  settingsAt: row.settings_seen_at,
  goneAt: row.gone_at,
});

/** All jails of a host, the gone ones too, by name. Whoever asks has found the host in the caller's scope. */
export async function jailsOf(db: Db | Tx, hostId: string): Promise<JailRow[]> {
  const rows = await jails(db).where('j.host_id', '=', hostId).orderBy('j.name').execute();
  return rows.map(toJail);
}

const byName = keyset<JailRow>('bans-jails', [
  { by: sql.ref('j.name'), of: ({ name }) => name, cell: cells.text },
  { by: sql.ref('j.host_id'), of: ({ host }) => host.id, cell: cells.id },
]);

export interface JailFilter {
  readonly q?: string | undefined;
  readonly siteId?: string | undefined;
}

export async function listJails(db: Db | Tx, scope: Scope, { q = '', siteId }: JailFilter, page: PageRequest): Promise<Page<JailRow>> {
  const sites = sitesOf(scope, 'bans');
  const words = q
    .trim()
    .replaceAll('\0', '')
    .replaceAll(/[\\%_]/g, '\\$&');
  const rows = await byName
    .apply(jails(db), page)
    .$if(sites !== 'all', (query) => query.where('h.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .$if(siteId !== undefined, (query) => query.where('h.site_id', '=', siteId ?? ''))
    .$if(words !== '', (query) => query.where(sql<boolean>`j.name ilike ${`%${words}%`}`))
    .execute();
  return byName.cut(rows.map(toJail), page.limit);
}

/**
 * Saves what fail2ban names now, in one statement. Jails that it no longer names are marked as gone, those that are back run again.
 * Answers the names of those that went and came.
 */
export async function saveJailStatus(
  tx: Tx,
  hostId: string,
  seen: readonly JailStatusSeen[],
  at: Temporal.Instant,
): Promise<{ readonly gone: readonly string[]; readonly appeared: readonly string[] }> {
  const names = seen.map(({ name }) => name);
  const known = await tx.selectFrom('bans.jails').select(['name', 'gone_at']).where('host_id', '=', hostId).execute();
  const running = new Set(known.filter(({ gone_at }) => gone_at === null).map(({ name }) => name));
  if (seen.length > 0) await upsertStatus(tx, hostId, seen, at);
  await sql`update bans.jails set gone_at = ${at}, currently_banned = 0, currently_failed = 0
    where host_id = ${hostId} and gone_at is null and not (name = any(${names}))`.execute(tx);
  return {
    gone: [...running].filter((name) => !names.includes(name)),
    appeared: names.filter((name) => !running.has(name)),
  };
}

async function upsertStatus(tx: Tx, hostId: string, seen: readonly JailStatusSeen[], at: Temporal.Instant): Promise<void> {
  const rows = seen.map((jail) => ({
    ...{ host_id: hostId, name: jail.name, backend: jail.backend, log_paths: [...jail.logPaths] },
    ...{ currently_failed: jail.currentlyFailed, total_failed: jail.totalFailed },
    ...{ currently_banned: jail.currentlyBanned, total_banned: jail.totalBanned, seen_at: at, settings: '{}' },
  }));
  await tx
    .insertInto('bans.jails')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['host_id', 'name']).doUpdateSet((eb) => ({
        // What the cheap question does not tell stays as it was.
        backend: sql<string>`coalesce(nullif(${eb.ref('excluded.backend')}, ''), jails.backend)`,
        log_paths: sql<
          string[]
        >`case when ${eb.ref('excluded.log_paths')} = '{}' then jails.log_paths else ${eb.ref('excluded.log_paths')} end`,
        currently_failed: eb.ref('excluded.currently_failed'),
        total_failed: eb.ref('excluded.total_failed'),
        currently_banned: eb.ref('excluded.currently_banned'),
        total_banned: eb.ref('excluded.total_banned'),
        seen_at: eb.ref('excluded.seen_at'),
        // One that comes back reads again; of the others only we know whether they were set idle.
        is_idle: sql<boolean | null>`case when jails.gone_at is null then jails.is_idle end`,
        gone_at: null,
      })),
    )
    .execute();
}

/** Saves what was read of a jail's settings. Nothing happens where the jail is unknown. */
export async function saveJailSettings(tx: Tx, hostId: string, name: string, seen: JailSettingsSeen, at: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('bans.jails')
    .set({
      ...{ backend: seen.backend, log_paths: [...seen.logPaths] },
      ...{ ban_seconds: seen.banSeconds, find_seconds: seen.findSeconds, max_retry: seen.maxRetry },
      ...{ regex_count: seen.failRegex.length, action_count: seen.actions.length },
      settings: JSON.stringify(seen),
      settings_seen_at: at,
    })
    .where('host_id', '=', hostId)
    .where('name', '=', name)
    .execute();
}

/** fail2ban tells nobody whether a jail is idle: it is what we last made of it. Null: nobody knows. */
export async function saveJailIdle(tx: Tx, hostId: string, name: string, isIdle: boolean | null): Promise<void> {
  await tx.updateTable('bans.jails').set({ is_idle: isIdle }).where('host_id', '=', hostId).where('name', '=', name).execute();
}

/** After a reload all jails read again, with the settings of the files. */
export async function forgetJailSettings(tx: Tx, hostId: string): Promise<void> {
  await tx.updateTable('bans.jails').set({ is_idle: null, settings_seen_at: null, settings: '{}' }).where('host_id', '=', hostId).execute();
}
