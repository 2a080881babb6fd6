import { differences } from '../../../../kernel/audit/differences.ts';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Tx } from '../../../../kernel/db/database.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { SCREENS_EVENTS } from '../../contract/events.ts';
import { mediaOf } from '../../domain/content/content.ts';
import { skippedAfter } from '../../domain/content/skipped.ts';
import {
  deleteEvent,
  deleteException,
  type EventId,
  type EventRow,
  type EventValues,
  findEvent,
  insertEvent,
  lockEvent,
  replaceExceptions,
  saveEvent,
  saveEventGroups,
  saveException,
} from '../../store/content/events.ts';
import { saveUses } from '../../store/content/media.ts';
import { touchProgrammes } from '../../store/content/programmes.ts';
import { type GroupRow, listGroups } from '../../store/groups.ts';
import type { Parts } from '../parts.ts';
import { missingMedia, safeContent } from './content.ts';
import { type Series, seriesOf, type TimesFault } from './recur.ts';
import { websiteFault } from './websites.ts';

export type { EventRow };

export interface AddEvent extends EventValues {
  readonly groupIds: readonly string[];
}

/** Absent fields stay as they are. */
export type EditEvent = { readonly [Field in keyof AddEvent]?: AddEvent[Field] | undefined } & {
  readonly id: string;
  readonly version: number | null;
  /** Exceptions may go that the new times have no day for. */
  readonly dropSkipped?: boolean | undefined;
};

type ValuesFault =
  | TimesFault
  | 'screens.unknown_media'
  | 'screens.empty_message'
  | 'screens.website_not_allowed'
  | 'screens.no_such_group'
  | 'screens.groups_of_many_sites';
type AddAnswer = Result<EventId, ValuesFault>;
type EditAnswer = Result<EventId, ValuesFault | 'screens.unknown_event' | 'screens.drops_skipped' | 'kernel.version_conflict'>;
type SkipAnswer = Result<EventId, 'screens.unknown_event' | 'screens.unknown_occurrence' | 'screens.too_many_skipped'>;

export interface SkipInput {
  readonly id: string;
  readonly start: Temporal.Instant;
  readonly isSkipped: boolean;
}

/** Of a series that may happen each minute. */
const MOST_OF_A_DAY = 1_440;
const MOST_NAMED = 10;
/** So many exceptions a series may have. */
const MOST_SKIPPED = 1_000;
/** The broker is told at once by a job; should that be lost, the timer of groups finds it after this. */
const SOON = Temporal.Duration.from({ seconds: 5 });

/** What people plan. Outside the scope events and groups are unknown. */
export const createEventActions = (parts: Parts) => ({
  find: (scope: Scope, id: string): Promise<EventRow | null> => findEvent(parts.db, scope, id),
  async add(by: Actor, scope: Scope, input: AddEvent): Promise<AddAnswer> {
    const content = await safeContent(input.content);
    return content.ok ? parts.transact(by, (work) => addEvent(work, parts, scope, { ...input, content: content.value })) : content;
  },
  async edit(by: Actor, scope: Scope, input: EditEvent): Promise<EditAnswer> {
    const content = input.content === undefined ? ok(undefined) : await safeContent(input.content);
    return content.ok ? parts.transact(by, (work) => editEvent(work, parts, scope, { ...input, content: content.value })) : content;
  },
  remove: (by: Actor, scope: Scope, id: string): Promise<Result<null, 'screens.unknown_event'>> =>
    parts.transact(by, (work) => removeEvent(work, scope, id)),
  skip: (by: Actor, scope: Scope, input: SkipInput): Promise<SkipAnswer> => parts.transact(by, (work) => skip(work, scope, input)),
});

