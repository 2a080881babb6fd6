import { maskedUrl } from '../../../../kernel/audit/write.ts';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import { isUniqueViolation } from '../../../../kernel/db/errors.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { isKnownZone } from '../../../../shared/zones.ts';
import { type ImportSchedule, nextImportAt, staleAt } from '../../domain/lists/schedule.ts';
import type { BlocklistFormat } from '../../domain/lists/words.ts';
import {
  type BlocklistRow,
  type BlocklistValues,
  findBlocklist,
  insertBlocklist,
  lockBlocklist,
  markBlocklistRemoved,
  saveBlocklist,
  setBlocklistHosts,
} from '../../store/blocklists.ts';
import { hostsOfSite } from '../../store/order-hosts.ts';
import { auditList, type ListParts, type ListSubject, publishList } from './parts.ts';
import { clearStale } from './stale.ts';

export interface BlocklistInput {
  readonly name: string;
  readonly url: string | null;
  readonly format: BlocklistFormat;
  readonly csvColumn: number | null;
  readonly schedule: ImportSchedule;
  readonly jail: string;
  readonly hostIds: readonly string[];
  readonly cap: number;
  readonly applyAutomatically: boolean;
}

type Fault =
  | 'bans.blocklist_name_taken'
  | 'bans.blocklist_bad_url'
  | 'bans.blocklist_needs_column'
  | 'bans.blocklist_needs_url'
  | 'bans.unknown_host'
  | 'window.unknown_zone';

type Answer<More extends string> = Result<BlocklistRow, Fault | More>;

/** Adds a blocklist. Nothing is read before somebody asks or its time comes. */
export function createAddBlocklist(parts: ListParts) {
  return (by: Actor, scope: Scope, siteId: string | null, input: BlocklistInput): Promise<Answer<'bans.unknown_site'>> =>
    orTaken(() =>
      parts.transact<Answer<'bans.unknown_site'>>(by, async (work) => {
        const site = await parts.assets.site(work.tx, siteId as SiteId | null);
        if (site === null) return refuse('bans.unknown_site', { path: 'siteId' });
        const fault = await faultOf(work, site.id, input);
        if (fault !== null) return fault;
        const id = newId<'blocklist'>(work.now);
        const createdBy = work.by.kind === 'person' ? work.by.userId : null;
        await insertBlocklist(work.tx, { id, siteId: site.id, createdAt: work.now, createdBy }, valuesOf(input, null, work.now));
        await setBlocklistHosts(work.tx, id, input.hostIds);
        const subject = { id, name: input.name, siteId: site.id };
        await auditList(work, 'bans.blocklist_added', subject, { after: audited(input) });
        publishList(work, subject);
        return found(work, scope, subject);
      }),
    );
}

export type EditBlocklist = { readonly [K in keyof BlocklistInput]?: BlocklistInput[K] | undefined } & {
  readonly id: string;
  readonly version: number | null;
};

type EditFault = 'bans.unknown_blocklist' | 'kernel.version_conflict';

/** Changes a blocklist. What stands in another jail or on other hosts is lifted, what is missing placed, at once in the background. */
export function createEditBlocklist({ transact }: ListParts) {
  return (by: Actor, scope: Scope, { id, version, ...changes }: EditBlocklist): Promise<Answer<EditFault>> =>
    orTaken(() =>
      transact<Answer<EditFault>>(by, async (work) => {
        const list = await lockBlocklist(work.tx, scope, id);
        if (list === null) return refuse('bans.unknown_blocklist');
        if (version !== null && version !== list.version) return refuse('kernel.version_conflict', { version: list.version });
        const before = inputOf(list);
        const input = { ...before, ...withoutAbsent(changes) };
        const fault = await faultOf(work, list.site.id, input);
        if (fault !== null) return fault;
        await saveBlocklist(work.tx, id, valuesOf(input, list.lastGoodAt, work.now), work.now);
        await setBlocklistHosts(work.tx, id, input.hostIds);
        const subject = { id, name: input.name, siteId: list.site.id };
        await auditList(work, 'bans.blocklist_edited', subject, { before: audited(before), after: audited(input) });
        publishList(work, subject);
        return found(work, scope, subject);
      }),
    );
}

