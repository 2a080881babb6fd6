import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import * as domain from '../../domain/figures.ts';
import type { Provenance } from '../../domain/host.ts';
import type { LiveBan } from '../../domain/live-ban.ts';
import { type Bucket, type TrendFault, trendOf } from '../../domain/trend.ts';
import * as store from '../../store/ban-figures.ts';
import type { BanFilter } from '../../store/ban-filters.ts';
import { type LiveBans, liveBans } from './live.ts';
import type { ArchiveParts } from './parts.ts';

export type Source = 'archive' | 'live';

/** Figures with where they come from. */
export interface SourcedFigures<Item> extends domain.Figures<Item>, Pick<LiveBans, 'unreached'> {
  readonly source: Source;
}

export interface FigureQuery extends BanFilter {
  readonly source: Source;
}

interface Ways<Item> {
  readonly archive: (db: Db, query: store.CountedBans) => Promise<domain.Figures<Item>>;
  readonly live: (bans: readonly LiveBan[]) => domain.Figures<Item>;
}

async function figures<Item>(parts: ArchiveParts, scope: Scope, query: FigureQuery, ways: Ways<Item>): Promise<SourcedFigures<Item>> {
  const { source, ...filter } = query;
  if (source === 'archive') {
    return { ...(await ways.archive(parts.db, { scope, filter, now: parts.clock.now() })), source, unreached: [] };
  }
  const { bans, unreached } = await liveBans(parts, scope, filter);
  return { ...ways.live(bans), source, unreached };
}

/** Figures of bans within a scope. */
export const createFigures = (parts: ArchiveParts) => ({
  byCountry: (scope: Scope, query: FigureQuery) =>
    figures<Pick<LiveBan, 'country'>>(parts, scope, query, { archive: store.bansByCountry, live: domain.figuresByCountry }),
  byJail: (scope: Scope, query: FigureQuery) =>
    figures<store.JailOfHost>(parts, scope, query, { archive: store.bansByJail, live: domain.figuresByJail }),
  byProvenance: (scope: Scope, query: FigureQuery) =>
    figures<{ readonly provenance: Provenance | null }>(parts, scope, query, {
      archive: store.bansByProvenance,
      live: domain.figuresByProvenance,
    }),
  byAsn: (scope: Scope, query: FigureQuery, limit: number) =>
    figures<store.Asn>(parts, scope, query, {
      archive: (db, counted) => store.bansByAsn(db, counted, limit),
      live: (bans) => domain.cutFigures(domain.figuresByAsn(bans), limit),
    }),
  byNetwork: (scope: Scope, query: FigureQuery, limit: number) =>
    figures<store.BannedNetwork>(parts, scope, query, {
      archive: (db, counted) => store.bansByNetwork(db, counted, limit),
      live: (bans) => domain.cutFigures(domain.figuresByNetwork(bans), limit),
    }),
  top: (scope: Scope, query: FigureQuery, limit: number) =>
    figures<domain.BannedAddress>(parts, scope, query, {
      archive: (db, counted) => store.topAddresses(db, counted, limit),
      live: (bans) => domain.cutFigures(domain.figuresByAddress(bans), limit),
    }),
  summary: (scope: Scope, query: FigureQuery) => summary(parts, scope, query),
  trend: (scope: Scope, query: TrendQuery) => trend(parts, scope, query),
});

export type ArchiveFigures = ReturnType<typeof createFigures>;

export interface Summary extends store.SinceCounts, Pick<LiveBans, 'unreached'> {
  readonly asOf: Temporal.Instant;
  readonly now: number;
  readonly source: Source;
}

async function summary(parts: ArchiveParts, scope: Scope, { source, ...filter }: FigureQuery): Promise<Summary> {
  const asOf = parts.clock.now();
  const [current, since] = await Promise.all([
    source === 'archive' ? countActive(parts, { scope, filter, now: asOf }) : countLive(parts, scope, filter),
    store.bansSince(parts.db, { scope, filter, now: asOf }),
  ]);
  return { asOf, ...current, ...since, source };
}

type Current = Pick<Summary, 'now' | 'unreached'>;

const countActive = async ({ db }: ArchiveParts, { filter, ...counted }: store.CountedBans): Promise<Current> => ({
  now: await store.countBans(db, { ...counted, filter: { ...filter, state: 'active' } }),
  unreached: [],
});

async function countLive(parts: ArchiveParts, scope: Scope, filter: BanFilter): Promise<Current> {
  const { bans, unreached } = await liveBans(parts, scope, filter);
  return { now: bans.length, unreached };
}

export interface TrendQuery extends BanFilter {
  readonly timeZone?: string | undefined;
}

export interface CountedTrend {
  readonly bucket: Bucket;
  readonly timeZone: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly items: readonly { readonly at: Temporal.Instant; readonly bans: number }[];
  readonly total: number;
}

const DEFAULT_HOURS = 30 * 24;

/** The last thirty days unless somebody names another time. */
async function trend({ db, clock, timeZone }: ArchiveParts, scope: Scope, query: TrendQuery): Promise<Result<CountedTrend, TrendFault>> {
  const now = clock.now();
  const { timeZone: zone = timeZone, from, to = now, ...filter } = query;
  const found = trendOf(from ?? to.subtract({ hours: DEFAULT_HOURS }), to, zone);
  if (!found.ok) return found;
  const { bucket, edges } = found.value;
  const counts = await store.bansBetween(db, { scope, filter, now }, edges);
  const items = counts.map((bans, at) => ({ at: edges[at] ?? to, bans }));
  return ok({ bucket, timeZone: zone, from: edges[0] ?? to, to, items, total: counts.reduce((sum, bans) => sum + bans, 0) });
}
