import { sql } from 'kysely';
import type { Db } from '../src/kernel/db/database.ts';

/** One question, and what the specification wants of it. */
export interface Case {
  readonly what: string;
  readonly path: string;
  /** Milliseconds at p95 of 10,000 bans, where the specification states fewer than for a million. */
  readonly wantedOfFew?: number;
  /** A route that only some tries a minute are granted for. */
  readonly isRationed?: true;
  /** The same by loading the rows and grouping them in the application. */
  readonly plain?: (db: Db) => Promise<unknown>;
}

const grouped =
  (column: 'country' | 'asn' | 'address' | 'jail') =>
  async (db: Db): Promise<unknown> => {
    const { rows } = await sql<{ key: unknown }>`select ${sql.ref(column)} as key from bans.bans`.execute(db);
    const counts = new Map<unknown, number>();
    for (const { key } of rows) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a);
  };

const ago = (days: number): string =>
  Temporal.Now.instant()
    .subtract({ hours: 24 * days })
    .round('minute')
    .toString();

const FIGURES: readonly Case[] = [
  { what: 'by country', path: '/stats/by-country', wantedOfFew: 100, plain: grouped('country') },
  { what: 'by country, a year', path: `/stats/by-country?from=${ago(365)}`, wantedOfFew: 100 },
  { what: 'by country, 30 days', path: `/stats/by-country?from=${ago(30)}` },
  { what: 'by country, by filters', path: '/stats/by-country?provenance=filter' },
  { what: 'by country, ended', path: '/stats/by-country?state=ended' },
  { what: 'by country, within a /8', path: '/stats/by-country?ip=11.0.0.0/8' },
  { what: 'by jail', path: '/stats/by-jail', plain: grouped('jail') },
  { what: 'by jail, a year', path: `/stats/by-jail?from=${ago(365)}` },
  { what: 'by jail, of a country', path: '/stats/by-jail?country=AA' },
  { what: 'by provenance', path: '/stats/by-provenance' },
  { what: 'by ASN', path: '/stats/by-asn', plain: grouped('asn') },
  { what: 'by ASN, a year', path: `/stats/by-asn?from=${ago(365)}` },
  { what: 'by network', path: '/stats/by-network' },
  { what: 'by network, a year', path: `/stats/by-network?from=${ago(365)}` },
  { what: 'by network, 30 days', path: `/stats/by-network?from=${ago(30)}` },
  { what: 'by network, of a country', path: '/stats/by-network?country=AA' },
  { what: 'top addresses', path: '/stats/top', plain: grouped('address') },
  { what: 'top addresses, a year', path: `/stats/top?from=${ago(365)}` },
  { what: 'top addresses, 30 days', path: `/stats/top?from=${ago(30)}` },
  { what: 'top addresses, of a jail', path: '/stats/top?jail=sshd' },
  { what: 'summary', path: '/stats/summary' },
  { what: 'summary, of a jail', path: '/stats/summary?jail=sshd' },
  { what: 'trend, a year', path: `/stats/trend?from=${ago(365)}&timeZone=Europe/Berlin` },
  { what: 'trend, a year, of a jail', path: `/stats/trend?from=${ago(365)}&timeZone=Europe/Berlin&jail=sshd` },
  { what: 'trend, a day', path: `/stats/trend?from=${ago(1)}` },
];

const LISTS: readonly Case[] = [
  { what: 'list', path: '' },
  { what: 'list, oldest first', path: '?sort=at' },
  { what: 'list of an address', path: '?ip=11.1.226.0' },
  { what: 'list within a /8', path: '?ip=11.0.0.0/8' },
  { what: 'list within a /24', path: '?ip=11.1.226.0/24' },
  { what: 'list of a country', path: '?country=AA' },
  { what: 'list of a country, oldest', path: '?country=AA&sort=at' },
  { what: 'list of a rare country', path: '?country=SH' },
  { what: 'list of an ASN', path: '?asn=15169' },
  { what: 'list of a jail', path: '?jail=dovecot' },
  { what: 'list by hand', path: '?provenance=manual' },
  { what: 'list, active', path: '?state=active' },
  { what: 'list, active, oldest', path: '?state=active&sort=at' },
  { what: 'list, ended', path: '?state=ended' },
  { what: 'list, all filters', path: `?country=BB&jail=sshd&provenance=filter&from=${ago(90)}&state=ended&ip=11.0.0.0/8` },
  { what: 'list, nothing found', path: '?jail=none&country=AA' },
  { what: 'list, no such jail', path: '?jail=none' },
  { what: 'list, no such provenance', path: '?provenance=import' },
];

const AROUND: readonly Case[] = [
  { what: 'look-up of an address', path: '/lookup/11.1.226.0', isRationed: true },
  { what: 'advice, a day', path: '/advice' },
  { what: 'advice, 30 days', path: '/advice?withinHours=720' },
  { what: 'orders', path: '/orders' },
  { what: 'jails', path: '/jails?limit=200' },
  { what: 'hosts', path: '/hosts?limit=200' },
];

export const CASES: readonly Case[] = [...FIGURES, ...LISTS, ...AROUND];

/** Sequences of pages, each by the cursor of the one before. */
export const DEEP: readonly Pick<Case, 'what' | 'path'>[] = [
  { what: 'newest first', path: '?limit=200' },
  { what: 'oldest first', path: '?limit=200&sort=at' },
  { what: 'by filters', path: '?limit=200&provenance=filter' },
  { what: 'of a country', path: '?limit=200&country=AA' },
  { what: 'active', path: '?limit=200&state=active' },
];

/** All that the page of the dashboard asks when it is opened: `web/pages/DashboardPage.tsx`. */
export function dashboardOf(period: 'active' | number | null): readonly string[] {
  const place = period === 'active' ? '&state=active' : '';
  const ranged = typeof period === 'number' ? `&from=${ago(period)}` : place;
  return [
    '/hosts?limit=200',
    '/stats/summary?source=archive',
    '/places',
    `/stats/trend?timeZone=Europe/Berlin${ranged}`,
    `/stats/by-country?source=archive${ranged}`,
    `/stats/by-jail?source=archive${ranged}`,
    `/stats/top?source=archive&limit=10${ranged}`,
    `/stats/by-network?source=archive&limit=10${ranged}`,
    `/stats/by-asn?source=archive&limit=10${ranged}`,
  ];
}
