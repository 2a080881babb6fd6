import { sql } from 'kysely';
import type { Db } from '../src/kernel/db/database.ts';

/** One question, and what the specification wants of it. */
export interface Case {
  readonly what: string;
  readonly path: string;
  /** Milliseconds at p95, of 10,000 and of 1,000,000 bans, where the specification states them. */
  readonly wanted?: readonly [number, number];
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
    .round('second')
    .toString();

export const CASES: readonly Case[] = [
  { what: 'by country', path: '/stats/by-country', wanted: [100, 300], plain: grouped('country') },
  { what: 'by country, a year', path: `/stats/by-country?from=${ago(365)}` },
  { what: 'by country, 30 days', path: `/stats/by-country?from=${ago(30)}` },
  { what: 'by country, by filters', path: '/stats/by-country?provenance=filter' },
  { what: 'by jail', path: '/stats/by-jail', plain: grouped('jail') },
  { what: 'by ASN', path: '/stats/by-asn', plain: grouped('asn') },
  { what: 'by network', path: '/stats/by-network' },
  { what: 'by network, 30 days', path: `/stats/by-network?from=${ago(30)}` },
  { what: 'top addresses', path: '/stats/top', plain: grouped('address') },
  { what: 'top addresses, 30 days', path: `/stats/top?from=${ago(30)}` },
  { what: 'summary', path: '/stats/summary' },
  { what: 'trend, a year', path: `/stats/trend?from=${ago(365)}&timeZone=Europe/Berlin` },
  { what: 'trend, a day', path: `/stats/trend?from=${ago(1)}` },
  { what: 'list', path: '' },
  { what: 'list, oldest first', path: '?sort=at' },
  { what: 'list of an address', path: '?ip=11.1.226.0' },
  { what: 'list within a /8', path: '?ip=11.0.0.0/8' },
  { what: 'list within a /24', path: '?ip=11.1.226.0/24' },
  { what: 'list of a country', path: '?country=AA' },
  { what: 'list of a rare country', path: '?country=SH' },
  { what: 'list of an ASN', path: '?asn=15169' },
  { what: 'list by hand', path: '?provenance=manual' },
  { what: 'list, active', path: '?state=active' },
  { what: 'list, all filters', path: `?country=BB&jail=sshd&provenance=filter&from=${ago(90)}&state=ended&ip=11.0.0.0/8` },
  { what: 'list, nothing found', path: '?jail=none&country=AA' },
];

/** What a dashboard asks at once. */
export const DASHBOARD: readonly string[] = [
  '/stats/summary',
  '/stats/by-country?state=active',
  '/stats/by-jail?state=active',
  '/stats/by-asn?state=active&limit=10',
  '/stats/top?state=active&limit=10',
  `/stats/trend?from=${ago(1)}`,
];
