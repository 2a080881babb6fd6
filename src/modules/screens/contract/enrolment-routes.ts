import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { Named, Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { Hardware, Screen } from './screen-shapes.ts';
import { HardwareClaims } from './wire/telemetry.ts';

const MOST_MINUTES = 24 * 60;

export const EnrolmentCode = z
  .object({
    id: WireId,
    site: Named,
    /** The one screen that it is good for; null: for a new one. */
    screen: Named.nullable(),
    by: z.string(),
    createdAt: WireInstant,
    expiresAt: WireInstant,
    /** When a player has shown it. */
    usedAt: WireInstant.nullable(),
  })
  .meta({ id: 'ScreenEnrolmentCode' });
export type EnrolmentCode = z.infer<typeof EnrolmentCode>;

export const HeldEnrolment = z
  .object({
    id: WireId,
    site: Named,
    /** The screen that would be taken over. */
    screen: Named,
    uuid: WireId,
    /** What is known of the screen, and what the player says that wants to be it. */
    known: Hardware,
    claimed: Hardware,
    /** Where it asked from. */
    address: z.string(),
    askedAt: WireInstant,
  })
  .meta({ id: 'HeldScreenEnrolment' });
export type HeldEnrolment = z.infer<typeof HeldEnrolment>;

export const listEnrolmentCodes = route({
  method: 'GET',
  path: '/screens/enrolment-codes',
  summary: 'Enrolment codes that have not ended, newest first',
  permission: 'screens:enrol',
  input: z.strictObject({}),
  output: z.object({ items: z.array(EnrolmentCode) }),
  refusals: {},
});

export const makeEnrolmentCode = route({
  method: 'POST',
  path: '/screens/enrolment-codes',
  summary: 'Make a code by which one player becomes a new screen, or the player of one that is there; shown this once',
  permission: 'screens:enrol',
  site: 'siteId',
  input: z.strictObject({
    siteId: WireId.optional(),
    /** A screen of the site whose player gets a new account; null: a new screen. */
    screenId: WireId.toLowerCase().nullable().default(null),
    minutes: z.int().min(1).max(MOST_MINUTES).default(30),
  }),
  output: EnrolmentCode.extend({ code: z.string() }),
  refusals: { 'screens.unknown_site': 422, 'screens.unknown_screen': 404 },
});

export const revokeEnrolmentCode = route({
  method: 'DELETE',
  path: '/screens/enrolment-codes/:id',
  summary: 'Revoke an enrolment code; the screen that it has made stays',
  permission: 'screens:enrol',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'screens.unknown_code': 404 },
});

const Broker = z.object({
  /** `mqtts://console.example.org:8883` */
  url: z.string(),
  username: z.string(),
  /** Told this once. */
  password: z.string(),
  /** Certificates (PEM) that the broker's must lead to; null: those that the player trusts anyway. */
  ca: z.string().nullable(),
});

/** Asked by players that have nothing but the code which somebody typed. */
export const enrolScreen = route({
  method: 'POST',
  path: '/screens/enrol',
  summary: 'Become a screen by an enrolment code; the same player may ask again until it has signed in once',
  permission: null,
  input: z.strictObject({
    code: z.string().max(100),
    uuid: WireId.toLowerCase(),
    hardware: HardwareClaims,
  }),
  output: z.discriminatedUnion('state', [
    z.object({ state: z.literal('enrolled'), screenId: WireId, broker: Broker }),
    /** A person must decide first: ask again with the same code. */
    z.object({ state: z.literal('held') }),
  ]),
  refusals: {
    'screens.enrolment_refused': 403,
    /** `reason`, in the words of the way to the broker. */
    'screens.broker_away': 503,
  },
  status: 200,
  // A hall of players may start at once behind one address.
  triesPerMinute: 300,
});

export const listHeldEnrolments = route({
  method: 'GET',
  path: '/screens/held-enrolments',
  summary: 'Players that say they are a screen which is known already, oldest first',
  permission: 'screens:enrol',
  input: z.strictObject({}),
  output: z.object({ items: z.array(HeldEnrolment) }),
  refusals: {},
});

export const decideHeldEnrolment = route({
  method: 'POST',
  path: '/screens/held-enrolments/:id',
  summary: 'Accept that a player takes a screen over when it asks again, or refuse it',
  permission: 'screens:enrol',
  input: z.strictObject({ id: WireId, decision: z.enum(['accept', 'refuse']) }),
  output: Nothing,
  refusals: { 'screens.unknown_held': 404 },
});

export const revokeAccount = route({
  method: 'DELETE',
  path: '/screens/:id/account',
  summary: "Take a player's account away: it is cut off until it enrols anew with a code for its screen",
  permission: 'screens:enrol',
  input: z.strictObject({ id: WireId.toLowerCase() }),
  output: Screen,
  refusals: { 'screens.unknown_screen': 404 },
});
