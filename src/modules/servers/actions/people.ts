import type { ResponsibleRow } from '../../../kernel/assets/assets.ts';
import { changePeople, type PeopleChange, type Responsibility, removePerson, setPerson } from '../../../kernel/assets/people.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import type { ServerRow } from '../store/server-rows.ts';
import { auditServer, type Parts, publishChange } from './parts.ts';
import { settle } from './settle.ts';
import { lockServer, onServer, subjectOf } from './subject.ts';

type AddAnswer = Result<
  readonly ResponsibleRow[],
  'servers.unknown' | 'assets.one_person' | 'assets.unknown_user' | 'assets.out_of_sight' | 'assets.last_owner'
>;

/** Makes a user or a team responsible, or changes the role. */
export function createAddResponsible(parts: Parts) {
  return (by: Actor, { id, ...input }: Responsibility & { readonly id: string }): Promise<AddAnswer> =>
    onServer<AddAnswer>(parts, by, id, async (work, server) => {
      const changed = await setPerson(work, parts, server.id, input);
      if (!changed.ok) return changed;
      await noteChange(work, parts, server, changed.value);
      return ok(changed.value.responsibles);
    });
}

type RemoveAnswer = Result<null, 'servers.unknown' | 'assets.not_responsible' | 'assets.last_owner'>;

/** Takes a user or a team, by its id, off a server. */
export function createRemoveResponsible(parts: Parts) {
  return (by: Actor, { id, whoId }: { readonly id: string; readonly whoId: string }): Promise<RemoveAnswer> =>
    onServer<RemoveAnswer>(parts, by, id, async (work, server) => {
      const removed = await removePerson(work, parts, server.id, whoId);
      if (!removed.ok) return removed;
      await noteChange(work, parts, server, removed.value);
      return ok(null);
    });
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
  const changed = await changePeople(work, parts, id, change);
  if (!changed.ok) return changed;
  await noteChange(work, parts, server, changed.value);
  return ok(null);
}

async function noteChange(work: Work, parts: Parts, server: ServerRow, { audited }: PeopleChange): Promise<void> {
  if (audited === null) return;
  await auditServer(work, 'servers.people_changed', subjectOf(server), audited);
  publishChange(work, subjectOf(server), 'people');
  await settle(work, parts, server.id);
}
