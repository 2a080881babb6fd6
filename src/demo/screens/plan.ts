import type { Behaviour } from '../contract/routes.ts';
import { SITES } from '../estate/plan.ts';

// Screens of the demo as data. Names are what building them again finds what is there by.

export interface PlannedGroup {
  readonly site: string;
  readonly name: string;
  readonly colour: string;
}

export interface PlannedScreen {
  readonly name: string;
  readonly site: string;
  /** Null: in none. */
  readonly group: string | null;
  readonly behaviour: Behaviour;
}

const [OFFICE = '', SCHOOL = ''] = SITES.map(({ name }) => name);

export const GROUPS: readonly PlannedGroup[] = [
  { site: OFFICE, name: 'Entrance', colour: '#1c7ed6' },
  { site: OFFICE, name: 'Meeting rooms', colour: '#7048e8' },
  { site: SCHOOL, name: 'Foyer', colour: '#2f9e44' },
  { site: SCHOOL, name: 'Canteen', colour: '#f08c00' },
  { site: SCHOOL, name: 'Corridors', colour: '#0c8599' },
  { site: SCHOOL, name: 'Sports hall', colour: '#c2255c' },
];

const row = (site: string, group: string, name: string, behaviours: readonly Behaviour[]): readonly PlannedScreen[] =>
  behaviours.map((behaviour, index) => ({ name: `${name}-${index + 1}`, site, group, behaviour }));

/** The office of the demo: all its players can be silenced at once. */
export const OUTAGE_SITE = OFFICE;

/** All but `chromium` are simulated. */
export const SCREENS: readonly PlannedScreen[] = [
  ...row(OFFICE, 'Entrance', 'entrance', ['well', 'errors']),
  ...row(OFFICE, 'Meeting rooms', 'meeting', ['well', 'refuses', 'in-maintenance', 'stays-away']),
  ...row(SCHOOL, 'Foyer', 'foyer', ['well', 'black', 'wrong-event', 'crashed', 'frozen', 'well']),
  ...row(SCHOOL, 'Canteen', 'canteen', ['well', 'service-failed', 'clock-off']),
  ...row(SCHOOL, 'Corridors', 'corridor', ['well', 'silent', 'malformed', 'floods', 'reconnects']),
  ...row(SCHOOL, 'Sports hall', 'hall', ['well', 'well']),
  { name: 'chromium', site: OFFICE, group: 'Entrance', behaviour: 'real' },
  { name: 'in-a-box', site: SCHOOL, group: null, behaviour: 'well' },
  { name: 'from-before', site: OFFICE, group: null, behaviour: 'old-contract' },
];

export interface PlannedEvent {
  readonly title: string;
  readonly site: string;
  readonly groups: readonly string[];
  /** Wall times of the site, of each day that the rule names. */
  readonly from: string;
  readonly hours: number;
  readonly rule: string;
  readonly priority: number;
  readonly content:
    | { readonly type: 'message'; readonly html: string; readonly level: 'info' | 'warning' }
    | { readonly type: 'website'; readonly url: string }
    /** Pictures with these words, which are made for it. */
    | { readonly type: 'pictures'; readonly words: readonly string[] };
}

const allDay = { from: '00:00', hours: 24, rule: 'FREQ=DAILY', priority: 0 } as const;

export const EVENTS: readonly PlannedEvent[] = [
  {
    ...{ title: 'Welcome', site: OFFICE, groups: ['Entrance'], ...allDay },
    content: { type: 'pictures', words: ['Welcome to Kontor Bremen', 'Visitors: please sign in at the desk', 'Wi-Fi: ask for a card'] },
  },
  {
    ...{ title: 'Room plan', site: OFFICE, groups: ['Meeting rooms'], ...allDay },
    content: { type: 'website', url: 'https://rooms.demo.example/today' },
  },
  {
    ...{ title: 'Good morning', site: SCHOOL, groups: ['Foyer', 'Corridors'], ...allDay },
    content: { type: 'message', html: '<h1>Gymnasium Nord</h1><p>Good to have you here.</p>', level: 'info' },
  },
  {
    ...{ title: 'Quiet, please: exam', site: SCHOOL, groups: ['Corridors'], priority: 10 },
    ...{ from: '10:00', hours: 2, rule: 'FREQ=WEEKLY;BYDAY=MO,WE,FR' },
    content: { type: 'message', html: '<h1>Quiet, please</h1><p>There is an exam in rooms 101 to 104.</p>', level: 'warning' },
  },
  {
    ...{ title: 'What there is to eat', site: SCHOOL, groups: ['Canteen'], ...allDay },
    content: {
      type: 'message',
      html: '<h1>Today</h1><ul><li>Lentil soup</li><li>Spinach lasagne</li><li>Apple cake</li></ul>',
      level: 'info',
    },
  },
  {
    ...{ title: 'Saturday tournament', site: SCHOOL, groups: ['Sports hall'], priority: 0 },
    ...{ from: '09:00', hours: 8, rule: 'FREQ=WEEKLY;BYDAY=SA' },
    content: { type: 'message', html: '<h1>Tournament</h1><p>Hall A: volleyball. Hall B: table tennis.</p>', level: 'info' },
  },
];
