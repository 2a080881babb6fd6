import { type RawBuilder, sql } from 'kysely';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { differences } from '../../audit/differences.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';
import { type Steps, USUAL_STEPS } from '../domain/escalation.ts';

/** Who is told of a site's criticals that nobody acknowledges. */
export interface SiteSteps extends Steps {
  readonly site: { readonly id: string; readonly name: string };
  readonly team: { readonly id: string; readonly name: string } | null;
  /** Name of the site's contact, who is told with its team. */
  readonly contact: string | null;
  /** 0: the usual steps. */
  readonly version: number;
}

interface StepsRow {
  id: string;
  name: string;
  maintainers_after_minutes: number | null;
  site_after_minutes: number | null;
  repeat_hours: number | null;
  team: SiteSteps['team'];
  contact: string | null;
  version: number | null;
}

export const listSiteSteps = (db: Db | Tx): Promise<readonly SiteSteps[]> => selectSteps(db, sql`true`);

async function selectSteps(db: Db | Tx, which: RawBuilder<unknown>): Promise<readonly SiteSteps[]> {
  const { rows } = await sql<StepsRow>`
    select s.id, s.name, p.maintainers_after_minutes, p.site_after_minutes, p.repeat_hours, p.version,
      case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as team,
      coalesce(nullif(u.display_name, ''), u.username) as contact
    from kernel.sites s
    left join kernel.telling_sites p on p.site_id = s.id
    left join kernel.teams t on t.id = p.team_id and t.archived_at is null
    left join kernel.users u on u.id = s.contact_user_id and u.deactivated_at is null and u.removed_at is null
    where s.archived_at is null and ${which}
    order by s.name, s.id`.execute(db);
  return rows.map(toSteps);
}

const toSteps = (row: StepsRow): SiteSteps => ({
  site: { id: row.id, name: row.name },
  ...(row.version === null
    ? USUAL_STEPS
    : {
        maintainersAfterMinutes: row.maintainers_after_minutes,
        siteAfterMinutes: row.site_after_minutes,
        repeatHours: row.repeat_hours,
      }),
  ...{ team: row.team, contact: row.contact, version: row.version ?? 0 },
});

export type StepChanges = { readonly [Name in keyof Steps]?: Steps[Name] | undefined } & { readonly teamId?: string | null | undefined };

export async function editSiteSteps(
  work: Work,
  siteId: string,
  changes: StepChanges,
  ifMatch: number | null,
): Promise<Result<SiteSteps, 'sites.unknown' | 'telling.unknown_team' | 'kernel.version_conflict'>> {
  const { tx } = work;
  // The site's row stands for steps that have no row yet.
  await sql`select id from kernel.sites where id = ${siteId} for no key update`.execute(tx);
  const [before] = await selectSteps(tx, sql`s.id = ${siteId}`);
  if (before === undefined) return refuse('sites.unknown');
  if (ifMatch !== null && ifMatch !== before.version) return refuse('kernel.version_conflict');
  const { teamId = before.team?.id ?? null } = changes;
  if (teamId !== null && !(await isTeam(tx, teamId))) return refuse('telling.unknown_team', { path: 'teamId' });
  const next = { ...stepsOf(before), ...definedOnly(changes), teamId };
  const changed = differences({ ...stepsOf(before), teamId: before.team?.id ?? null }, next);
  if (changed === null) return ok(before);
  await saveSteps(work, siteId, next, before.version + 1);
  await work.audit({
    ...{ action: 'telling.steps_changed', subject: { kind: 'site', id: siteId, name: before.site.name }, siteId },
    ...changed,
  });
  work.publish({ name: 'sites.changed', module: 'kernel', siteId: null, assetId: null, payload: { siteId } });
  const [after] = await selectSteps(tx, sql`s.id = ${siteId}`);
  return after === undefined ? refuse('sites.unknown') : ok(after);
}

const stepsOf = ({ maintainersAfterMinutes, siteAfterMinutes, repeatHours }: Steps): Steps => ({
  ...{ maintainersAfterMinutes, siteAfterMinutes, repeatHours },
});

/** What was not named stays; null leaves a step out. */
const definedOnly = ({ maintainersAfterMinutes, siteAfterMinutes, repeatHours }: StepChanges): Partial<Steps> => ({
  ...(maintainersAfterMinutes === undefined ? {} : { maintainersAfterMinutes }),
  ...(siteAfterMinutes === undefined ? {} : { siteAfterMinutes }),
  ...(repeatHours === undefined ? {} : { repeatHours }),
});

async function saveSteps({ tx }: Work, siteId: string, next: Steps & { readonly teamId: string | null }, version: number): Promise<void> {
  const columns = {
    maintainers_after_minutes: next.maintainersAfterMinutes,
    site_after_minutes: next.siteAfterMinutes,
    repeat_hours: next.repeatHours,
    team_id: next.teamId,
    version,
  };
  await tx
    .insertInto('kernel.telling_sites')
    .values({ site_id: siteId, ...columns })
    .onConflict((conflict) => conflict.column('site_id').doUpdateSet(columns))
    .execute();
}

async function isTeam(tx: Tx, id: string): Promise<boolean> {
  const team = await tx.selectFrom('kernel.teams').select('id').where('id', '=', id).where('archived_at', 'is', null).executeTakeFirst();
  return team !== undefined;
}
