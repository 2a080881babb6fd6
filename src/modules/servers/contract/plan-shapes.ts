import { z } from 'zod';
import { Named } from '../../../kernel/contract/routes/shapes.ts';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';

/** `planned` and `postponed` wait for their start; `started` waits for its outcome; the rest are ends. */
export const SLOT_STATES = ['planned', 'postponed', 'started', 'succeeded', 'failed', 'missed', 'cancelled', 'unknown'] as const;
/** Each includes the one before: a finding only, also a notice to the owners, also a second person for what is risky. */
export const OVERDUE_POLICIES = ['finding', 'notify', 'second-person'] as const;
export const HAND_OFF_KINDS = ['webhook', 'semaphore', 'awx'] as const;
/** What waits for a second person. */
export const APPROVAL_KINDS = ['updated', 'rebooted', 'slot'] as const;
export const APPROVAL_STATES = ['pending', 'approved', 'declined', 'expired'] as const;

const Figures = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Why, as a code with its figures; instants in them are RFC 3339. The codes of a decision, and those of the planner. */
export const PlanReason = z.object({ code: z.string(), params: Figures }).meta({ id: 'PlanReason' });

/** A time in which one server is to be updated. */
export const Slot = z
  .object({
    id: WireId,
    server: Named,
    site: Named,
    redundancyGroup: z.string().nullable(),
    startsAt: WireInstant,
    endsAt: WireInstant,
    minutes: z.int(),
    state: z.enum(SLOT_STATES),
    /** Somebody confirmed that it lies in a time that is not safe, or the planner found no safe one. */
    isRisky: z.boolean(),
    /** When the update is due, as things stand now; a slot after it is late. */
    dueAt: WireInstant.nullable(),
    isLate: z.boolean(),
    plannedBy: z.string().nullable(),
    plannedAt: WireInstant,
    /** Who confirmed the risk, or approved it as the second person. */
    confirmedBy: z.string().nullable(),
    /** Owners and maintainers hear of it then; null once there is nothing more to tell. */
    noticeDueAt: WireInstant.nullable(),
    noticeToldAt: WireInstant.nullable(),
    postponements: z.array(z.object({ by: z.string(), at: WireInstant, from: WireInstant, to: WireInstant })),
    startedAt: WireInstant.nullable(),
    finishedAt: WireInstant.nullable(),
    /** Why it ended as it did: `too_late`, `refused`, `unreachable`, `told`, `report`, `no_answer` and others; null while open. */
    because: z.string().nullable(),
    /** In the words of what updates the machine. */
    outcome: z.string().nullable(),
    /** Whether the caller may move and cancel it, and whether, answering for the server, they still may postpone it. */
    mayAct: z.boolean(),
    mayPostpone: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Slot' });
export type Slot = z.infer<typeof Slot>;

/** What the planner proposes for one server. */
export const Proposal = z
  .object({
    server: Named,
    site: Named,
    redundancyGroup: z.string().nullable(),
    dueAt: WireInstant.nullable(),
    /** `kept`: the slot that is there already still fits. `moved`: it does not, and this is its new start. `none`: see the reasons. */
    change: z.enum(['new', 'kept', 'moved', 'none']),
    slotId: WireId.nullable(),
    startsAt: WireInstant.nullable(),
    endsAt: WireInstant.nullable(),
    minutes: z.int(),
    isPreferredWeekday: z.boolean(),
    /** After the due instant, because nothing before it was free and safe. */
    isLate: z.boolean(),
    /** In a time that is not safe, because there is no safe one. */
    isRisky: z.boolean(),
    reasons: z.array(PlanReason),
  })
  .meta({ id: 'Proposal' });
export type Proposal = z.infer<typeof Proposal>;

/** A time in which nothing is to be touched. Whole local days with a zone, or a pair of instants. */
export const Freeze = z
  .object({
    id: WireId,
    name: z.string(),
    site: Named,
    /** Both null: the whole site. */
    schedule: Named.nullable(),
    server: Named.nullable(),
    from: WireInstant,
    until: WireInstant,
    /** Days as `2026-12-24`, the last one included; null where instants were given. */
    firstDay: z.string().nullable(),
    lastDay: z.string().nullable(),
    timeZone: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'Freeze' });
export type Freeze = z.infer<typeof Freeze>;

/** Something risky that waits for a second person. */
export const Approval = z
  .object({
    id: WireId,
    server: Named,
    site: Named,
    kind: z.enum(APPROVAL_KINDS),
    /** The instant that is told, or the start of the slot that is wanted. */
    at: WireInstant,
    note: z.string(),
    state: z.enum(APPROVAL_STATES),
    askedBy: z.string().nullable(),
    askedAt: WireInstant,
    expiresAt: WireInstant,
    decidedBy: z.string().nullable(),
    decidedAt: WireInstant.nullable(),
    /** Whether the caller may decide it: who asked may not. */
    mayDecide: z.boolean(),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

/** What is called at a slot's start. The secret itself never leaves. */
export const HandOff = z
  .object({
    kind: z.enum(HAND_OFF_KINDS),
    url: z.string(),
    hasSecret: z.boolean(),
    /** The task template of Semaphore. */
    templateId: z.int().nullable(),
  })
  .meta({ id: 'HandOff' });
export type HandOff = z.infer<typeof HandOff>;
