import type { Freeze } from '../../contract/plan-shapes.ts';

/** Whom a freeze is about. */
export const FREEZE_SUBJECTS = ['site', 'schedule', 'server'] as const;
export type FreezeSubject = (typeof FREEZE_SUBJECTS)[number];

/** A freeze's name and time as the form holds them. */
export interface FreezeTimeValues {
  readonly name: string;
  readonly kind: 'days' | 'instants';
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly timeZone: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

export interface FreezeValues extends FreezeTimeValues {
  readonly siteId: string | null;
  readonly subject: FreezeSubject;
  readonly scheduleId: string | null;
  readonly serverId: string | null;
}

export const emptyFreeze = (siteId: string | null, timeZone: string): FreezeValues => ({
  ...{ name: '', kind: 'days', firstDay: null, lastDay: null, timeZone, from: null, until: null },
  ...{ siteId, subject: 'site', scheduleId: null, serverId: null },
});

/** A stored freeze as its form holds it; `timeZone` is where days start from if it is told in instants. */
export const freezeValues = (freeze: Freeze, timeZone: string): FreezeTimeValues => ({
  name: freeze.name,
  kind: freeze.firstDay === null ? 'instants' : 'days',
  firstDay: freeze.firstDay,
  lastDay: freeze.lastDay,
  timeZone: freeze.timeZone ?? timeZone,
  from: freeze.from,
  until: freeze.until,
});

/** The fields of one kind alone; what is empty stays away, and the routes say what is missing. One day alone is first and last. */
export function freezeTimeInput({ name, kind, firstDay, lastDay, timeZone, from, until }: FreezeTimeValues) {
  const given =
    kind === 'instants' ? { ...(from !== null && { from }), ...(until !== null && { until }) } : daysGiven(firstDay, lastDay, timeZone);
  return { name, ...given };
}

function daysGiven(firstDay: string | null, lastDay: string | null, timeZone: string | null) {
  const last = lastDay ?? firstDay;
  return { ...(firstDay !== null && { firstDay }), ...(last !== null && { lastDay: last }), ...(timeZone !== null && { timeZone }) };
}

/** What adding takes. Only the subject that is chosen goes along. */
export function freezeInput(values: FreezeValues) {
  const { siteId, subject, scheduleId, serverId } = values;
  return {
    ...freezeTimeInput(values),
    ...(siteId !== null && { siteId }),
    scheduleId: subject === 'schedule' ? scheduleId : null,
    serverId: subject === 'server' ? serverId : null,
  };
}

/** A schedule or a server was meant, but none is chosen: the whole site would be frozen instead. */
export const isSubjectMissing = ({ subject, scheduleId, serverId }: FreezeValues): boolean =>
  (subject === 'schedule' && scheduleId === null) || (subject === 'server' && serverId === null);
