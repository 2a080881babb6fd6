import type { z } from 'zod';
import type { addServer } from '../../../src/modules/servers/contract/routes.ts';
import type { ReportText } from '../../../src/modules/servers/testing/report-text.ts';

/** Names that break pages which trust them: markup, right-to-left text with an override, length without a place to break. */
export const NASTY = {
  markup: '<img src=x onerror="document.title=1">&amp;',
  rightToLeft: 'خادم الملفات gpj.exe',
  long: `archive-${'replica-of-the-archive-'.repeat(4)}07`,
} as const;

type ServerInput = Omit<z.input<typeof addServer.input>, 'name' | 'hostname' | 'siteId'>;

export interface EstateServer extends ServerInput {
  readonly name: string;
  readonly site?: 'school' | 'shop';
  /** A report as its machine sends it; none: it has never reported. */
  readonly report?: Omit<ReportText, 'now'>;
  readonly os?: string;
  readonly maintenance?: true;
  /** Its only owner is a team without members. */
  readonly isAbandoned?: true;
}

export interface Places {
  readonly schedules: Readonly<Record<'weekly' | 'monthly' | 'quarterly' | 'school' | 'shop', string>>;
  readonly sites: Readonly<Record<'school' | 'shop', string>>;
}

const now = () => Temporal.Now.instant();
const daysAgo = (days: number): string =>
  now()
    .subtract({ hours: 24 * days })
    .round('second')
    .toString();

/** In-use hours from so many hours before now (negative) to so many after, on full hours of the zone's clock. */
export function hoursAround(zone: string, [from, to]: readonly [from: number, to: number]) {
  const there = now().toZonedDateTimeISO(zone).round({ smallestUnit: 'hour', roundingMode: 'floor' });
  const clock = (hours: number) => there.add({ hours }).toPlainTime().toString({ smallestUnit: 'minute' });
  return { start: clock(from), end: clock(to), timeZone: zone };
}

const IN_USE = [-3, 6] as const;
const IN_USE_LATER = [4, 12] as const;

const packages = (count: number, securityCount = 0): readonly string[] =>
  Array.from(
    { length: count },
    (_, place) => `${NAMES[place % NAMES.length]}${place < NAMES.length ? '' : place}${place < securityCount ? '!' : ''}`,
  );

const NAMES = ['openssl', 'curl', 'linux-image-amd64', 'libxml2', 'nginx', 'sudo', 'bash', 'git', 'tzdata', 'vim', 'systemd', 'perl'];

/** One server for each state that pages must show, and the nasty names. */
export const serversOf = ({ schedules: { weekly, monthly, quarterly, school, shop } }: Places): readonly EstateServer[] => [
  {
    name: 'web01',
    updateScheduleId: monthly,
    lastUpdatedAt: daysAgo(47),
    serviceWindow: hoursAround('Europe/Berlin', IN_USE),
    ipAddress: '192.0.2.11',
    tags: ['public', 'nginx'],
    description: 'Shop and booking pages.',
    report: { pending: packages(24, 6), rebootFile: true },
  },
  {
    name: 'db01',
    updateScheduleId: monthly,
    lastUpdatedAt: daysAgo(71),
    serviceWindow: hoursAround('Europe/Berlin', IN_USE_LATER),
    ipAddress: '192.0.2.12',
    tags: ['postgresql'],
    report: { pending: packages(31, 9) },
  },
  {
    name: 'mail',
    updateScheduleId: weekly,
    lastUpdatedAt: daysAgo(2),
    serviceWindow: hoursAround('Europe/Berlin', IN_USE_LATER),
    ipAddress: '192.0.2.25',
    report: {},
  },
  {
    name: 'files',
    updateScheduleId: monthly,
    lastUpdatedAt: daysAgo(26),
    serviceWindow: hoursAround('Europe/Berlin', IN_USE),
    report: { pending: packages(3) },
  },
  {
    name: 'git',
    updateScheduleId: quarterly,
    lastUpdatedAt: daysAgo(12),
    alwaysInUse: true,
    ipAddress: '2001:db8::17',
    report: { pending: packages(5, 1) },
  },
  {
    name: 'vpn',
    updateScheduleId: weekly,
    lastUpdatedAt: daysAgo(5),
    serviceWindow: hoursAround('Europe/Berlin', IN_USE_LATER),
    report: { listsAt: null },
  },
  {
    name: 'print2',
    site: 'school',
    updateScheduleId: school,
    lastUpdatedAt: daysAgo(9),
    serviceWindow: { ...hoursAround('Europe/Berlin', IN_USE), weekdays: [1, 2, 3, 4, 5] },
    os: 'debian|11|bullseye',
    report: { pending: packages(2) },
  },
  { name: 'print10', site: 'school', updateScheduleId: school, lastUpdatedAt: daysAgo(3), report: { exit: 100 } },
  {
    name: 'Lernplattform',
    site: 'school',
    lastUpdatedAt: daysAgo(80),
    serviceWindow: hoursAround('Europe/Berlin', IN_USE),
    maintenance: true,
    updateScheduleId: school,
  },
  { name: 'till-03', site: 'shop', serviceWindow: hoursAround('Europe/Lisbon', IN_USE), isAbandoned: true },
  {
    name: NASTY.rightToLeft,
    site: 'shop',
    updateScheduleId: shop,
    lastUpdatedAt: daysAgo(33),
    serviceWindow: hoursAround('Asia/Kathmandu', IN_USE),
    tags: ['سمة'],
  },
  { name: NASTY.long, site: 'shop', lastUpdatedAt: daysAgo(4), description: 'x'.repeat(400) },
  { name: NASTY.markup, site: 'shop', lastUpdatedAt: daysAgo(1), report: { pending: packages(1) } },
];
