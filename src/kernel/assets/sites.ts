import { type RawBuilder, sql } from 'kysely';
import { newId, type SiteId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import { isKnownZone } from '../../shared/zones.ts';
import { differences } from '../audit/differences.ts';
import { systemActor } from '../auth/actor.ts';
import { anySitesOf, type Scope } from '../contract/access.ts';
import type { Db, Tx } from '../db/database.ts';
import { isUniqueViolation } from '../db/errors.ts';
import type { Transact, Work } from '../db/transact.ts';
import { siteChanged } from './events.ts';

export interface SiteRow {
  readonly id: SiteId;
  readonly name: string;
  readonly timeZone: string;
  readonly notes: string;
  readonly contact: { readonly userId: string; readonly username: string; readonly displayName: string } | null;
  readonly isDefault: boolean;
  readonly version: number;
}

export interface SiteChanges {
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly notes?: string | undefined;
  readonly contactUserId?: string | null | undefined;
}

type SiteFault = 'sites.name_taken' | 'sites.unknown_zone' | 'sites.unknown_contact';

/** Shown while it is the only one: nowhere. */
const DEFAULT_SITE_NAME = 'Main site';

/** Makes the default site at the first start, before anything else is written; two consoles that start at once make one. */
export function ensureDefaultSite(transact: Transact, timeZone: string): Promise<void> {
  return transact(systemActor('start'), async ({ tx, now }) => {
    await sql`
      insert into kernel.sites (id, name, time_zone, is_default, created_at)
      select ${newId(now)}, ${DEFAULT_SITE_NAME}, ${timeZone}, true, ${now}
      where not exists (select from kernel.sites where is_default)
      on conflict do nothing`.execute(tx);
  });
}

/** The site named, or the default one. In a transaction the row stays shared until its end: nobody archives the site under a new asset. */
export async function findSite(
  db: Db | Tx,
  id: SiteId | null,
): Promise<{ readonly id: SiteId; readonly name: string; readonly timeZone: string } | null> {
  const { rows } = await sql<{ id: SiteId; name: string; timeZone: string }>`
    select id, name, time_zone as "timeZone" from kernel.sites
    where archived_at is null and ${id === null ? sql`is_default` : sql`id = ${id}`}
    ${db.isTransaction ? sql`for key share` : sql``}`.execute(db);
  return rows[0] ?? null;
}

/** Sites that the scope touches, by name. */
export const listSites = (db: Db, scope: Scope): Promise<readonly SiteRow[]> => {
  const sites = anySitesOf(scope);
  return selectSites(db, sites === 'all' ? sql`true` : sql`s.id = any(${[...sites]}::uuid[])`);
};

async function selectSites(db: Db | Tx, which: RawBuilder<unknown>): Promise<readonly SiteRow[]> {
  const { rows } = await sql<SiteRow>`
    select s.id, s.name, s.time_zone as "timeZone", s.notes, s.is_default as "isDefault", s.version,
      case when u.id is not null
        then jsonb_build_object('userId', u.id, 'username', u.username, 'displayName', u.display_name) end as contact
    from kernel.sites s left join kernel.users u on u.id = s.contact_user_id
    where s.archived_at is null and ${which}
    order by s.name, s.id`.execute(db);
  return rows;
}

export async function addSite(
  work: Work,
  site: SiteChanges & { readonly name: string; readonly timeZone: string },
): Promise<Result<SiteRow, SiteFault>> {
  const fault = await faultOf(work.tx, site);
  if (fault !== null) return refuse(fault.code, { path: fault.path });
  const id = newId<'site'>(work.now);
  try {
    await work.tx
      .insertInto('kernel.sites')
      .values({
        id,
        name: site.name,
        time_zone: site.timeZone,
        notes: site.notes ?? '',
        contact_user_id: site.contactUserId ?? null,
        created_at: work.now,
        archived_at: null,
      })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error, 'sites_name')) return refuse('sites.name_taken', { path: 'name' });
    throw error;
  }
  const added = await siteNow(work.tx, id);
  await auditSite(work, 'sites.added', added, { after: fieldsOf(added) });
  return ok(added);
}

