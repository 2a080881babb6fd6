import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import { type Answerable, whoOf } from '../../findings/domain/who.ts';
import type { Member } from '../../findings/members.ts';
import { type NamedStory, type Owner, ownersOf } from '../../findings/page-rows.ts';
import type { Circle, Steps } from '../domain/escalation.ts';
import { USUAL_STEPS } from '../domain/escalation.ts';

/** Users by circle, and the site's steps. Teams are told as their members. */
export interface Circles {
  readonly users: Readonly<Record<Circle, ReadonlySet<string>>>;
  readonly steps: Steps;
}

interface Maintainer {
  asset_id: string;
  machine_id: string | null;
  user_id: string | null;
  team_id: string | null;
}

interface SiteRow {
  site_id: string;
  maintainers_after_minutes: number | null;
  site_after_minutes: number | null;
  repeat_hours: number | null;
  team_id: string | null;
}

/** Who is asked about each of these open stories, circle by circle. */
export async function circlesOf(
  db: Db | Tx,
  stories: readonly { readonly row: NamedStory; readonly members: readonly Member[] }[],
): Promise<ReadonlyMap<string, Circles>> {
  const assetIds = [...new Set(stories.flatMap(({ members }) => members.flatMap(({ asset }) => asset?.id ?? [])))];
  const machineIds = [...new Set(stories.flatMap(({ row }) => (row.subject.kind === 'machine' ? [row.subject.id] : [])))];
  const owners = await ownersOf(db, assetIds, machineIds);
  const maintainers = await maintainersOf(db, assetIds, machineIds);
  const sites = await siteStepsOf(db);
  const teams = await membersOfTeams(db);
  const all = { owners, maintainers, teams };
  return new Map(stories.map(({ row, members }) => [row.id, circlesFor(row, members, all, sites.get(row.subject.siteId))]));
}

interface Everybody {
  readonly owners: readonly Owner[];
  readonly maintainers: readonly Maintainer[];
  readonly teams: ReadonlyMap<string, readonly string[]>;
}

function circlesFor(row: NamedStory, members: readonly Member[], { owners, maintainers, teams }: Everybody, site?: SiteRow): Circles {
  const unfolded = members.filter(({ isFolded }) => !isFolded);
  const assetIds = new Set(unfolded.map(({ asset }) => asset?.id));
  const isOnMachine = (machineId: string | null): boolean => row.subject.kind === 'machine' && machineId === row.subject.id;
  const { who } = whoOf({
    assignee: row.assignee,
    owners: owners.filter(({ assetId }) => assetIds.has(assetId)).map((owner) => owner.who),
    machineOwners: owners.filter(({ machineId }) => isOnMachine(machineId)).map((owner) => owner.who),
    siteContact: row.siteContact,
  });
  const usersOf = (userId: string | null, teamId: string | null): readonly string[] =>
    userId === null ? (teamId === null ? [] : (teams.get(teamId) ?? [])) : [userId];
  const usersFor = (one: Answerable): readonly string[] => (one.kind === 'user' ? usersOf(one.id, null) : usersOf(null, one.id));
  return {
    users: {
      owners: new Set(who.flatMap(usersFor)),
      maintainers: new Set(
        maintainers
          .filter(({ asset_id, machine_id }) => assetIds.has(asset_id) || isOnMachine(machine_id))
          .flatMap(({ user_id, team_id }) => usersOf(user_id, team_id)),
      ),
      site: new Set([...usersOf(null, site?.team_id ?? null), ...(row.siteContact === null ? [] : [row.siteContact.id])]),
    },
    steps: site === undefined ? USUAL_STEPS : toSteps(site),
  };
}

const toSteps = (row: SiteRow): Steps => ({
  maintainersAfterMinutes: row.maintainers_after_minutes,
  siteAfterMinutes: row.site_after_minutes,
  repeatHours: row.repeat_hours,
});

async function maintainersOf(db: Db | Tx, assetIds: readonly string[], machineIds: readonly string[]): Promise<readonly Maintainer[]> {
  const { rows } = await sql<Maintainer>`
    select a.id as asset_id, a.machine_id, r.user_id, r.team_id
    from kernel.assets a join kernel.responsibilities r on r.asset_id = a.id and r.role = 'maintainer'
    where (a.id = any(${[...assetIds]}::uuid[]) or a.machine_id = any(${[...machineIds]}::uuid[])) and a.archived_at is null`.execute(db);
  return rows;
}

async function siteStepsOf(db: Db | Tx): Promise<ReadonlyMap<string, SiteRow>> {
  const rows = await db.selectFrom('kernel.telling_sites').selectAll().execute();
  return new Map(rows.map((row) => [row.site_id, row]));
}

async function membersOfTeams(db: Db | Tx): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom('kernel.team_members as m')
    .innerJoin('kernel.teams as t', 't.id', 'm.team_id')
    .select(['m.team_id', 'm.user_id'])
    .where('t.archived_at', 'is', null)
    .execute();
  const byTeam = Map.groupBy(rows, ({ team_id }) => team_id);
  return new Map([...byTeam].map(([id, members]) => [id, members.map(({ user_id }) => user_id)]));
}
