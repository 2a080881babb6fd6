import { z } from 'zod';
import { pageInput, pageOf } from '../page.ts';
import { route } from '../route.ts';
import { WireSaying } from '../saying.ts';
import { commaList, line, WireId, WireInstant } from '../wire.ts';
import { Named, Nothing } from './shapes.ts';

export const CHANNEL_KINDS = ['email', 'webhook', 'ntfy'] as const;
export const MESSAGE_STATES = ['planned', 'sending', 'sent', 'failed', 'unknown', 'cancelled'] as const;
export const LET_THROUGH = ['all', 'own', 'none'] as const;

/** `HH:MM` of the local wall clock. */
const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 07:30.');

/** Why it did not arrive, in English and by its code for other languages. */
const error = { error: z.string().nullable(), saying: WireSaying.nullable() };

const Delivery = z.object({
  state: z.enum(MESSAGE_STATES),
  kind: z.enum(['stories', 'digest', 'notice', 'test']),
  at: WireInstant,
  ...error,
});

export const Channel = z
  .object({
    id: WireId,
    kind: z.enum(CHANNEL_KINDS),
    name: z.string(),
    /** Mail address or URL; null: the address of the account. */
    target: z.string().nullable(),
    hasSecret: z.boolean(),
    /** `critical`: no warnings, no digest, no notices. */
    hears: z.enum(['all', 'critical']),
    isOn: z.boolean(),
    /** Whether a message could leave: mail is set up, and there is an address. */
    isUsable: z.boolean(),
    /** Since the last message that failed for good. */
    failingSince: WireInstant.nullable(),
    /** The newest message. */
    last: Delivery.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

export const OwnTelling = z
  .object({
    quiet: z.object({ start: ClockTime, end: ClockTime }).nullable(),
    letThrough: z.enum(LET_THROUGH),
    digestAt: ClockTime,
    /** Zone in which these hours hold. */
    timeZone: z.string(),
    /** Whether the console can send mail. */
    hasMail: z.boolean(),
    channels: z.array(Channel),
    version: z.int(),
  })
  .meta({ id: 'OwnTelling' });

export const getMyTelling = route({
  method: 'GET',
  path: '/users/me/telling',
  summary: "One's own channels, quiet hours and digest",
  permission: 'account:read',
  input: z.strictObject({}),
  output: OwnTelling,
  refusals: {},
});

export const editMyTelling = route({
  method: 'PATCH',
  path: '/users/me/telling',
  summary: "Change one's own quiet hours and digest",
  permission: 'account:write',
  input: z.strictObject({
    quiet: z.strictObject({ start: ClockTime, end: ClockTime }).nullable().optional(),
    letThrough: z.enum(LET_THROUGH).optional(),
    digestAt: ClockTime.optional(),
  }),
  output: OwnTelling,
  refusals: { 'telling.edges_equal': 422 },
  version: 'version',
});

const Token = z
  .string()
  .trim()
  .max(500)
  .regex(/^[\x21-\x7e]*$/, 'Use letters, digits and signs without blanks.');

export const addMyChannel = route({
  method: 'POST',
  path: '/users/me/channels',
  summary: "Add a channel of one's own; the key of a webhook is shown this once",
  permission: 'account:write',
  input: z.strictObject({
    kind: z.enum(CHANNEL_KINDS),
    name: line(60),
    /** Mail address, URL of a webhook, or of an ntfy topic. */
    target: z.string().trim().min(1).max(2_000),
    /** Of an ntfy topic; empty: none. */
    token: Token.default(''),
    hears: z.enum(['all', 'critical']).default('all'),
  }),
  output: Channel.extend({ key: z.string().nullable() }),
  refusals: { 'telling.bad_address': 422, 'telling.too_many_channels': 409 },
});

export const editMyChannel = route({
  method: 'PATCH',
  path: '/users/me/channels/:id',
  summary: "Change one of one's own channels, or switch it on or off",
  permission: 'account:write',
  input: z.strictObject({
    id: WireId,
    name: line(60).optional(),
    target: z.string().trim().max(2_000).optional(),
    /** Of an ntfy topic; empty: none. */
    token: Token.optional(),
    hears: z.enum(['all', 'critical']).optional(),
    isOn: z.boolean().optional(),
  }),
  output: Channel,
  refusals: { 'telling.unknown_channel': 404, 'telling.bad_address': 422, 'telling.account_mail': 409 },
  version: 'version',
});

export const removeMyChannel = route({
  method: 'DELETE',
  path: '/users/me/channels/:id',
  summary: "Remove one of one's own channels; the account's mail can only be switched off",
  permission: 'account:write',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'telling.unknown_channel': 404, 'telling.account_mail': 409 },
});

export const testMyChannel = route({
  method: 'POST',
  path: '/users/me/channels/:id/test',
  summary: 'Send a test message; what became of it stands at the channel',
  permission: 'account:write',
  input: z.strictObject({ id: WireId }),
  output: z.object({ messageId: WireId }),
  refusals: { 'telling.unknown_channel': 404, 'telling.not_usable': 409 },
  triesPerMinute: 20,
});

export const SiteTelling = z
  .object({
    site: Named,
    /** Minutes after a critical began to speak; null: maintainers are not asked. */
    maintainersAfterMinutes: z.int().nullable(),
    /** The same for the site's team and contact. */
    siteAfterMinutes: z.int().nullable(),
    /** After the last step everybody hears of it again, each time after so many hours; null: never. */
    repeatHours: z.int().nullable(),
    team: Named.nullable(),
    contact: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'SiteTelling' });
export type SiteTelling = z.infer<typeof SiteTelling>;

export const listSiteTelling = route({
  method: 'GET',
  path: '/telling/sites',
  summary: 'Who is told of criticals that nobody acknowledges, by site',
  permission: 'telling:manage',
  input: z.strictObject({}),
  output: z.object({ items: z.array(SiteTelling) }),
  refusals: {},
});

const WEEK_MINUTES = 7 * 24 * 60;

export const editSiteTelling = route({
  method: 'PATCH',
  path: '/telling/sites/:id',
  summary: 'Change the steps of a site',
  permission: 'telling:manage',
  input: z.strictObject({
    id: WireId,
    maintainersAfterMinutes: z.int().min(0).max(WEEK_MINUTES).nullable().optional(),
    siteAfterMinutes: z.int().min(0).max(WEEK_MINUTES).nullable().optional(),
    repeatHours: z.int().min(1).max(168).nullable().optional(),
    teamId: WireId.nullable().optional(),
  }),
  output: SiteTelling,
  refusals: { 'sites.unknown': 404, 'telling.unknown_team': 422 },
  version: 'version',
});

export const DeliveryRow = z
  .object({
    id: WireId,
    at: WireInstant,
    to: z.string(),
    channel: z.object({ kind: z.enum(CHANNEL_KINDS), name: z.string() }),
    kind: z.enum(['stories', 'digest', 'notice', 'test']),
    state: z.enum(MESSAGE_STATES),
    /** Subjects of its stories, three at most. */
    about: z.array(z.string()),
    count: z.int(),
    attempts: z.int(),
    nextAt: WireInstant.nullable(),
    endedAt: WireInstant.nullable(),
    ...error,
  })
  .meta({ id: 'Delivery' });
export type DeliveryRow = z.infer<typeof DeliveryRow>;

export const listDeliveries = route({
  method: 'GET',
  path: '/telling/deliveries',
  summary: 'What was told to whom, newest first, with what became of it',
  permission: 'telling:manage',
  input: z.strictObject({ ...pageInput, state: commaList(z.enum(MESSAGE_STATES)).optional(), userId: WireId.optional() }),
  output: pageOf(DeliveryRow),
  refusals: { 'kernel.bad_cursor': 422 },
});
