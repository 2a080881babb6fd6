import type { Distribution } from '../machines/machine.ts';

/** The estate as data. Names are what building it again finds what is there by. */
export interface PlannedSite {
  readonly name: string;
  readonly timeZone: string;
  readonly notes: string;
}

export interface PlannedPerson {
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
  readonly role: 'user' | 'editor' | 'admin';
}

export interface PlannedSchedule {
  readonly site: string;
  readonly name: string;
  readonly intervalDays: number;
  readonly preferredWeekday: number | null;
  readonly mode: 'inform' | 'confirm' | 'enforce';
}

export interface PlannedServer {
  readonly site: string;
  readonly name: string;
  readonly description: string;
  readonly ipAddress: string;
  readonly distribution: Distribution;
  /** In-use hours, start and end by the site's clock; null: nobody told. */
  readonly hours: readonly [start: string, end: string, weekdays: readonly number[]] | null;
  readonly schedule: string | null;
  readonly owner: string;
  /** Null: never. */
  readonly updatedDaysAgo: number | null;
  /** Updates that wait at first. */
  readonly waiting: number;
  /** Nobody installs its updates. */
  readonly isNeglected: boolean;
  readonly tags: readonly string[];
  /** Never two of one group are updated at once. */
  readonly redundancyGroup: string | null;
}

const OFFICE = 'Kontor Bremen';
const SCHOOL = 'Gymnasium Nord';
const SHOPS = 'Shops New York';

export const SITES: readonly PlannedSite[] = [
  { name: OFFICE, timeZone: 'Europe/Berlin', notes: 'Head office. Two racks in the cellar.' },
  { name: SCHOOL, timeZone: 'Europe/Vienna', notes: 'Class rooms are in use from seven to four.' },
  { name: SHOPS, timeZone: 'America/New_York', notes: 'Tills must never be touched during opening hours.' },
];

export const PEOPLE: readonly PlannedPerson[] = [
  { username: 'olga', displayName: 'Olga Petersen', email: 'olga@demo.example', role: 'editor' },
  { username: 'adam', displayName: 'Adam Yilmaz', email: 'adam@demo.example', role: 'admin' },
  { username: 'vera', displayName: 'Vera Lindström', email: 'vera@demo.example', role: 'user' },
];

/** Days from the first start on. */
export const FREEZE = { site: SHOPS, name: 'Holiday sale', fromDay: 4, days: 3 } as const;

export const TEAM = { name: 'Night shift', members: ['olga', 'adam'] } as const;

export const SCHEDULES: readonly PlannedSchedule[] = [
  { site: OFFICE, name: 'Weekly', intervalDays: 7, preferredWeekday: 2, mode: 'confirm' },
  { site: OFFICE, name: 'Monthly', intervalDays: 30, preferredWeekday: 6, mode: 'enforce' },
  { site: SCHOOL, name: 'Every two weeks', intervalDays: 14, preferredWeekday: 5, mode: 'confirm' },
  { site: SHOPS, name: 'Monthly', intervalDays: 30, preferredWeekday: 7, mode: 'enforce' },
];

const WORKDAYS = [1, 2, 3, 4, 5];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

type Own = Pick<PlannedServer, 'name' | 'ipAddress'> & Partial<PlannedServer>;

const inOffice = (own: Own): PlannedServer => ({
  ...{ site: OFFICE, description: '', distribution: 'debian-13', hours: ['08:00', '18:00', WORKDAYS], schedule: 'Weekly', owner: 'olga' },
  ...{ updatedDaysAgo: 2, waiting: 2, isNeglected: false, tags: ['rack-1'], redundancyGroup: null },
  ...own,
});

const classroom = (number: number): PlannedServer => ({
  ...{ site: SCHOOL, name: `room${number}`, description: 'Pupils’ machine', ipAddress: `192.0.2.${number}`, distribution: 'ubuntu-24.04' },
  ...{ hours: ['07:00', '16:00', WORKDAYS], schedule: 'Every two weeks', owner: 'adam', updatedDaysAgo: 1 + (number % 9) },
  ...{ waiting: number % 4, isNeglected: false, tags: ['class-room'], redundancyGroup: null },
});

const till = (number: number, own: Partial<PlannedServer> = {}): PlannedServer => ({
  ...{ site: SHOPS, name: `pos0${number}`, description: 'Till', ipAddress: `198.51.100.${number}`, distribution: 'rocky-9' },
  ...{ hours: ['09:00', '22:00', EVERY_DAY], schedule: 'Monthly', owner: 'adam', updatedDaysAgo: 4 + number * 3, waiting: number },
  ...{ isNeglected: false, tags: ['till'], redundancyGroup: 'tills' },
  ...own,
});

export const SERVERS: readonly PlannedServer[] = [
  inOffice({
    name: 'web01',
    ipAddress: '203.0.113.11',
    description: 'Shop front',
    hours: ['06:00', '23:00', EVERY_DAY],
    tags: ['web'],
    redundancyGroup: 'web',
  }),
  inOffice({
    name: 'web02',
    ipAddress: '203.0.113.12',
    description: 'Shop front',
    hours: ['06:00', '23:00', EVERY_DAY],
    tags: ['web'],
    redundancyGroup: 'web',
  }),
  inOffice({
    name: 'db01',
    ipAddress: '203.0.113.21',
    description: 'Orders',
    schedule: 'Monthly',
    updatedDaysAgo: 52,
    waiting: 9,
    isNeglected: true,
  }),
  inOffice({ name: 'mail01', ipAddress: '203.0.113.25', distribution: 'debian-12', updatedDaysAgo: 6, waiting: 3 }),
  inOffice({ name: 'files01', ipAddress: '203.0.113.31', schedule: 'Monthly', updatedDaysAgo: 12 }),
  inOffice({ name: 'backup01', ipAddress: '203.0.113.32', hours: ['22:00', '05:00', EVERY_DAY], schedule: 'Monthly', updatedDaysAgo: 20 }),
  inOffice({ name: 'build01', ipAddress: '203.0.113.41', distribution: 'alpine-3.22', updatedDaysAgo: 3 }),
  inOffice({
    name: 'lab01',
    ipAddress: '203.0.113.51',
    hours: null,
    schedule: null,
    updatedDaysAgo: null,
    waiting: 5,
    isNeglected: true,
    tags: ['lab'],
  }),
  inOffice({ name: 'nas01', ipAddress: '203.0.113.61', distribution: 'debian-12', updatedDaysAgo: 5, tags: ['storage'] }),
  ...Array.from({ length: 24 }, (_, index) => classroom(101 + index)),
  till(1),
  till(2, { updatedDaysAgo: 75, waiting: 8, isNeglected: true }),
  till(3),
  till(4),
];
