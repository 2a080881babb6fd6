import type { AssetId, TeamId, UserId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import { differences } from '../audit/differences.ts';
import type { ResponsibilityRole } from '../contract/permission.ts';
import type { Work } from '../db/transact.ts';
import type { Assets, PersonOrTeam, ResponsibleRow } from './assets.ts';

type Rooms = { readonly assets: Pick<Assets, 'responsibles' | 'setResponsible' | 'removeResponsible'> };

/** Exactly one of the two is said. */
export interface Responsibility {
  readonly userId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly role: ResponsibilityRole;
}

/** What has become of who answers for an asset; `audited` is null where nothing changed. */
export interface PeopleChange {
  readonly responsibles: readonly ResponsibleRow[];
  readonly audited: ReturnType<typeof differences>;
}

type SetAnswer = Result<PeopleChange, 'assets.one_person' | 'assets.unknown_user' | 'assets.out_of_sight' | 'assets.last_owner'>;

/** Makes a user or a team responsible, or changes the role; the refusal names the field. The caller audits, and tells its pages. */
export async function setPerson(work: Work, rooms: Rooms, id: AssetId, input: Responsibility): Promise<SetAnswer> {
  const who = personOrTeam(input);
  if (who === null) return refuse('assets.one_person', { path: 'userId' });
  const before = await responsiblesOf(work, rooms, id);
  const after = await rooms.assets.setResponsible(work, id, who, input.role);
  if (!after.ok) return refuse(after.code, { ...after.params, path: 'userId' in who ? 'userId' : 'teamId' });
  return ok(changeOf(before, after.value));
}

function personOrTeam({ userId, teamId }: Responsibility): PersonOrTeam | null {
  if (userId !== undefined && teamId === undefined) return { userId: userId as UserId };
  return teamId !== undefined && userId === undefined ? { teamId: teamId as TeamId } : null;
}

type RemoveAnswer = Result<PeopleChange, 'assets.not_responsible' | 'assets.last_owner'>;

/** Takes a user or a team, by its id, off an asset. The caller audits, and tells its pages. */
export async function removePerson(work: Work, rooms: Rooms, id: AssetId, whoId: string): Promise<RemoveAnswer> {
  const before = await responsiblesOf(work, rooms, id);
  const isTeam = before.some(({ teamId }) => teamId === whoId);
  const removed = await rooms.assets.removeResponsible(work, id, isTeam ? { teamId: whoId as TeamId } : { userId: whoId as UserId });
  return removed.ok ? ok(changeOf(before, await responsiblesOf(work, rooms, id))) : removed;
}

/** Runs several changes of who answers for an asset as one. */
export async function changePeople(
  work: Work,
  rooms: Rooms,
  id: AssetId,
  change: (before: readonly ResponsibleRow[]) => Promise<Result<null>>,
): Promise<Result<PeopleChange>> {
  const before = await responsiblesOf(work, rooms, id);
  const changed = await change(before);
  return changed.ok ? ok(changeOf(before, await responsiblesOf(work, rooms, id))) : changed;
}

async function responsiblesOf(work: Work, { assets }: Rooms, id: AssetId): Promise<readonly ResponsibleRow[]> {
  return (await assets.responsibles(work.tx, [id])).get(id) ?? [];
}

const changeOf = (before: readonly ResponsibleRow[], after: readonly ResponsibleRow[]): PeopleChange => ({
  responsibles: after,
  audited: differences({ responsibles: named(before) }, { responsibles: named(after) }),
});

const named = (responsibles: readonly ResponsibleRow[]) => responsibles.map(({ username, role }) => ({ username, role }));
