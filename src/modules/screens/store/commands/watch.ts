import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import type { CommandAction } from '../../domain/command/states.ts';
import type { RecoverableScreen } from '../../domain/crash-recovery.ts';
import '../tables.ts';
import { isOff, isWatched } from '../watch/state.ts';
import './tables.ts';

/** Those that time has changed, longest ago first. */
export async function dueCommands(db: Db | Tx, now: Temporal.Instant, limit: number): Promise<readonly string[]> {
  const rows = await db.selectFrom('screens.commands').select('id').where('due_at', '<=', now).orderBy('due_at').limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** The next instant at which time alone changes a command; null: none is open. */
export async function nextCommandDue(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('screens.commands')
    .select('due_at')
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at ?? null;
}

/** Open commands of these players, by the player's UUID. */
export async function openCommandsOf(db: Db | Tx, uuids: readonly string[]): Promise<readonly { id: string; uuid: string }[]> {
  const rows = await db
    .selectFrom('screens.commands as c')
    .innerJoin('screens.screens as s', 's.id', 'c.screen_id')
    .select(['c.id', 's.uuid'])
    .where('c.due_at', 'is not', null)
    .where(sql<boolean>`s.uuid = any(${[...uuids]}::uuid[])`)
    .execute();
  return rows.flatMap(({ id, uuid }) => (uuid === null ? [] : [{ id, uuid }]));
}

/** When reboots and restarts of a screen were issued since then, as far as they may have reached it. */
export async function issuedSince(tx: Tx, screenId: string, since: Temporal.Instant, actions: readonly CommandAction[]) {
  const rows = await tx
    .selectFrom('screens.commands')
    .select('issued_at')
    .where('screen_id', '=', screenId)
    .where('issued_at', '>', since)
    .where(sql<boolean>`action = any(${[...actions]}::text[])`)
    .where(sql<boolean>`status <> 'blocked_safety' and not (published_at is null and status in ('failed', 'canceled'))`)
    .orderBy('issued_at')
    .execute();
  return rows.map(({ issued_at }) => issued_at);
}

/** The newest command of a screen that waits for a person; null: none. */
export async function stuckCommandOf(
  tx: Tx,
  screenId: string,
): Promise<{ readonly action: CommandAction; readonly since: Temporal.Instant } | null> {
  const row = await tx
    .selectFrom('screens.commands')
    .select(['action', 'since'])
    .where('screen_id', '=', screenId)
    .where('status', '=', 'manual_intervention_required')
    .orderBy('since', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export interface RecoverableRow extends RecoverableScreen {
  readonly siteId: string;
}

/** Every active screen as the recovery sees it. */
export async function recoverableScreens(
  db: Db | Tx,
  actions: readonly CommandAction[],
  now: Temporal.Instant,
): Promise<readonly RecoverableRow[]> {
  const { rows } = await sql<{
    id: string;
    site_id: string;
    has_crashed: boolean;
    last_alive: Temporal.Instant | null;
    is_off: boolean;
    last_restart_at: Temporal.Instant | null;
  }>`
    select s.id, s.site_id, coalesce(s.process_status = 'crashed', false) as has_crashed, s.last_alive,
      ${isOff(now)} as is_off, (
      select max(c.issued_at) from screens.commands c
      where c.screen_id = s.id and c.action = any(${[...actions]}::text[])) as last_restart_at
    from screens.screens s left join screens.programmes p on p.group_id = s.group_id
    where s.uuid is not null and ${isWatched} order by s.id`.execute(db);
  return rows.map((row) => ({
    ...{ screenId: row.id, siteId: row.site_id, hasCrashed: row.has_crashed, lastAlive: row.last_alive },
    ...{ isOff: row.is_off, lastRestartAt: row.last_restart_at },
  }));
}

export interface CrashedRow extends Pick<RecoverableScreen, 'hasCrashed' | 'lastAlive'> {
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly siteId: string;
}

/** Active screens in the scope that have crashed, or said their last word before an instant and are not off on purpose; by name. */
export async function crashedScreens(
  db: Db | Tx,
  scope: Scope,
  { silentBefore, now }: { readonly silentBefore: Temporal.Instant; readonly now: Temporal.Instant },
): Promise<readonly CrashedRow[]> {
  const sites = sitesOf(scope, 'screens');
  const rows = await db
    .selectFrom('screens.screens as s')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .leftJoin('screens.programmes as p', 'p.group_id', 's.group_id')
    .select(['s.id', 's.uuid', 's.site_id', 'a.name', 's.process_status', 's.last_alive'])
    .where(isWatched)
    .where('s.uuid', 'is not', null)
    .where(sql<boolean>`(s.process_status = 'crashed' or (s.last_alive < ${silentBefore} and not ${isOff(now)}))`)
    .$if(sites !== 'all', (query) => query.where('s.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .orderBy('a.name')
    .execute();
  return rows.map(({ id, uuid, name, site_id, process_status, last_alive }) => ({
    ...{ id, uuid: uuid ?? '', name, siteId: site_id, hasCrashed: process_status === 'crashed', lastAlive: last_alive },
  }));
}

export interface SiteOutcome {
  readonly siteId: string;
  readonly total: number;
  readonly failed: number;
}

/** For every site: how many of its commands were issued since then, and how many of them have failed or needed a person. */
export async function outcomesBySite(db: Db | Tx, since: Temporal.Instant): Promise<readonly SiteOutcome[]> {
  const { rows } = await sql<{ site_id: string; total: number; failed: number }>`
    select site.id as site_id, count(c.id)::int as total, count(c.id) filter (
      where c.status in ('failed', 'expired', 'timed_out', 'manual_intervention_required'))::int as failed
    from kernel.sites site
    left join screens.screens s on s.site_id = site.id
    left join screens.commands c on c.screen_id = s.id and c.issued_at > ${since} and c.status not in ('blocked_safety', 'canceled')
    group by site.id`.execute(db);
  return rows.map(({ site_id, total, failed }) => ({ siteId: site_id, total, failed }));
}
