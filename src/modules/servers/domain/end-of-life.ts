/** Where a release stands. `unknown`: not in our table, or it rolls and has no end. */
export type EndOfLifeState = 'supported' | 'ending' | 'ended' | 'unknown';

/** The end of free security support of one release. */
export interface EndOfLife {
  /** `Debian 12`, as people call it. */
  readonly product: string;
  /** The first instant without support: the day after the last supported one, in UTC. */
  readonly endsAt: Temporal.Instant;
}

interface Product {
  readonly name: string;
  /** How many parts of VERSION_ID name a release: RHEL's 9.4 is 9, Alpine's 3.20.3 is 3.20. */
  readonly parts: 1 | 2;
  /** The last day of free security support, by release. */
  readonly lastDays: Readonly<Record<string, string>>;
}

/**
 * By the ID of os-release. "Free" decides: Debian's LTS counts, because it comes to everybody through the same archive;
 * Debian's ELTS, Ubuntu's ESM and Red Hat's extended phases do not. Releases that have no date yet are left out.
 */
const PRODUCTS: Readonly<Record<string, Product>> = {
  // LTS: wiki.debian.org/LTS. Regular security support of 12 ended in summer 2026 (sources name 10 June and 11 July); LTS goes on.
  debian: {
    name: 'Debian',
    parts: 1,
    lastDays: { '9': '2022-06-30', '10': '2024-06-30', '11': '2026-08-31', '12': '2028-06-30', '13': '2030-06-30' },
  },
  // wiki.ubuntu.com/Releases, standard support.
  ubuntu: {
    name: 'Ubuntu',
    parts: 2,
    lastDays: {
      '16.04': '2021-04-30',
      '18.04': '2023-05-31',
      '20.04': '2025-05-31',
      '22.04': '2027-04-01',
      '23.04': '2024-01-20',
      '23.10': '2024-07-12',
      '24.04': '2029-05-31',
      '24.10': '2025-07-10',
      '25.04': '2026-01-17',
      '25.10': '2026-07-01',
      '26.04': '2031-04-30',
    },
  },
  // access.redhat.com/support/policy/updates/errata, end of maintenance support.
  rhel: {
    name: 'Red Hat Enterprise Linux',
    parts: 1,
    lastDays: { '7': '2024-06-30', '8': '2029-05-31', '9': '2032-05-31', '10': '2035-05-31' },
  },
  // wiki.almalinux.org/release-notes, security support.
  almalinux: { name: 'AlmaLinux', parts: 1, lastDays: { '8': '2029-03-01', '9': '2032-05-31', '10': '2035-05-31' } },
  // wiki.rockylinux.org/rocky/version, planned end of life.
  rocky: { name: 'Rocky Linux', parts: 1, lastDays: { '8': '2029-05-31', '9': '2032-05-31', '10': '2035-05-31' } },
  // docs.fedoraproject.org/en-US/releases/lifecycle: four weeks after the release after the next one.
  fedora: {
    name: 'Fedora Linux',
    parts: 1,
    lastDays: {
      '37': '2023-12-05',
      '38': '2024-05-21',
      '39': '2024-11-26',
      '40': '2025-05-13',
      '41': '2025-12-15',
      '42': '2026-05-13',
      '43': '2026-12-09',
    },
  },
  // alpinelinux.org/releases, end of support.
  alpine: {
    name: 'Alpine Linux',
    parts: 2,
    lastDays: {
      '3.15': '2023-11-01',
      '3.16': '2024-05-23',
      '3.17': '2024-11-22',
      '3.18': '2025-05-09',
      '3.19': '2025-11-01',
      '3.20': '2026-04-01',
      '3.21': '2026-11-01',
      '3.22': '2027-05-01',
      '3.23': '2027-11-01',
    },
  },
};

/** When free security support of a release ends, by ID and VERSION_ID of os-release; null where we do not know or it rolls (Arch). */
export function endOfLifeOf(osId: string, versionId: string): EndOfLife | null {
  const product = Object.hasOwn(PRODUCTS, osId) ? PRODUCTS[osId] : undefined;
  if (product === undefined) return null;
  const release = versionId.split('.').slice(0, product.parts).join('.');
  const lastDay = Object.hasOwn(product.lastDays, release) ? product.lastDays[release] : undefined;
  if (lastDay === undefined) return null;
  const endsAt = Temporal.PlainDate.from(lastDay).add({ days: 1 }).toZonedDateTime('UTC').toInstant();
  return { product: `${product.name} ${release}`, endsAt };
}

/** From when on a coming end is worth a word: 30 days ahead. */
export const endingFrom = (end: EndOfLife): Temporal.Instant => end.endsAt.subtract({ hours: 30 * 24 });

/** Where a release stands at `now`. */
export function endOfLifeStateAt(end: EndOfLife | null, now: Temporal.Instant): EndOfLifeState {
  if (end === null) return 'unknown';
  if (Temporal.Instant.compare(now, end.endsAt) >= 0) return 'ended';
  return Temporal.Instant.compare(now, endingFrom(end)) >= 0 ? 'ending' : 'supported';
}
