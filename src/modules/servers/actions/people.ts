import type { PersonOrTeam, ResponsibleRow } from '../../../kernel/assets/assets.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { ResponsibilityRole } from '../../../kernel/contract/permission.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId, TeamId, UserId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import type { ServerRow } from '../store/server-rows.ts';
import { auditServer, differences, type Parts, publishChange } from './parts.ts';
import { settle } from './settle.ts';
import { lockServer, onServer, subjectOf } from './subject.ts';

export interface AddResponsible {
  readonly id: string;
  readonly userId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly role: ResponsibilityRole;
}

type AddAnswer = Result<
  readonly ResponsibleRow[],
  'servers.unknown' | 'assets.one_person' | 'assets.unknown_user' | 'assets.out_of_sight' | 'assets.last_owner'
>;

/** Makes a user or a team responsible, or changes the role. */
export function createAddResponsible(parts: Parts) {
  return (by: Actor, input: AddResponsible): Promise<AddAnswer> =>
    onServer<AddAnswer>(parts, by, input.id, async (work, server) => {
      const who = personOrTeam(input);
      if (who === null) return refuse('assets.one_person', { path: 'userId' });
      const before = await responsiblesOf(work, parts, server.id);
      const after = await parts.assets.setResponsible(work, server.id, who, input.role);
      if (!after.ok) return refuse(after.code, { ...after.params, path: 'userId' in who ? 'userId' : 'teamId' });
      await noteChange(work, parts, server, before, after.value);
      return after;
    });
}

function personOrTeam({ userId, teamId }: Pick<AddResponsible, 'userId' | 'teamId'>): PersonOrTeam | null {
  if (userId !== undefined && teamId === undefined) return { userId: userId as UserId };
  return teamId !== undefined && userId === undefined ? { teamId: teamId as TeamId } : null;
}

type RemoveAnswer = Result<null, 'servers.unknown' | 'assets.not_responsible' | 'assets.last_owner'>;

/** Takes a user or a team, by its id, off a server. */
export function createRemoveResponsible(parts: Parts) {
  return (by: Actor, { id, whoId }: { readonly id: string; readonly whoId: string }): Promise<RemoveAnswer> =>
    onServer<RemoveAnswer>(parts, by, id, async (work, server) => {
      const before = await responsiblesOf(work, parts, server.id);
      const isTeam = before.some(({ teamId }) => teamId === whoId);
      const who: PersonOrTeam = isTeam ? { teamId: whoId as TeamId } : { userId: whoId as UserId };
      const removed = await parts.assets.removeResponsible(work, server.id, who);
      if (!removed.ok) return removed;
      await noteChange(work, parts, server, before, await responsiblesOf(work, parts, server.id));
      return ok(null);
    });
}

async function responsiblesOf(work: Work, { assets }: Parts, id: AssetId): Promise<readonly ResponsibleRow[]> {
  return (await assets.responsibles(work.tx, [id])).get(id) ?? [];
}

/** Runs several changes of who answers for a server as one, and audits what has become of it. */
export async function notePeople(
  work: Work,
  parts: Parts,
  id: AssetId,
  change: (before: readonly ResponsibleRow[]) => Promise<Result<null>>,
): Promise<Result<null>> {
  const server = await lockServer(work, parts, id);
  if (server === null) return refuse('servers.unknown');
  const before = await responsiblesOf(work, parts, id);
  const changed = await change(before);
  if (changed.ok) await noteChange(work, parts, server, before, await responsiblesOf(work, parts, id));
  return changed;
}

async function noteChange(
  work: Work,
  parts: Parts,
  server: ServerRow,
  before: readonly ResponsibleRow[],
  after: readonly ResponsibleRow[],
): Promise<void> {
  const changed = differences({ responsibles: named(before) }, { responsibles: named(after) });
  if (changed === null) return;
  await auditServer(work, 'servers.people_changed', subjectOf(server), changed);
  publishChange(work, subjectOf(server), 'people');
  await settle(work, parts, server.id);
}

const named = (responsibles: readonly ResponsibleRow[]) => responsibles.map(({ username, role }) => ({ username, role }));
