import { z } from 'zod';
import { Maintenance, Named, Responsible } from '../../../kernel/contract/routes/shapes.ts';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { Approval, HAND_OFF_KINDS, OVERDUE_POLICIES, Slot } from './plan-shapes.ts';

export const UPDATE_STATUSES = ['ok', 'due', 'overdue', 'unscheduled'] as const;
export const WINDOW_STATUSES = ['safe', 'risky', 'unknown'] as const;
/** `unknown`: it has never reported. None but `ok` is ever shown as ok. */
export const REPORT_STATES = ['ok', 'stale-lists', 'error', 'silent', 'unknown'] as const;
export const POLICY_MODES = ['inform', 'confirm', 'enforce'] as const;
export const REBOOT_REQUIRED = ['yes', 'no', 'unknown'] as const;

/** In-use hours, in the server's local time: inside is risky. `end` before `start` runs overnight and belongs to the day it starts on. */
export const ServiceWindow = z
  .object({ start: z.string(), end: z.string(), timeZone: z.string(), weekdays: z.array(z.int().min(1).max(7)) })
  .meta({ id: 'ServiceWindow' });

/** Shape only; that the edges differ and the zone exists is a rule, answered with its own sentence. */
export const ServiceWindowInput = z.strictObject({
  start: z.string().max(20),
  end: z.string().max(20),
  timeZone: z.string().max(60),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5, 6, 7]),
});

export const UpdateSchedule = z
  .object({
    id: WireId,
    name: z.string(),
    site: Named,
    intervalDays: z.int(),
    preferredWeekday: z.int().nullable(),
    mode: z.enum(POLICY_MODES),
    /** How long a slot lasts unless told otherwise. */
    slotMinutes: z.int(),
    overduePolicy: z.enum(OVERDUE_POLICIES),
    /** What is called at a slot's start; null: a person does it. The whole of it is for administrators. */
    handOff: z.object({ kind: z.enum(HAND_OFF_KINDS), origin: z.string(), hasSecret: z.boolean() }).nullable(),
    serverCount: z.int(),
    version: z.int(),
  })
  .meta({ id: 'UpdateSchedule' });
export type UpdateSchedule = z.infer<typeof UpdateSchedule>;

export const Server = z
  .object({
    id: WireId,
    name: z.string(),
    hostname: z.string(),
    ipAddress: z.string().nullable(),
    description: z.string(),
    site: Named,
    tags: z.array(z.string()),
    updateSchedule: z.object({ id: WireId, name: z.string(), intervalDays: z.int(), preferredWeekday: z.int().nullable() }).nullable(),
    lastUpdatedAt: WireInstant.nullable(),
    lastRebootedAt: WireInstant.nullable(),
    serviceWindow: ServiceWindow.nullable(),
    alwaysInUse: z.boolean(),
    updateStatus: z.enum(UPDATE_STATUSES),
    nextUpdateDueAt: WireInstant.nullable(),
    daysSinceLastUpdate: z.int().nullable(),
    suggestedUpdateAt: WireInstant.nullable(),
    serviceWindowStatus: z.enum(WINDOW_STATUSES),
    /** The server's wall clock with its offset, `2026-11-21T14:12:00+01:00`; null without a zone. */
    serverLocalTime: z.string().nullable(),
    nextSafeAt: WireInstant.nullable(),
    nextRiskyAt: WireInstant.nullable(),
    responsibles: z.array(Responsible),
    os: z.object({ id: z.string(), version: z.string(), codename: z.string() }).nullable(),
    kernel: z.string().nullable(),
    /** Null: not known, which is never shown as none. */
    pendingUpdates: z.int().nullable(),
    pendingSecurityUpdates: z.int().nullable(),
    rebootRequired: z.enum(REBOOT_REQUIRED),
    reportState: z.enum(REPORT_STATES),
    reportedAt: WireInstant.nullable(),
    maintenance: Maintenance.nullable(),
    createdAt: WireInstant,
    version: z.int(),
  })
  .meta({ id: 'Server' });
export type Server = z.infer<typeof Server>;

/** The decision for one class of action, with its reasons as codes and figures. */
export const Decision = z
  .object({
    action: z.enum(['read', 'update', 'reboot']),
    answer: z.enum(['allow', 'confirm', 'deny']),
    reasons: z.array(
      z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) }),
    ),
    nextAllowedAt: WireInstant.nullable(),
  })
  .meta({ id: 'Decision' });

export const ServerDetail = Server.extend({
  mode: z.enum(POLICY_MODES),
  /** Set on this server alone; null follows the schedule. */
  modeOverride: z.enum(POLICY_MODES).nullable(),
  decisions: z.array(Decision),
  redundancyGroup: z.string().nullable(),
  overduePolicy: z.enum(OVERDUE_POLICIES),
  /** The slot that waits for its start, or runs. */
  nextSlot: Slot.nullable(),
  /** What waits for a second person. */
  approvals: z.array(Approval),
  /** What the caller may do to this server: names of permissions. */
  may: z.array(z.string()),
  notes: z.string(),
  machine: Named.nullable(),
  createdBy: z.string().nullable(),
  reportToken: z
    .object({ hint: z.string(), createdAt: WireInstant, lastUsedAt: WireInstant.nullable(), addressRanges: z.array(z.string()).nullable() })
    .nullable(),
  report: z
    .object({
      packageManager: z.string().nullable(),
      arch: z.string(),
      agent: z.string(),
      clockSkewSeconds: z.int(),
      listsAt: WireInstant.nullable(),
      intervalSeconds: z.int(),
      /** Why the inventory could not be read, in the tool's own words. */
      error: z.string().nullable(),
      bootedAt: WireInstant.nullable(),
      rebootBecause: z.string().nullable(),
    })
    .nullable(),
  endOfLife: z.object({ product: z.string(), endsAt: WireInstant, state: z.enum(['supported', 'ending', 'ended']) }).nullable(),
}).meta({ id: 'ServerDetail' });
export type ServerDetail = z.infer<typeof ServerDetail>;

export const UpdateRecord = z
  .object({
    id: WireId,
    at: WireInstant,
    /** `report`: seen in a report. `hand-off`: told by what was called at a slot's start. */
    source: z.enum(['person', 'report', 'hand-off']),
    by: z.string().nullable(),
    note: z.string(),
    confirmedRisky: z.boolean(),
    /** False: some updates were seen to be applied while others stayed pending. `lastUpdatedAt` is the newest complete one. */
    isComplete: z.boolean(),
    packages: z.array(z.object({ name: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  })
  .meta({ id: 'UpdateRecord' });

export const PendingPackage = z
  .object({
    name: z.string(),
    installedVersion: z.string().nullable(),
    candidateVersion: z.string(),
    /** Null: the distribution does not tell. */
    isSecurity: z.boolean().nullable(),
    origin: z.string(),
    isHeld: z.boolean(),
  })
  .meta({ id: 'PendingPackage' });