const withoutAbsent = (changes: Partial<Record<keyof BlocklistInput, unknown>>): Partial<BlocklistInput> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));

async function found(work: Work, scope: Scope, { id }: ListSubject): Promise<Result<BlocklistRow, never>> {
  const row = await findBlocklist(work.tx, scope, id);
  if (row === null) throw new Error('a blocklist that was just written is not there');
  return ok(row);
}

/** Takes a blocklist away; its bans are lifted in the background, on hosts that are away when they are back. */
export function createRemoveBlocklist({ transact, findings }: ListParts) {
  return (by: Actor, scope: Scope, id: string): Promise<Result<null, 'bans.unknown_blocklist'>> =>
    transact<Result<null, 'bans.unknown_blocklist'>>(by, async (work) => {
      const list = await lockBlocklist(work.tx, scope, id);
      if (list === null) return refuse('bans.unknown_blocklist');
      await markBlocklistRemoved(work.tx, id, work.now);
      await clearStale(work, { findings }, id);
      const subject = { id, name: list.name, siteId: list.site.id };
      await auditList(work, 'bans.blocklist_removed', subject, { before: audited(inputOf(list)) });
      publishList(work, subject);
      return ok(null);
    });
}

const inputOf = (list: BlocklistRow): BlocklistInput => ({
  ...{ name: list.name, url: list.url, format: list.format, csvColumn: list.csvColumn, schedule: list.schedule, jail: list.jail },
  ...{ hostIds: list.hosts.map(({ id }) => id), cap: list.cap, applyAutomatically: list.appliesItself },
});

/** An address often holds the key to a list. */
const audited = (input: BlocklistInput) => ({ ...input, url: input.url === null ? null : maskedUrl(input.url) });

function valuesOf(input: BlocklistInput, lastGoodAt: Temporal.Instant | null, now: Temporal.Instant): BlocklistValues {
  const { name, format, schedule, jail, cap, applyAutomatically } = input;
  // As it is asked for: what was typed may hold what no address and no text of a database does.
  const url = input.url === null ? null : new URL(input.url).href;
  return {
    ...{ name, url, format, csvColumn: format === 'csv' ? input.csvColumn : null, schedule, jail, cap, appliesItself: applyAutomatically },
    nextImportAt: nextImportAt(schedule, lastGoodAt, now),
    staleAt: staleAt(schedule, lastGoodAt ?? now),
  };
}

async function faultOf(
  work: Work,
  siteId: string,
  { url, format, csvColumn, schedule, hostIds }: BlocklistInput,
): Promise<Refused<Fault> | null> {
  if (url !== null && !isFetchable(url)) return refuse('bans.blocklist_bad_url', { path: 'url' });
  if (format === 'csv' && csvColumn === null) return refuse('bans.blocklist_needs_column', { path: 'csvColumn' });
  if (url === null && schedule !== null) return refuse('bans.blocklist_needs_url', { path: 'schedule' });
  if (schedule !== null && 'timeZone' in schedule && !isKnownZone(schedule.timeZone))
    return refuse('window.unknown_zone', { path: 'schedule' });
  const known = new Set((await hostsOfSite(work.tx, siteId)).map(({ id }) => id));
  return hostIds.every((id) => known.has(id)) ? null : refuse('bans.unknown_host', { path: 'hostIds' });
}

function isFetchable(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '';
}

async function orTaken<T>(act: () => Promise<T>): Promise<T | Refused<'bans.blocklist_name_taken'>> {
  try {
    return await act();
  } catch (error) {
    if (isUniqueViolation(error, 'blocklists_name')) return refuse('bans.blocklist_name_taken', { path: 'name' });
    throw error;
  }
}
