import { z } from 'zod';
import { Maintenance, Named, Responsible } from '../../../kernel/contract/routes/shapes.ts';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { PROCESS_STATUSES } from '../domain/process.ts';
import { SCREEN_STATES, STATE_REASONS } from '../domain/screen-state.ts';
import { GroupOfScreen, ScreenWatch } from './watch-shapes.ts';

/** What the player says of its computer: claims, shown and never trusted; '' where it says nothing. */
export const Hardware = z
  .object({
    hostname: z.string(),
    ip: z.string(),
    mac: z.string(),
    model: z.string(),
    serial: z.string(),
    os: z.string(),
    softwareVersion: z.string(),
  })
  .meta({ id: 'ScreenHardware' });
export type Hardware = z.infer<typeof Hardware>;

export const Screen = z
  .object({
    id: WireId,
    /** As the player names itself: topics hold it, and addresses take it in place of `id`. */
    uuid: WireId,
    name: z.string(),
    site: Named,
    tags: z.array(z.string()),
    description: z.string(),
    /** Null: in none. */
    group: GroupOfScreen.nullable(),
    /** False: nobody is told what is wrong with it. */
    isActive: z.boolean(),
    state: z.enum(SCREEN_STATES),
    /** All that is wrong, worst first. */
    reasons: z.array(z.enum(STATE_REASONS)),
    hardware: Hardware,
    /** Its last heartbeat; null: none yet. */
    lastAlive: WireInstant.nullable(),
    currentProcess: z.string().nullable(),
    processPid: z.int().nullable(),
    processStatus: z.enum(PROCESS_STATUSES).nullable(),
    currentEventId: z.string().nullable(),
    /** A unit of its host has given up; null: none. */
    serviceFailedAt: WireInstant.nullable(),
    serviceFailedUnit: z.string().nullable(),
    mqttReconnectCount: z.int().nullable(),
    mqttLastDisconnectAt: WireInstant.nullable(),
    /** Its account at the broker; null: taken away, so that it must enrol anew. */
    account: z
      .object({
        name: z.string(),
        issuedAt: WireInstant,
        /** The player has used it. */
        isUsed: z.boolean(),
        /** The broker has lost it: the player must enrol anew. */
        isLost: z.boolean(),
      })
      .nullable(),
    /** Messages of its that could not be read. */
    malformedCount: z.int(),
    /** Why the last of them could not, in English; ''. */
    malformedReason: z.string(),
    malformedAt: WireInstant.nullable(),
    /** Messages beyond what a player may say: they had to wait, or were thrown away. */
    limitedCount: z.int(),
    limitedAt: WireInstant.nullable(),
    /** Its player has no identity of its own: it shares an account, and others with it can speak for this screen. */
    sharesAccount: z.boolean(),
    watch: ScreenWatch,
    createdAt: WireInstant,
    version: z.int(),
  })
  .meta({ id: 'Screen' });
export type Screen = z.infer<typeof Screen>;

/** One screen as its page shows it. */
export const ScreenDetail = Screen.extend({
  responsibles: z.array(Responsible),
  /** Running or next. */
  maintenance: Maintenance.nullable(),
  /** Names of permissions that the caller holds on this screen. */
  may: z.array(z.string()),
}).meta({ id: 'ScreenDetail' });
export type ScreenDetail = z.infer<typeof ScreenDetail>;

export const Group = z
  .object({
    id: WireId,
    /** What players call it. */
    number: z.int(),
    name: z.string(),
    site: Named,
    description: z.string(),
    /** `#rrggbb` */
    colour: z.string(),
    /** False: out of use; nothing is shown there, and nobody is told what is wrong with its screens. */
    isActive: z.boolean(),
    /** In the order of its site, from 0. */
    position: z.int(),
    screenCount: z.int(),
    version: z.int(),
  })
  .meta({ id: 'ScreenGroup' });
export type Group = z.infer<typeof Group>;
