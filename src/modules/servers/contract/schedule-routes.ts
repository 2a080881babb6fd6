import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { line, WireId } from '../../../kernel/contract/wire.ts';
import { OVERDUE_POLICIES } from './plan-shapes.ts';
import { POLICY_MODES, UpdateSchedule } from './shapes.ts';

const ScheduleInput = {
  name: line(120),
  intervalDays: z.int().min(1).max(3_650),
  preferredWeekday: z.int().min(1).max(7).nullable(),
  mode: z.enum(POLICY_MODES),
  slotMinutes: z.int().min(5).max(1_440),
  overduePolicy: z.enum(OVERDUE_POLICIES),
};

export const listSchedules = route({
  method: 'GET',
  path: '/update-schedules',
  summary: 'Update schedules',
  permission: 'servers:read',
  input: z.strictObject({ ...pageInput, q: z.string().max(200).optional(), siteId: WireId.optional() }),
  output: pageOf(UpdateSchedule),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const addSchedule = route({
  method: 'POST',
  path: '/update-schedules',
  summary: 'Create an update schedule',
  permission: 'servers:schedules',
  site: 'siteId',
  input: z.strictObject({
    name: ScheduleInput.name,
    intervalDays: ScheduleInput.intervalDays,
    preferredWeekday: ScheduleInput.preferredWeekday.default(null),
    mode: ScheduleInput.mode.default('confirm'),
    slotMinutes: ScheduleInput.slotMinutes.default(60),
    overduePolicy: ScheduleInput.overduePolicy.default('finding'),
    siteId: WireId.optional(),
  }),
  output: UpdateSchedule,
  refusals: { 'servers.schedule_name_taken': 409, 'servers.unknown_site': 422 },
});

export const editSchedule = route({
  method: 'PATCH',
  path: '/update-schedules/:id',
  summary: 'Change an update schedule; due dates of its servers move with it',
  permission: 'servers:schedules',
  input: z.strictObject({
    id: WireId,
    name: ScheduleInput.name.optional(),
    intervalDays: ScheduleInput.intervalDays.optional(),
    preferredWeekday: ScheduleInput.preferredWeekday.optional(),
    mode: ScheduleInput.mode.optional(),
    slotMinutes: ScheduleInput.slotMinutes.optional(),
    overduePolicy: ScheduleInput.overduePolicy.optional(),
  }),
  output: UpdateSchedule,
  refusals: { 'servers.unknown_schedule': 404, 'servers.schedule_name_taken': 409 },
  version: 'version',
});

export const removeSchedule = route({
  method: 'DELETE',
  path: '/update-schedules/:id',
  summary: 'Remove an update schedule that no server follows',
  permission: 'servers:schedules',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown_schedule': 404, 'servers.schedule_in_use': 409 },
});
