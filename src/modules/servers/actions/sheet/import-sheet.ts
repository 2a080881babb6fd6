import type { ResponsibleRow } from '../../../../kernel/assets/assets.ts';
import type { PersonActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { AssetId, SiteId, TeamId, UserId } from '../../../../shared/ids.ts';
import { type Ok, ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { truncate } from '../../../../shared/time.ts';
import { addServer } from '../add-server.ts';
import { editServer } from '../edit-server.ts';
import { tellUpdate } from '../mark.ts';
import type { Parts } from '../parts.ts';
import { notePeople } from '../people.ts';
import { settle } from '../settle.ts';
import { lockServer } from '../subject.ts';
import { idOf } from './changes.ts';
import { type Named, whatIsKnown } from './known.ts';
import { type ImportPlan, planImport } from './plan-import.ts';
import { asNamed, type PlannedRow } from './planned.ts';
import { readSheet, type SheetFault, type SheetLine } from './read-sheet.ts';
import { risksOf } from './risks.ts';
import { blindOf } from './sight.ts';

export interface ImportSheet {
  readonly csv: string;
  /** The site of lines that name none. */
  readonly siteId: SiteId;
  /** Only tells what would become of it. */
  readonly isDryRun: boolean;
}

export interface ImportOutcome {
  readonly rows: readonly PlannedRow[];
  readonly faults: readonly SheetFault[];
}

type ImportAnswer =
  | Ok<ImportOutcome>
  | (Refused<'servers.sheet_faulty' | 'servers.unknown_site'> & { readonly faults: readonly SheetFault[] });

/** Creates and changes servers by a CSV text: all of it, or nothing where one place is at fault. The same text again changes nothing. */
export function createImportSheet(parts: Parts) {
  return async (by: PersonActor, { csv, siteId, isDryRun }: ImportSheet): Promise<ImportAnswer> => {
    const sheet = readSheet(csv);
    if (isDryRun) {
      const plan = await planFor(parts, by, { lines: sheet.lines, siteId, now: parts.clock.now() });
      return plan === null ? noSite() : ok({ rows: plan.rows, faults: inOrder([...sheet.faults, ...plan.faults]) });
    }
    if (sheet.faults.length > 0) return faulty(sheet.faults);
    return await parts.transact<ImportAnswer>(by, async (work) => {
      const lines = { lines: sheet.lines, siteId, now: work.now };
      const first = await planFor(parts, by, lines, work);
      if (first === null) return noSite();
      if (first.faults.length > 0) return faulty(first.faults);
      await lockAll(work, parts, first.rows);
      // Anew: what was seen before the locks may have changed meanwhile.
      const plan = await planFor(parts, by, lines, work);
      if (plan === null) return noSite();
      if (plan.faults.length > 0) return faulty(plan.faults);
      return await applyAll(work, parts, plan.rows);
    });
  };
}

const inOrder = (faults: readonly SheetFault[]): readonly SheetFault[] => faults.toSorted((a, b) => a.line - b.line);
const faulty = (faults: readonly SheetFault[]): ImportAnswer => ({
  ...refuse('servers.sheet_faulty', { count: faults.length }),
  faults: inOrder(faults),
});
const noSite = (): ImportAnswer => ({ ...refuse('servers.unknown_site', { path: 'siteId' }), faults: [] });

async function planFor(
  parts: Parts,
  by: PersonActor,
  { lines, siteId, now }: { readonly lines: readonly SheetLine[]; readonly siteId: SiteId; readonly now: Temporal.Instant },
  work: Work | null = null,
): Promise<ImportPlan | null> {
  const db = work?.tx ?? parts.db;
  const known = await whatIsKnown(parts, db, by, lines);
  const home = known.site(siteId);
  if (home === null) return null;
  const { rows, faults } = planImport(lines, { known, home, now });
  const more = [...(await risksOf(db, parts, rows, now)), ...(await blindOf(db, rows))];
  const faulted = new Set(more.map(({ line }) => line));
  return { rows: rows.filter(({ line }) => !faulted.has(line)), faults: [...faults, ...more] };
}

/** In the order of ids, whatever the order of the lines: two imports at once then come one after the other. */
async function lockAll(work: Work, { assets }: Parts, rows: readonly PlannedRow[]): Promise<void> {
  const ids = rows.flatMap(({ server }) => server?.row.id ?? []);
  for (const id of ids.toSorted()) await assets.lock(work.tx, id);
}

/** New names in one order, too: the database makes the second of two imports wait for the name that the first has written. */
const inOneOrder = (a: PlannedRow, b: PlannedRow): number => (orderOf(a) < orderOf(b) ? -1 : 1);
const orderOf = ({ siteId, row }: PlannedRow): string => `${siteId} ${row.name.toLowerCase()}`;

async function applyAll(work: Work, parts: Parts, rows: readonly PlannedRow[]): Promise<ImportAnswer> {
  for (const planned of rows.filter(({ changed }) => changed.length > 0).toSorted(inOneOrder)) {
    const applied =
      planned.server === null ? await create(work, parts, planned) : await change(work, parts, planned, planned.server.row.id);
    if (applied.ok) continue;
    // Something has changed since the plan was made, a moment ago.
    const { path, ...params } = applied.params;
    return faulty([{ line: planned.line, column: typeof path === 'string' ? path : null, code: applied.code, params }]);
  }
  return ok({ rows, faults: [] });
}

async function create(work: Work, parts: Parts, planned: PlannedRow): Promise<Result<null>> {
  const { row, siteId, scheduleId, people } = planned;
  const owner = people.find((each) => each.role === 'owner' && 'userId' in each);
  const added = await addServer(work, parts, {
    ...{ name: row.name, siteId, updateScheduleId: scheduleId, hostname: row.hostname ?? row.name },
    ...{ ipAddress: row.ipAddress, description: row.description ?? '', tags: row.tags ?? [] },
    ...{ serviceWindow: row.serviceWindow, alwaysInUse: row.alwaysInUse ?? false, lastUpdatedAt: row.lastUpdatedAt },
    ...(owner !== undefined && 'userId' in owner ? { ownerUserId: owner.userId } : {}),
  });
  if (!added.ok) return added;
  if (row.modeOverride != null) {
    const moded = await edit(work, parts, added.value, { modeOverride: row.modeOverride });
    if (!moded.ok) return moded;
  }
  return await setPeople(work, parts, added.value, planned);
}

async function change(work: Work, parts: Parts, planned: PlannedRow, id: AssetId): Promise<Result<null>> {
  const { row, scheduleId, changed } = planned;
  const edited = await edit(work, parts, id, {
    name: row.name,
    ...{ hostname: row.hostname, description: row.description, tags: row.tags },
    ...{ serviceWindow: row.serviceWindow, alwaysInUse: row.alwaysInUse, modeOverride: row.modeOverride },
    ...(changed.includes('ipAddress') ? { ipAddress: row.ipAddress } : {}),
    ...(changed.includes('schedule') ? { updateScheduleId: scheduleId } : {}),
  });
  if (!edited.ok) return edited;
  if (changed.includes('lastUpdatedAt') && row.lastUpdatedAt !== undefined) await update(work, parts, id, row.lastUpdatedAt);
  return await setPeople(work, parts, id, planned);
}

async function edit(
  work: Work,
  parts: Parts,
  id: AssetId,
  input: Omit<Parameters<typeof editServer>[3], 'id' | 'version'>,
): Promise<Result<AssetId>> {
  const server = await lockServer(work, parts, id);
  return server === null ? refuse('servers.unknown') : await editServer(work, parts, server, { ...input, id, version: null });
}

async function update(work: Work, parts: Parts, id: AssetId, told: Temporal.Instant): Promise<void> {
  const server = await lockServer(work, parts, id);
  if (server === null) return;
  await tellUpdate(work, parts, server, { at: truncate(told), note: '', confirmedRisky: false });
  await settle(work, parts, id);
}

/** Brings those who answer for the server to what the line names; roles without a column, or without a name, stay. */
async function setPeople(work: Work, parts: Parts, id: AssetId, { row, people }: PlannedRow): Promise<Result<null>> {
  if (row.owners === undefined && row.maintainers === undefined) return ok(null);
  return await notePeople(work, parts, id, async (before) => {
    const owners = people.filter(({ role }) => role === 'owner');
    const ownerIds = row.owners === undefined ? before.filter(({ role }) => role === 'owner').map(whoId) : owners.map(idOf);
    // Owners first, because the last one stays; whoever is named in both is an owner.
    for (const { role, ...who } of [...owners, ...people.filter((each) => each.role === 'maintainer' && !ownerIds.includes(idOf(each)))]) {
      const set = await parts.assets.setResponsible(work, id, asKernel(who), role);
      if (!set.ok) return refuse(set.code, { path: `${role}s` });
    }
    const named = new Set(people.map(idOf));
    const told = [...(row.owners === undefined ? [] : ['owner']), ...(row.maintainers === undefined ? [] : ['maintainer'])];
    for (const each of before.filter(({ role }) => told.includes(role))) {
      if (named.has(whoId(each))) continue;
      const removed = await parts.assets.removeResponsible(work, id, asKernel(asNamed(each)));
      if (!removed.ok) return refuse(removed.code, { path: `${each.role}s` });
    }
    return ok(null);
  });
}

const whoId = (each: ResponsibleRow): string => idOf(asNamed(each));

const asKernel = (who: Named) => ('userId' in who ? { userId: who.userId as UserId } : { teamId: who.teamId as TeamId });