async function addEvent(work: Work, { settings }: Parts, scope: Scope, { groupIds, ...values }: AddEvent): Promise<AddAnswer> {
  const series = seriesOf(values);
  if (!series.ok) return series;
  const groups = await groupsOfOneSite(work.tx, scope, groupIds);
  if (!groups.ok) return groups;
  const { siteId, ids, names } = groups.value;
  const fault = (await missingMedia(work.tx, values.content, siteId)) ?? (await websiteFault(settings, work.tx, values.content));
  if (fault !== null) return fault;
  const id = newId<'screen-event'>(work.now);
  const createdBy = work.by.kind === 'person' ? work.by.userId : null;
  await insertEvent(work.tx, { id, siteId, createdAt: work.now, createdBy }, values, series.value.reach);
  await saveEventGroups(work.tx, id, siteId, ids);
  await saveUses(work.tx, { eventId: id }, mediaOf(values.content));
  await note(work, 'screens.event_added', { id, title: values.title, siteId }, { after: audited(values, names) });
  await planChanged(work, siteId, ids);
  return ok(id);
}

async function editEvent(
  work: Work,
  { settings }: Parts,
  scope: Scope,
  { id, version, groupIds, dropSkipped = false, ...input }: EditEvent,
): Promise<EditAnswer> {
  const before = await lockEvent(work.tx, scope, id);
  if (before === null) return refuse('screens.unknown_event');
  if (version !== null && version !== before.version) return refuse('kernel.version_conflict', { version: before.version });
  const values = valuesAfter(before, input);
  const series = seriesOf(values);
  if (!series.ok) return series;
  const groups = await groupsAfter(work.tx, scope, before, groupIds);
  if (!groups.ok) return groups;
  const { ids, names } = groups.value;
  // What was allowed once may stay while nobody touches it: it is not shown any more.
  const website = input.content === undefined ? null : await websiteFault(settings, work.tx, values.content);
  const fault = (await missingMedia(work.tx, values.content, before.site.id)) ?? website;
  if (fault !== null) return fault;
  const skipped = skippedBy(before, values, series.value);
  if (skipped.dropped.length > 0 && !dropSkipped) return refuse('screens.drops_skipped', datesOf(skipped.dropped, before.timeZone));
  const old = before.groups.map(({ id: groupId }) => groupId);
  const changed = differences(audited(before, namesOf(before.groups)), audited(values, names));
  if (changed === null) return ok(before.id);
  await saveEvent(work.tx, before.id, values, series.value.reach);
  await replaceExceptions(work.tx, before, skipped.kept, work.now);
  if (groupIds !== undefined) await saveEventGroups(work.tx, before.id, before.site.id, ids);
  await saveUses(work.tx, { eventId: before.id }, mediaOf(values.content));
  await note(work, 'screens.event_edited', { id: before.id, title: values.title, siteId: before.site.id }, changed);
  await planChanged(work, before.site.id, [...old, ...ids]);
  return ok(before.id);
}

/** Exceptions of a series by its new times. */
const skippedBy = ({ skipped, timeZone: zoneBefore }: EventRow, { timeZone }: EventValues, series: Series) =>
  skippedAfter(skipped, zoneBefore, (day) => {
    const from = day.toZonedDateTime(timeZone).toInstant();
    return series.between(from, day.add({ days: 1 }).toZonedDateTime(timeZone).toInstant(), MOST_OF_A_DAY);
  });

/** For a person: the first of them, and how many there are. */
const datesOf = (dropped: readonly Temporal.Instant[], timeZone: string) => ({
  path: 'rule',
  count: dropped.length,
  dates: dropped
    .slice(0, MOST_NAMED)
    .map((at) => at.toZonedDateTimeISO(timeZone).toPlainDate().toString())
    .join(', '),
});

function valuesAfter(before: EventRow, input: Omit<EditEvent, 'id' | 'version' | 'groupIds'>): EventValues {
  const { title, description, starts, ends, timeZone, rule, until, priority, isActive, content } = before;
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  return { title, description, starts, ends, timeZone, rule, until, priority, isActive, content, ...given };
}

async function removeEvent(work: Work, scope: Scope, id: string): Promise<Result<null, 'screens.unknown_event'>> {
  const event = await lockEvent(work.tx, scope, id);
  if (event === null) return refuse('screens.unknown_event');
  await deleteEvent(work.tx, event.id);
  await note(work, 'screens.event_deleted', subjectOf(event), { before: audited(event, namesOf(event.groups)) });
  await planChanged(work, event.site.id, idsOf(event.groups));
  return ok(null);
}

