import { newId, type TeamId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { answeredBy, tellUnanswered } from '../../assets/answering.ts';
import { differences } from '../../audit/differences.ts';
import type { GrantShape } from '../../contract/permission.ts';
import type { Transact, Work } from '../../db/transact.ts';
import { checkGrants, type GrantFault, replaceGrants } from '../access/grants.ts';
import { type Asker, askerOf } from '../access/rank.ts';
import type { Actor } from '../actor.ts';
import { lockAdministration } from '../users/lock.ts';
import { dropResponsibilities, ownedAlone } from '../users/standing-store.ts';
import { guardTeam, NO_TEAM, type Standing, type TeamGuardCode } from './guards.ts';
import {
  findTeam,
  insertTeam,
  isTeamNameTaken,
  replaceMembers,
  saveTeam,
  saveTeamArchived,
  type TeamMember,
  type TeamRecord,
  usersThatExist,
} from './store.ts';

export interface TeamInput {
  readonly name?: string | undefined;
  readonly memberIds?: readonly string[] | undefined;
  readonly grants?: readonly GrantShape[] | undefined;
}

type TeamFault = TeamGuardCode | GrantFault | 'teams.name_taken' | 'users.unknown';

export interface TeamActions {
  add(by: Actor, input: TeamInput & { readonly name: string }): Promise<Result<TeamRecord, TeamFault>>;
  edit(
    by: Actor,
    id: string,
    input: TeamInput,
    ifMatch: number | null,
  ): Promise<Result<TeamRecord, TeamFault | 'teams.unknown' | 'kernel.version_conflict'>>;
  archive(by: Actor, id: string): Promise<Result<null, TeamGuardCode | 'teams.unknown' | 'users.last_owner'>>;
}

interface TeamParts {
  readonly transact: Transact;
  readonly modules: readonly string[];
}

export const createTeamActions = ({ transact, modules }: TeamParts): TeamActions => ({
  add: (by, input) =>
    transact(by, async (work) => {
      await lockAdministration(work.tx);
      const after = { name: input.name, memberIds: input.memberIds ?? [], grants: input.grants ?? [] };
      const fault = await checkTeam(work, null, after, modules);
      if (!fault.ok) return fault;
      const id = newId<'team'>(work.now);
      await insertTeam(work, id, input.name);
      return ok(await putTeam(work, id, after, null));
    }),
  edit: (by, id, input, ifMatch) =>
    transact(by, async (work) => {
      await lockAdministration(work.tx);
      const before = await findTeam(work.tx, id);
      if (before === null) return refuse('teams.unknown');
      if (ifMatch !== null && ifMatch !== before.version) return refuse('kernel.version_conflict');
      const after = wantedTeam(before, input, askerOf(by));
      const fault = await checkTeam(work, before, after, modules);
      return fault.ok ? ok(await putTeam(work, before.id, after, before)) : fault;
    }),
  archive: (by, id) => transact(by, (work) => archive(work, id)),
});

interface Wanted extends Standing {
  readonly name: string;
}

/** Members that the asker does not see stay members: a list without them was never meant to put them out. */
function wantedTeam(before: TeamRecord, input: TeamInput, asker: Asker): Wanted {
  const hidden = before.members.filter((member) => !isSeen(asker, member)).map(({ id }) => id);
  const memberIds = input.memberIds === undefined ? idsOf(before.members) : [...new Set([...input.memberIds, ...hidden])];
  return { name: input.name ?? before.name, memberIds, grants: input.grants ?? before.grants };
}

const isSeen = (asker: Asker, member: TeamMember): boolean => asker.isSuperadmin || !member.isSuperadmin;

const idsOf = (members: readonly TeamMember[]): readonly string[] => members.map(({ id }) => id);

const standingOf = (team: TeamRecord | null): Standing =>
  team === null ? NO_TEAM : { memberIds: idsOf(team.members), grants: team.grants };

async function checkTeam(
  work: Work,
  before: TeamRecord | null,
  after: Wanted,
  modules: readonly string[],
): Promise<Result<null, TeamFault>> {
  const asker = askerOf(work.by);
  const had = standingOf(before);
  if (await isTeamNameTaken(work.tx, after.name, before?.id ?? null)) return refuse('teams.name_taken', { path: 'name' });
  const joining = after.memberIds.filter((id) => !had.memberIds.includes(id));
  const known = await usersThatExist(work.tx, joining, { withSuperadmins: asker.isSuperadmin });
  if (!joining.every((id) => known.has(id))) return refuse('users.unknown', { path: 'memberIds' });
  const code = guardTeam(asker, had, after);
  if (code !== null) return refuse(code);
  return await checkGrants(work.tx, after.grants, had.grants, modules);
}

async function putTeam(work: Work, id: TeamId, wanted: Wanted, before: TeamRecord | null): Promise<TeamRecord> {
  if (before !== null) await saveTeam(work.tx, id, wanted.name);
  await replaceMembers(work.tx, id, [...new Set(wanted.memberIds)]);
  await replaceGrants(work, { teamId: id }, wanted.grants);
  const after = await findTeam(work.tx, id);
  if (after === null) throw new Error('a team vanished inside its own transaction');
  const changed = before === null ? { after: visibleFields(after) } : differences(visibleFields(before), visibleFields(after));
  if (changed !== null) await auditTeam(work, before === null ? 'teams.added' : 'teams.changed', after, changed);
  return after;
}

async function archive(work: Work, id: string): Promise<Result<null, TeamGuardCode | 'teams.unknown' | 'users.last_owner'>> {
  await lockAdministration(work.tx);
  const team = await findTeam(work.tx, id);
  if (team === null) return refuse('teams.unknown');
  const code = guardTeam(askerOf(work.by), standingOf(team), NO_TEAM);
  if (code !== null) return refuse(code);
  const alone = await ownedAlone(work.tx, { teamId: id });
  if (alone.length > 0) return refuse('users.last_owner', { assets: alone.join(', ') });
  const answeredFor = await answeredBy(work.tx, { teamId: id });
  await dropResponsibilities(work.tx, { teamId: id });
  await saveTeamArchived(work, id);
  await tellUnanswered(work, answeredFor);
  await auditTeam(work, 'teams.archived', team, { before: visibleFields(team) });
  return ok(null);
}

const visibleFields = ({ name, members, grants }: TeamRecord) => ({ name, members: members.map((member) => member.name), grants });

type Change = { readonly before?: Readonly<Record<string, unknown>>; readonly after?: Readonly<Record<string, unknown>> };

async function auditTeam(work: Work, action: string, team: { readonly id: TeamId; readonly name: string }, change: Change): Promise<void> {
  await work.audit({ action, subject: { kind: 'team', id: team.id, name: team.name }, siteId: null, ...change });
  work.publish({ name: 'teams.changed', module: 'kernel', siteId: null, assetId: null, payload: { teamId: team.id } });
}
