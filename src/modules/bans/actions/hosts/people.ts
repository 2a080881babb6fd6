import type { PersonOrTeam, ResponsibleRow } from '../../../../kernel/assets/assets.ts';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { ResponsibilityRole } from '../../../../kernel/contract/permission.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { AssetId, TeamId, UserId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { HostRow } from '../../store/hosts.ts';
import { auditHost, differences, type HostParts, publishHost, subjectOf } from './parts.ts';
import { settleHost } from './settle.ts';
import { onHost } from './subject.ts';

export interface AddHostPerson {
  readonly id: string;
  readonly userId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly role: ResponsibilityRole;
}

type AddAnswer = Result<
  readonly ResponsibleRow[],
  'bans.unknown_host' | 'assets.one_person' | 'assets.unknown_user' | 'assets.out_of_sight' | 'assets.last_owner'
>;

/** Makes a user or a team responsible, or changes the role. */
export function createAddHostPerson(parts: HostParts) {
  return (by: Actor, input: AddHostPerson): Promise<AddAnswer> =>
    onHost<AddAnswer>(parts, by, input.id, async (work, host) => {
      const who = personOrTeam(input);
      if (who === null) return refuse('assets.one_person', { path: 'userId' });
      const before = await responsiblesOf(work, parts, host.id);
      const after = await parts.assets.setResponsible(work, host.id, who, input.role);
      if (!after.ok) return refuse(after.code, { ...after.params, path: 'userId' in who ? 'userId' : 'teamId' });
      await noteChange(work, parts, host, before, after.value);
      return after;
    });
}

function personOrTeam({ userId, teamId }: Pick<AddHostPerson, 'userId' | 'teamId'>): PersonOrTeam | null {
  if (userId !== undefined && teamId === undefined) return { userId: userId as UserId };
  return teamId !== undefined && userId === undefined ? { teamId: teamId as TeamId } : null;
}

type RemoveAnswer = Result<null, 'bans.unknown_host' | 'assets.not_responsible' | 'assets.last_owner'>;

/** Takes a user or a team, by its id, off a host. */
export function createRemoveHostPerson(parts: HostParts) {
  return (by: Actor, { id, personId }: { readonly id: string; readonly personId: string }): Promise<RemoveAnswer> =>
    onHost<RemoveAnswer>(parts, by, id, async (work, host) => {
      const before = await responsiblesOf(work, parts, host.id);
      const isTeam = before.some(({ teamId }) => teamId === personId);
      const who: PersonOrTeam = isTeam ? { teamId: personId as TeamId } : { userId: personId as UserId };
      const removed = await parts.assets.removeResponsible(work, host.id, who);
      if (!removed.ok) return removed;
      await noteChange(work, parts, host, before, await responsiblesOf(work, parts, host.id));
      return ok(null);
    });
}

async function responsiblesOf(work: Work, { assets }: HostParts, id: AssetId): Promise<readonly ResponsibleRow[]> {
  return (await assets.responsibles(work.tx, [id])).get(id) ?? [];
}

async function noteChange(
  work: Work,
  parts: HostParts,
  host: HostRow,
  before: readonly ResponsibleRow[],
  after: readonly ResponsibleRow[],
): Promise<void> {
  const changed = differences({ responsibles: named(before) }, { responsibles: named(after) });
  if (changed === null) return;
  await auditHost(work, 'bans.host_people_changed', subjectOf(host), changed);
  publishHost(work, subjectOf(host), 'people');
  await settleHost(work, parts, host.id);
}

const named = (responsibles: readonly ResponsibleRow[]) => responsibles.map(({ username, role }) => ({ username, role }));
