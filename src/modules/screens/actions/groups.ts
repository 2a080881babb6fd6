import { differences } from '../../../kernel/audit/differences.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import { isUniqueViolation } from '../../../kernel/db/errors.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../shared/result.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';
import { touchProgrammes } from '../store/content/programmes.ts';
import {
  archiveGroup,
  findGroup,
  type GroupId,
  type GroupRow,
  type GroupValues,
  insertGroup,
  listGroups,
  lockGroup,
  lockGroupsOf,
  markScreensOf,
  saveGroup,
  saveOrder,
} from '../store/groups.ts';
import type { Parts } from './parts.ts';

export type { GroupRow };

export interface AddGroup extends GroupValues {
  readonly siteId?: string | undefined;
}

/** Absent fields stay as they are. */
export interface EditGroup {
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly colour?: string | undefined;
  readonly isActive?: boolean | undefined;
  readonly version: number | null;
}

type NameTaken = 'screens.group_name_taken';
type AddAnswer = Result<GroupId, NameTaken | 'screens.unknown_site'>;
type EditAnswer = Result<GroupId, NameTaken | 'screens.unknown_group' | 'kernel.version_conflict'>;
type ArchiveAnswer = Result<null, 'screens.unknown_group' | 'screens.group_in_use'>;
type OrderAnswer = Result<SiteId, 'screens.unknown_group'>;

/** Groups of screens. Outside the scope they are unknown. */
export const createGroupActions = (parts: Parts) => ({
  list: (scope: Scope, filter: { readonly siteId?: string | undefined }): Promise<readonly GroupRow[]> =>
    listGroups(parts.db, scope, filter),
  find: (scope: Scope, id: string): Promise<GroupRow | null> => findGroup(parts.db, scope, id),
  add: (by: Actor, input: AddGroup): Promise<AddAnswer> =>
    orNameTaken<AddAnswer>(() => parts.transact(by, (work) => addGroup(work, parts, input))),
  edit: (by: Actor, scope: Scope, input: EditGroup): Promise<EditAnswer> =>
    orNameTaken<EditAnswer>(() => parts.transact(by, (work) => editGroup(work, scope, input))),
  archive: (by: Actor, scope: Scope, id: string): Promise<ArchiveAnswer> => parts.transact(by, (work) => removeGroup(work, scope, id)),
  order: (by: Actor, scope: Scope, ids: readonly string[]): Promise<OrderAnswer> =>
    parts.transact(by, (work) => orderGroups(work, scope, ids)),
});

async function addGroup(work: Work, { assets }: Parts, { siteId, ...values }: AddGroup): Promise<AddAnswer> {
  const site = await assets.site(work.tx, (siteId ?? null) as SiteId | null);
  if (site === null) return refuse('screens.unknown_site', { path: 'siteId' });
  const id = newId<'screen-group'>(work.now);
  await lockGroupsOf(work.tx, site.id);
  await insertGroup(work.tx, { id, siteId: site.id, createdAt: work.now, ...values });
  await note(work, 'screens.group_added', { id, name: values.name, siteId: site.id }, { after: { ...values } });
  return ok(id);
}

async function editGroup(work: Work, scope: Scope, input: EditGroup): Promise<EditAnswer> {
  const before = await lockGroup(work.tx, scope, input.id);
  if (before === null) return refuse('screens.unknown_group');
  if (input.version !== null && input.version !== before.version) return refuse('kernel.version_conflict', { version: before.version });
  const { name = before.name, description = before.description, colour = before.colour, isActive = before.isActive } = input;
  const after = { name, description, colour, isActive };
  const changed = differences(
    { name: before.name, description: before.description, colour: before.colour, isActive: before.isActive },
    after,
  );
  if (changed === null) return ok(before.id);
  await saveGroup(work.tx, before.id, after);
  if (isActive !== before.isActive) await lookAnew(work, before.id);
  await note(work, 'screens.group_edited', { ...placeOf(before), name }, changed);
  return ok(before.id);
}

/** What the group shows, and what is told of its screens. */
async function lookAnew(work: Work, id: GroupId): Promise<void> {
  await touchProgrammes(work.tx, [id], work.now);
  await markScreensOf(work.tx, id, work.now);
  work.publish({ name: SCREENS_EVENTS.factsDue, module: 'screens', siteId: null, assetId: null, payload: {} });
}

async function removeGroup(work: Work, scope: Scope, id: string): Promise<ArchiveAnswer> {
  const group = await lockGroup(work.tx, scope, id);
  if (group === null) return refuse('screens.unknown_group');
  if (group.screenCount > 0) return refuse('screens.group_in_use', { count: group.screenCount });
  await archiveGroup(work.tx, group.id, work.now);
  await note(work, 'screens.group_archived', placeOf(group), { before: { name: group.name, number: group.number } });
  return ok(null);
}

async function orderGroups(work: Work, scope: Scope, wanted: readonly string[]): Promise<OrderAnswer> {
  const [firstId] = wanted;
  const first = firstId === undefined ? null : await findGroup(work.tx, scope, firstId);
  if (first === null) return refuse('screens.unknown_group', { path: 'ids' });
  await lockGroupsOf(work.tx, first.site.id);
  const before = await listGroups(work.tx, scope, { siteId: first.site.id });
  const named = [...new Set(wanted)].flatMap((id) => before.find((group) => group.id === id) ?? []);
  if (named.length < new Set(wanted).size) return refuse('screens.unknown_group', { path: 'ids' });
  const after = [...named, ...before.filter((group) => !named.includes(group))];
  const changed = differences({ order: before.map(({ name }) => name) }, { order: after.map(({ name }) => name) });
  if (changed === null) return ok(first.site.id);
  await saveOrder(
    work.tx,
    after.map(({ id }) => id),
  );
  const subject = { kind: 'site', id: first.site.id, name: first.site.name };
  await work.audit({ action: 'screens.groups_ordered', subject, siteId: first.site.id, ...changed });
  publishGroup(work, first.site.id, null);
  return ok(first.site.id);
}

/** The unique index has the last word on names, also between two people who choose one at the same moment. */
async function orNameTaken<T>(act: () => Promise<T>): Promise<T | Refused<NameTaken>> {
  try {
    return await act();
  } catch (error) {
    if (isUniqueViolation(error, 'groups_name')) return refuse('screens.group_name_taken', { path: 'name' });
    throw error;
  }
}

interface Place {
  readonly id: GroupId;
  readonly name: string;
  readonly siteId: SiteId;
}

const placeOf = ({ id, name, site }: GroupRow): Place => ({ id, name, siteId: site.id });

async function note(
  work: Work,
  action: string,
  { id, name, siteId }: Place,
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'>,
): Promise<void> {
  await work.audit({ action, subject: { kind: 'screen-group', id, name }, siteId, ...change });
  publishGroup(work, siteId, id);
}

const publishGroup = (work: Work, siteId: SiteId, groupId: GroupId | null): void =>
  work.publish({ name: SCREENS_EVENTS.groupChanged, module: 'screens', siteId, assetId: null, payload: { groupId } });
