import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import { whoOf } from '../../findings/domain/who.ts';
import type { Member } from '../../findings/members.ts';
import { type NamedStory, type Owner, ownersOf } from '../../findings/page-rows.ts';
import { type Circle, type Steps, USUAL_STEPS } from '../domain/escalation.ts';

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
  const all: Everybody = {
    owners: Map.groupBy(owners, ({ assetId }) => assetId),
    ownersByMachine: Map.groupBy(owners, ({ machineId }) => machineId),
    maintainers: Map.groupBy(maintainers, ({ asset_id }) => asset_id),
    maintainersByMachine: Map.groupBy(maintainers, ({ machine_id }) => machine_id),
    teams,
  };
  return new Map(stories.map(({ row, members }) => [row.id, circlesFor(row, members, all, sites.get(row.subject.siteId))]));
}

interface Everybody {
  readonly owners: ReadonlyMap<string, readonly Owner[]>;
  readonly ownersByMachine: ReadonlyMap<string | null, readonly Owner[]>;
  readonly maintainers: ReadonlyMap<string, readonly Maintainer[]>;
  readonly maintainersByMachine: ReadonlyMap<string | null, readonly Maintainer[]>;
  readonly teams: ReadonlyMap<string, readonly string[]>;
}

function circlesFor(row: NamedStory, members: readonly Member[], all: Everybody, site?: SiteRow): Circles {
  const assetIds = [...new Set(members.flatMap(({ asset, isFolded }) => (isFolded || asset === null ? [] : [asset.id])))];
  const machineId = row.subject.kind === 'machine' ? row.subject.id : '';
  const { who } = whoOf({
    assignee: row.assignee,
    owners: assetIds.flatMap((id) => all.owners.get(id) ?? []).map((owner) => owner.who),
    machineOwners: (all.ownersByMachine.get(machineId) ?? []).map((owner) => owner.who),
    siteContact: row.siteContact,
  });
  const maintainers = [...assetIds.flatMap((id) => all.maintainers.get(id) ?? []), ...(all.maintainersByMachine.get(machineId) ?? [])];
  const team = (id: string | null): readonly string[] => (id === null ? [] : (all.teams.get(id) ?? []));
  return {
    users: {
      owners: new Set(who.flatMap((one) => (one.kind === 'user' ? [one.id] : team(one.id)))),
      maintainers: new Set(maintainers.flatMap(({ user_id, team_id }) => (user_id === null ? team(team_id) : [user_id]))),
      site: new Set([...team(site?.team_id ?? null), ...(row.siteContact === null ? [] : [row.siteContact.id])]),
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
