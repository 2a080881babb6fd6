import type { ServerDetail } from '../../contract/shapes.ts';
import { EVERY_WEEKDAY } from './weekdays.ts';

/** Whether in-use hours are known, and of which kind. */
export const HOURS_KINDS = ['none', 'hours', 'always'] as const;
export type HoursKind = (typeof HOURS_KINDS)[number];

/** In-use hours as a form holds them. */
export interface HoursValues {
  readonly hoursKind: HoursKind;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly weekdays: readonly number[];
}

/** A server as its form holds it; an empty text is what is not given. */
export interface ServerValues extends HoursValues {
  readonly name: string;
  readonly hostname: string;
  readonly ipAddress: string;
  readonly description: string;
  readonly updateScheduleId: string | null;
  readonly tags: readonly string[];
}

/** Hours that suit most offices, for whoever says that there are some. */
export const usualHours = (timeZone: string): HoursValues => ({
  hoursKind: 'hours',
  start: '08:00',
  end: '18:00',
  timeZone,
  weekdays: EVERY_WEEKDAY,
});

/** `hoursKind` and times to what the routes take. */
export function hoursInput({ hoursKind, start, end, timeZone, weekdays }: HoursValues) {
  const serviceWindow = hoursKind === 'hours' ? { start: start.trim(), end: end.trim(), timeZone, weekdays: [...weekdays] } : null;
  return { serviceWindow, alwaysInUse: hoursKind === 'always' };
}

const hoursValues = (server: ServerDetail, timeZone: string): HoursValues => ({
  ...usualHours(timeZone),
  ...server.serviceWindow,
  hoursKind: server.alwaysInUse ? 'always' : server.serviceWindow === null ? 'none' : 'hours',
});

/** A stored server as its form holds it. `timeZone` is where hours start from that are not set yet. */
export const serverValues = (server: ServerDetail, timeZone: string): ServerValues => ({
  name: server.name,
  hostname: server.hostname,
  ipAddress: server.ipAddress ?? '',
  description: server.description,
  updateScheduleId: server.updateSchedule?.id ?? null,
  tags: server.tags,
  ...hoursValues(server, timeZone),
});

/** The fields that both creating and editing send. */
export function serverInput(values: ServerValues) {
  return {
    name: values.name,
    hostname: values.hostname,
    ipAddress: values.ipAddress.trim() === '' ? null : values.ipAddress.trim(),
    description: values.description,
    updateScheduleId: values.updateScheduleId,
    tags: [...values.tags],
    ...hoursInput(values),
  };
}