async function skip(work: Work, scope: Scope, { id, start, isSkipped }: SkipInput): Promise<SkipAnswer> {
  const event = await lockEvent(work.tx, scope, id);
  if (event === null) return refuse('screens.unknown_event');
  if (isSkipped && !happensAt(event, start)) return refuse('screens.unknown_occurrence', { path: 'start' });
  if (isSkipped && event.skipped.length >= MOST_SKIPPED) return refuse('screens.too_many_skipped');
  const isChanged = isSkipped ? await saveException(work.tx, event.id, start, work.now) : await deleteException(work.tx, event.id, start);
  if (!isChanged) return ok(event.id);
  const action = isSkipped ? 'screens.occurrence_skipped' : 'screens.occurrence_restored';
  await note(work, action, subjectOf(event), { after: { start: start.toString() } });
  await planChanged(work, event.site.id, idsOf(event.groups));
  return ok(event.id);
}

function happensAt(event: EventRow, start: Temporal.Instant): boolean {
  const series = seriesOf(event);
  return series.ok && series.value.between(start, start.add({ milliseconds: 1 }), 1).some((at) => at.equals(start));
}

interface Groups {
  readonly siteId: SiteId;
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

async function groupsOfOneSite(
  tx: Tx,
  scope: Scope,
  wanted: readonly string[],
): Promise<Result<Groups, 'screens.no_such_group' | 'screens.groups_of_many_sites'>> {
  const named = new Set(wanted);
  const groups: readonly GroupRow[] = (await listGroups(tx, scope, {})).filter(({ id }) => named.has(id));
  const [first] = groups;
  if (first === undefined || groups.length < named.size) return refuse('screens.no_such_group', { path: 'groupIds' });
  if (groups.some(({ site }) => site.id !== first.site.id)) return refuse('screens.groups_of_many_sites', { path: 'groupIds' });
  return ok({ siteId: first.site.id, ids: idsOf(groups), names: namesOf(groups) });
}

/** An event stays on its site. */
async function groupsAfter(
  tx: Tx,
  scope: Scope,
  before: EventRow,
  wanted: readonly string[] | undefined,
): ReturnType<typeof groupsOfOneSite> {
  if (wanted === undefined) return ok({ siteId: before.site.id, ids: idsOf(before.groups), names: namesOf(before.groups) });
  const groups = await groupsOfOneSite(tx, scope, wanted);
  return groups.ok && groups.value.siteId !== before.site.id ? refuse('screens.groups_of_many_sites', { path: 'groupIds' }) : groups;
}

const idsOf = (groups: readonly { readonly id: string }[]): readonly string[] => groups.map(({ id }) => id);
const namesOf = (groups: readonly { readonly name: string }[]): readonly string[] => groups.map(({ name }) => name);

/** Has the broker learn it after the commit, whatever happens to this process. */
export async function planChanged(work: Work, siteId: SiteId, groupIds: readonly string[]): Promise<void> {
  const ids = [...new Set(groupIds)];
  await touchProgrammes(work.tx, ids, work.now.add(SOON));
  for (const groupId of ids)
    work.publish({ name: SCREENS_EVENTS.planChanged, module: 'screens', siteId, assetId: null, payload: { groupId } });
}

interface Subject {
  readonly id: EventId;
  readonly title: string;
  readonly siteId: SiteId;
}

const subjectOf = ({ id, title, site }: EventRow): Subject => ({ id, title, siteId: site.id });

const note = (
  work: Work,
  action: string,
  { id, title, siteId }: Subject,
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'>,
): Promise<void> => work.audit({ action, subject: { kind: 'screen-event', id, name: title }, siteId, ...change });

const audited = (values: EventValues, groups: readonly string[]): Readonly<Record<string, unknown>> => ({
  ...{ title: values.title, description: values.description, groups: groups.toSorted(), timeZone: values.timeZone },
  ...{ start: values.starts.toString(), end: values.ends.toString(), rule: values.rule, until: values.until?.toString() ?? null },
  ...{ priority: values.priority, isActive: values.isActive, content: values.content },
});
