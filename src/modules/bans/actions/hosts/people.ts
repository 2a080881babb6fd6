import type { ResponsibleRow } from '../../../../kernel/assets/assets.ts';
import { type PeopleChange, type Responsibility, removePerson, setPerson } from '../../../../kernel/assets/people.ts';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { HostRow } from '../../store/hosts.ts';
import { auditHost, type HostParts, publishHost, subjectOf } from './parts.ts';
import { settleHost } from './settle.ts';
import { onHost } from './subject.ts';

type AddAnswer = Result<
  readonly ResponsibleRow[],
  'bans.unknown_host' | 'assets.one_person' | 'assets.unknown_user' | 'assets.out_of_sight' | 'assets.last_owner'
>;

/** Makes a user or a team responsible, or changes the role. */
export function createAddHostPerson(parts: HostParts) {
  return (by: Actor, { id, ...input }: Responsibility & { readonly id: string }): Promise<AddAnswer> =>
    onHost<AddAnswer>(parts, by, id, async (work, host) => {
      const changed = await setPerson(work, parts, host.id, input);
      if (!changed.ok) return changed;
      await noteChange(work, parts, host, changed.value);
      return ok(changed.value.responsibles);
    });
}

type RemoveAnswer = Result<null, 'bans.unknown_host' | 'assets.not_responsible' | 'assets.last_owner'>;

/** Takes a user or a team, by its id, off a host. */
export function createRemoveHostPerson(parts: HostParts) {
  return (by: Actor, { id, personId }: { readonly id: string; readonly personId: string }): Promise<RemoveAnswer> =>
    onHost<RemoveAnswer>(parts, by, id, async (work, host) => {
      const removed = await removePerson(work, parts, host.id, personId);
      if (!removed.ok) return removed;
      await noteChange(work, parts, host, removed.value);
      return ok(null);
    });
}

async function noteChange(work: Work, parts: HostParts, host: HostRow, { audited }: PeopleChange): Promise<void> {
  if (audited === null) return;
  await auditHost(work, 'bans.host_people_changed', subjectOf(host), audited);
  publishHost(work, subjectOf(host), 'people');
  await settleHost(work, parts, host.id);
}
