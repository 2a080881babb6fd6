import type { Actor } from '../../../../kernel/auth/actor.ts';
import { WHOLE_ESTATE } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { DeliveryError } from '../../../../kernel/outbound/delivery-error.ts';
import { newId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { deltaOf } from '../../domain/lists/aggregate.ts';
import { createJudging, type Judged } from '../../domain/lists/judge.ts';
import { parseLines } from '../../domain/lists/parse.ts';
import { nextImportAt, staleAt } from '../../domain/lists/schedule.ts';
import { faultOfSource, isHtml, LARGEST_SOURCE_BYTES, textOf } from '../../domain/lists/source.ts';
import {
  entriesBefore,
  entriesOf,
  findImport,
  hasReported,
  type ImportCounts,
  type ImportRow,
  insertImport,
  openImport,
} from '../../store/blocklist-imports.ts';
import { planPlacing, saveAfterImport } from '../../store/blocklist-schedule.ts';
import { type BlocklistRow, findBlocklist, lockBlocklist } from '../../store/blocklists.ts';
import { hostsOfSite } from '../../store/order-hosts.ts';
import { loadProtections } from '../orders/protections.ts';
import { startApplying } from './apply.ts';
import { auditList, type ListParts, publishList } from './parts.ts';
import { clearStale } from './stale.ts';

/** What a source has sent. */
export interface SourceText {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export type ImportFault = 'bans.unknown_blocklist' | 'bans.import_running' | 'bans.blocklist_needs_text' | 'bans.held';

/** Who wants it: a person sees the report, the clock has nobody to ask. */
export interface ImportAsk {
  readonly id: string;
  readonly isByHand: boolean;
}

export type RunImport = (by: Actor, ask: ImportAsk, uploaded?: SourceText) => Promise<Result<ImportRow, ImportFault>>;

/**
 * Reads a blocklist's source, or what was uploaded, judges it and reports what would change; applies it where the blocklist says so. A source
 * that cannot be used changes nothing, and the report says why. The caller has found the blocklist in its scope.
 */
export function createImport(parts: ListParts): RunImport {
  return async (by, ask, uploaded) => {
    const list = await findBlocklist(parts.db, WHOLE_ESTATE, ask.id);
    if (list === null) return refuse('bans.unknown_blocklist');
    if ((await openImport(parts.db, list.id))?.state === 'applying') return refuse('bans.import_running');
    if (uploaded === undefined && list.url === null) return refuse('bans.blocklist_needs_text');
    if (uploaded === undefined && (await parts.held.since()) !== null) return refuse('bans.held');
    const source = uploaded === undefined ? await fetchSource(parts, await asAsked(parts, list)) : ok(uploaded);
    const judged = await judgeFetched(parts, list, source, ask);
    return parts.transact<Result<ImportRow, ImportFault>>(by, (work) => save(work, parts, list.id, judged));
  };
}

/** What waits for a person is judged anew, against what stands by then: the source is not asked whether it has changed since. */
const asAsked = async ({ db }: ListParts, list: BlocklistRow): Promise<BlocklistRow> =>
  (await hasReported(db, list.id)) ? { ...list, etag: null, lastModified: null } : list;

async function judgeFetched(parts: ListParts, list: BlocklistRow, source: Fetched, ask: ImportAsk): Promise<JudgedSource> {
  if (!source.ok) return source;
  return source.value === 'unchanged' ? ok('unchanged') : judgeSource(parts, list, source.value, ask);
}

/** What an import has found; `unchanged`: the source says that nothing has changed. */
type JudgedSource = Result<Report | 'unchanged', string>;
type Fetched = Result<SourceText | 'unchanged', string>;

const TIMEOUT = Temporal.Duration.from({ seconds: 60 });

async function fetchSource({ outbound }: ListParts, { url, etag, lastModified }: BlocklistRow): Promise<Fetched> {
  try {
    const address = url ?? '';
    const reply = await outbound.request({
      ...{ url: address, timeout: TIMEOUT, maxBytes: LARGEST_SOURCE_BYTES, trustedOrigins: [new URL(address).origin] },
      headers: {
        accept: 'text/plain, text/csv, application/x-ndjson, application/json;q=0.9, */*;q=0.5',
        ...(etag === null ? {} : { 'if-none-match': etag }),
        ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
      },
    });
    if (reply.status === 304) return ok('unchanged');
    if (reply.status !== 200) return refuse('bans.source_status', { status: reply.status });
    const { 'content-type': contentType = '', etag: tag = null, 'last-modified': modified = null } = reply.headers;
    return ok({ bytes: reply.body, contentType, etag: short(tag), lastModified: short(modified) });
  } catch (error) {
    if (error instanceof DeliveryError) return refuse('bans.source_unreachable', { detail: error.message });
    throw error;
  }
}

/** What goes back into a header of the next request must be short and plain. */
const short = (header: string | null): string | null =>
  header !== null && header.length <= 200 && /^[\x20-\x7e]+$/.test(header) ? header : null;

interface Report {
  readonly counts: ImportCounts;
  readonly wanted: readonly string[];
  readonly source: SourceText;
}

async function judgeSource(
  parts: ListParts,
  list: BlocklistRow,
  source: SourceText,
  { isByHand }: ImportAsk,
): Promise<Result<Report, string>> {
  const text = textOf(source.bytes);
  if (!text.ok) return text;
  if (isHtml(text.value, source.contentType)) return refuse('bans.source_html');
  const read = await judgeInTurns(parts, list, text.value);
  const { lines, entries, judged } = read;
  const before = await entriesBefore(parts.db, list.id);
  const measured = { entries, networks: judged.wanted.length, entriesBefore: before, cap: list.cap, isByHand };
  const fault =
    entries > MOST_ENTRIES ? refuse('bans.source_over_cap' as const, { networks: entries, cap: list.cap }) : faultOfSource(measured);
  if (!fault.ok) return fault;
  const wanted = judged.wanted.map((network) => network.text);
  const delta = deltaOf(await entriesOf(parts.db, list.id), wanted);
  const counts = {
    ...{ lines, entries, duplicates: judged.duplicates, networks: wanted.length, addresses: String(judged.addresses) },
    ...{ added: delta.added.length, removed: delta.removed.length, unchanged: delta.unchanged, refused: judged.refused },
  };
  return ok({ counts, wanted, source });
}

/** Beyond this nothing is judged any more: no list that may be banned is so long. */
const MOST_ENTRIES = 400_000;
/** So many entries take some 20 ms. Everybody else has their turn in between. */
const ENTRIES_AT_ONCE = 1_500;

async function judgeInTurns(
  parts: ListParts,
  list: BlocklistRow,
  text: string,
): Promise<{ lines: number; entries: number; judged: Judged }> {
  const judging = createJudging(await protectionsOf(parts, list));
  let [lines, entries] = [0, 0];
  for (const { line, entry } of parseLines(text, list)) {
    lines = line;
    if (entry === null) continue;
    entries += 1;
    if (entries > MOST_ENTRIES) break;
    judging.add(entry);
    if (entries % ENTRIES_AT_ONCE === 0) await new Promise(setImmediate);
  }
  return { lines, entries, judged: judging.finish() };
}

async function protectionsOf(parts: ListParts, { site, jail }: BlocklistRow) {
  const hosts = await hostsOfSite(parts.db, site.id);
  return loadProtections(parts, parts.db, { siteIds: [site.id], hostIds: hosts.map(({ id }) => id), jail }, null);
}

async function save(work: Work, parts: ListParts, listId: string, found: JudgedSource): Promise<Result<ImportRow, ImportFault>> {
  const list = await lockBlocklist(work.tx, WHOLE_ESTATE, listId);
  if (list === null) return refuse('bans.unknown_blocklist');
  const open = await openImport(work.tx, listId);
  if (open?.state === 'applying') return refuse('bans.import_running');
  const id = newId<'import'>(work.now);
  const report = found.ok && found.value !== 'unchanged' ? found.value : null;
  const isChange = report !== null && report.counts.added + report.counts.removed > 0;
  await insertImport(work.tx, {
    ...{ id, blocklistId: listId, at: work.now, byUserId: work.by.kind === 'person' ? work.by.userId : null },
    // What somebody has stopped is not taken up by a look that found nothing new.
    state: !found.ok ? 'refused' : isChange ? 'reported' : open === null ? 'unchanged' : 'stopped',
    counts: report?.counts ?? (found.ok ? unchangedCounts(list) : null),
    fault: found.ok ? null : { code: found.code, params: found.params },
    wanted: isChange ? report.wanted : null,
    isJudged: report !== null,
  });
  await saveAfterImport(work.tx, listId, afterImport(list, found.ok ? (report?.source ?? list) : null, work.now));
  const subject = { id: listId, name: list.name, siteId: list.site.id };
  await auditList(work, 'bans.blocklist_read', subject, { after: auditedReport(id, found, report) });
  if (isChange && list.appliesItself) await startApplying(work, parts, subject, id);
  // Nothing new to ban; what fail2ban has let go meanwhile is banned again.
  if (found.ok && !isChange) await planPlacing(work.tx, listId, work.now);
  if (found.ok) await clearStale(work, parts, listId);
  publishList(work, subject);
  const row = await findImport(work.tx, listId, id);
  return row === null ? refuse('bans.unknown_blocklist') : ok(row);
}

const unchangedCounts = ({ networks, lastImport }: BlocklistRow): ImportCounts => ({
  ...{ lines: lastImport?.lines ?? 0, entries: lastImport?.entries ?? 0, duplicates: lastImport?.duplicates ?? 0 },
  ...{ networks, addresses: lastImport?.addresses ?? '0', added: 0, removed: 0, unchanged: networks, refused: lastImport?.refused ?? [] },
});

/** A source that did not answer or cannot be used is asked again in an hour, or when it is due, if that is sooner. */
const AGAIN_HOURS = 1;

function afterImport(list: BlocklistRow, good: Pick<SourceText, 'etag' | 'lastModified'> | null, now: Temporal.Instant) {
  const due = list.schedule === null ? null : nextImportAt(list.schedule, now, now);
  if (good !== null) {
    const { etag, lastModified } = good;
    return { nextImportAt: due, good: { at: now, staleAt: staleAt(list.schedule, now), etag, lastModified } };
  }
  const again = now.add({ hours: AGAIN_HOURS });
  return { nextImportAt: due === null || Temporal.Instant.compare(due, again) < 0 ? due : again };
}

function auditedReport(importId: string, found: JudgedSource, report: Report | null) {
  if (!found.ok) return { importId, fault: found.code };
  if (report === null) return { importId, added: 0, removed: 0 };
  const { added, removed, unchanged, networks } = report.counts;
  return { importId, networks, added, removed, unchanged };
}
