import type { UpdateSchedule } from '../../contract/shapes.ts';

/** A schedule as its form holds it. */
export interface ScheduleValues extends Pick<UpdateSchedule, 'name' | 'preferredWeekday' | 'mode' | 'overduePolicy'> {
  /** Null while the field is empty. */
  readonly intervalDays: number | null;
  readonly slotMinutes: number | null;
}

/** What suits most servers. */
export const USUAL_SCHEDULE: ScheduleValues = {
  name: '',
  intervalDays: 30,
  preferredWeekday: null,
  mode: 'confirm',
  slotMinutes: 60,
  overduePolicy: 'finding',
};

export const scheduleValues = (schedule: UpdateSchedule): ScheduleValues => {
  const { name, intervalDays, preferredWeekday, mode, slotMinutes, overduePolicy } = schedule;
  return { name, intervalDays, preferredWeekday, mode, slotMinutes, overduePolicy };
};

/** What the routes take. An empty figure is what the contract refuses with its own sentence. */
export const scheduleInput = ({ intervalDays, slotMinutes, ...values }: ScheduleValues) => ({
  ...values,
  intervalDays: intervalDays ?? Number.NaN,
  slotMinutes: slotMinutes ?? Number.NaN,
});