export async function editSite(
  work: Work,
  id: string,
  changes: SiteChanges,
  ifMatch: number | null,
): Promise<Result<SiteRow, SiteFault | 'sites.unknown' | 'kernel.version_conflict'>> {
  const [before] = await lockSite(work.tx, id);
  if (before === undefined) return refuse('sites.unknown');
  if (ifMatch !== null && ifMatch !== before.version) return refuse('kernel.version_conflict');
  const fault = await faultOf(work.tx, changes);
  if (fault !== null) return refuse(fault.code, { path: fault.path });
  try {
    await saveSite(work.tx, id, changes);
  } catch (error) {
    if (isUniqueViolation(error, 'sites_name')) return refuse('sites.name_taken', { path: 'name' });
    throw error;
  }
  const after = await siteNow(work.tx, id);
  const changed = differences(fieldsOf(before), fieldsOf(after));
  if (changed === null) return ok(after);
  await auditSite(work, 'sites.edited', after, changed);
  work.publish(siteChanged(after.id));
  return ok(after);
}

async function saveSite(tx: Tx, id: string, { name, timeZone, notes, contactUserId }: SiteChanges): Promise<void> {
  await tx
    .updateTable('kernel.sites')
    .set((eb) => ({
      ...(name === undefined ? {} : { name }),
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
      ...(notes === undefined ? {} : { notes }),
      ...(contactUserId === undefined ? {} : { contact_user_id: contactUserId }),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

/** Archives a site without assets. Whoever is adding one holds the row shared, so that one of the two sees the other. */
export async function archiveSite(work: Work, id: string): Promise<Result<null, 'sites.unknown' | 'sites.in_use' | 'sites.is_default'>> {
  const [site] = await lockSite(work.tx, id);
  if (site === undefined) return refuse('sites.unknown');
  if (site.isDefault) return refuse('sites.is_default');
  const asset = await work.tx
    .selectFrom('kernel.assets')
    .select('id')
    .where('site_id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  if (asset !== undefined) return refuse('sites.in_use');
  await work.tx
    .updateTable('kernel.sites')
    .set((eb) => ({ archived_at: work.now, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
  await auditSite(work, 'sites.archived', site, { before: fieldsOf(site) });
  return ok(null);
}

async function lockSite(tx: Tx, id: string): Promise<readonly SiteRow[]> {
  await sql`select id from kernel.sites where id = ${id} for update`.execute(tx);
  return selectSites(tx, sql`s.id = ${id}`);
}

async function siteNow(tx: Tx, id: string): Promise<SiteRow> {
  const [site] = await selectSites(tx, sql`s.id = ${id}`);
  if (site === undefined) throw new Error('The site was written and is not there.');
  return site;
}

async function faultOf(
  tx: Tx,
  { timeZone, contactUserId }: SiteChanges,
): Promise<{ readonly code: SiteFault; readonly path: string } | null> {
  if (timeZone !== undefined && !isKnownZone(timeZone)) return { code: 'sites.unknown_zone', path: 'timeZone' };
  if (contactUserId === undefined || contactUserId === null) return null;
  return (await isActiveUser(tx, contactUserId)) ? null : { code: 'sites.unknown_contact', path: 'contactUserId' };
}

export async function isActiveUser(tx: Tx, id: string): Promise<boolean> {
  const user = await tx
    .selectFrom('kernel.users')
    .select('id')
    .where('id', '=', id)
    .where('deactivated_at', 'is', null)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return user !== undefined;
}

const fieldsOf = ({ name, timeZone, notes, contact }: SiteRow) => ({ name, timeZone, notes, contact: contact?.username ?? null });

async function auditSite(
  work: Work,
  action: string,
  { id, name }: SiteRow,
  changed: { readonly before?: Readonly<Record<string, unknown>>; readonly after?: Readonly<Record<string, unknown>> },
): Promise<void> {
  await work.audit({ action, subject: { kind: 'site', id, name }, siteId: id, ...changed });
}
