import { z } from 'zod';

/** How far back figures reach, and how lists are narrowed. `all`: without a beginning. */
export const PERIODS = ['24h', '7d', '30d', '365d', 'all'] as const;
export type BanPeriod = (typeof PERIODS)[number];

/** The filters of bans as they stand in the URL; the dashboard and the list share them. */
export const BAN_FILTERS = {
  host: z.string(),
  jail: z.string(),
  ip: z.string(),
  country: z.string(),
  asn: z.string(),
  provenance: z.string(),
  period: z.enum(PERIODS),
  state: z.enum(['active', 'ended']),
};

export type BanFilters = { readonly [Name in keyof typeof BAN_FILTERS]: z.output<(typeof BAN_FILTERS)[Name]> | undefined };

/** Takes every filter away. */
export const NO_FILTERS = { host: null, jail: null, ip: null, country: null, asn: null, provenance: null, period: null, state: null };

const HOURS: Readonly<Record<Exclude<BanPeriod, 'all'>, number>> = { '24h': 24, '7d': 168, '30d': 720, '365d': 8_760 };

/** The beginning of a period that ends now, to the minute: a page that is looked at for a while asks the same again. Null: it has none. */
export function beginOf(period: BanPeriod, nowMs: number): string | null {
  if (period === 'all') return null;
  const minute = Math.floor(nowMs / 60_000) * 60_000;
  return Temporal.Instant.fromEpochMilliseconds(minute).subtract({ hours: HOURS[period] }).toString();
}

/** What routes take: only what was chosen. */
export function banInput(filters: Omit<BanFilters, 'period'>, siteId: string | undefined) {
  const { host, jail, ip, country, asn, provenance, state } = filters;
  return {
    ...(siteId === undefined ? {} : { siteId }),
    ...(host === undefined ? {} : { hostId: host }),
    ...(jail === undefined ? {} : { jail }),
    ...(ip === undefined ? {} : { ip }),
    ...(country === undefined ? {} : { country }),
    ...(asn === undefined ? {} : { asn }),
    ...(provenance === undefined ? {} : { provenance }),
    ...(state === undefined ? {} : { state }),
  };
}

/** A page with these filters: `/bans/list?country=DE&period=7d`. `source` is the dashboard's. */
export function withFilters(path: string, filters: Partial<BanFilters> & { readonly source?: string | undefined }): string {
  const chosen = Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = new URLSearchParams(chosen).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** Where everything about one address is. */
export const addressHref = (address: string): string => `/bans/address/${encodeURIComponent(address)}`;
