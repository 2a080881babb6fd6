import { enclosing, networkOf } from './address.ts';
import type { Provenance } from './host.ts';
import type { Place } from './place.ts';

/** Items, the most first, and all that was counted, what is beyond a limit included. */
export interface Figures<Item> {
  readonly items: readonly (Item & { readonly bans: number })[];
  readonly total: number;
}

const PREFIX = { 4: 24, 6: 48 } as const;

/** The network that an address or network is counted in: its /24, its /48 of IPv6, or itself where it is wider. */
export function networkAround(text: string): string {
  const network = networkOf(text);
  const { version } = network;
  const prefix = PREFIX[version];
  if (network.prefix <= prefix) return network.text;
  return enclosing(text.split('/', 1)[0] ?? text, prefix).text;
}

/** Counts by a key; an item is made of all rows of its key. The most first, then by key, so that two counts of the same agree. */
export function figuresBy<Row, Item>(
  rows: Iterable<Row>,
  keyOf: (row: Row) => string,
  itemOf: (rows: readonly [Row, ...Row[]]) => Item,
): Figures<Item> {
  const found = new Map<string, [Row, ...Row[]]>();
  let total = 0;
  for (const row of rows) {
    const key = keyOf(row);
    const known = found.get(key);
    if (known === undefined) found.set(key, [row]);
    else known.push(row);
    total += 1;
  }
  const sorted = [...found].sort(([a, { length: many }], [b, { length: more }]) => more - many || (a < b ? -1 : 1));
  return { items: sorted.map(([, group]) => ({ ...itemOf(group), bans: group.length })), total };
}

/** The first items; all that was counted stays. */
export const cutFigures = <Item>({ items, total }: Figures<Item>, limit: number): Figures<Item> => ({
  items: items.slice(0, limit),
  total,
});

/** Sorts behind every letter and digit. */
const LAST = '~';

/** What figures are made of, live or archived. */
export interface CountedBan extends Place {
  readonly host: { readonly id: string; readonly name: string };
  readonly jail: string;
  readonly subject: string;
  readonly isAddress: boolean;
  readonly at: Temporal.Instant | null;
  readonly provenance: Provenance | null;
}

export const figuresByCountry = (bans: readonly CountedBan[]): Figures<Pick<CountedBan, 'country'>> =>
  figuresBy(
    bans,
    ({ country }) => country ?? LAST,
    ([{ country }]) => ({ country }),
  );

export const figuresByProvenance = (bans: readonly CountedBan[]): Figures<Pick<CountedBan, 'provenance'>> =>
  figuresBy(
    bans,
    ({ provenance }) => provenance ?? LAST,
    ([{ provenance }]) => ({ provenance }),
  );

export const figuresByJail = (bans: readonly CountedBan[]): Figures<Pick<CountedBan, 'host' | 'jail'>> =>
  figuresBy(
    bans,
    ({ host, jail }) => `${host.name} ${host.id} ${jail}`,
    ([{ host, jail }]) => ({ host: { id: host.id, name: host.name }, jail }),
  );

/** The name of an organisation is that of its newest ban. */
export const figuresByAsn = (bans: readonly CountedBan[]): Figures<Pick<CountedBan, 'asn' | 'organisation'>> =>
  figuresBy(
    bans,
    ({ asn }) => (asn === null ? LAST : String(asn).padStart(10, '0')),
    (group) => ({ asn: group[0].asn, organisation: group[0].asn === null ? null : newestOf(group).organisation }),
  );

export const figuresByNetwork = (bans: readonly CountedBan[]): Figures<{ readonly network: string; readonly addresses: number }> =>
  figuresBy(
    bans.filter(({ isAddress }) => isAddress).map(({ subject }) => ({ subject, network: networkAround(subject) })),
    ({ network }) => network,
    (group) => ({ network: group[0].network, addresses: new Set(group.map(({ subject }) => subject)).size }),
  );

export interface BannedAddress extends Place {
  readonly address: string;
  /** How many hosts have banned it. */
  readonly hosts: number;
  readonly lastAt: Temporal.Instant | null;
}

/** Where an address is, is what its newest ban says. */
export const figuresByAddress = (bans: readonly CountedBan[]): Figures<BannedAddress> =>
  figuresBy(
    bans.filter(({ isAddress }) => isAddress),
    ({ subject }) => subject,
    (group) => {
      const { subject, country, asn, organisation, at } = newestOf(group);
      return { address: subject, hosts: new Set(group.map(({ host }) => host.id)).size, country, asn, organisation, lastAt: at };
    },
  );

const newestOf = <Row extends { readonly at: Temporal.Instant | null }>(group: readonly [Row, ...Row[]]): Row =>
  group.reduce((newest, row) => (isNewer(row.at, newest.at) ? row : newest));

const isNewer = (a: Temporal.Instant | null, b: Temporal.Instant | null): boolean =>
  a !== null && (b === null || Temporal.Instant.compare(a, b) > 0);
