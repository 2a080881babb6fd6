import { z } from 'zod';
import { Named } from '../../../kernel/contract/routes/shapes.ts';
import { line, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { CONTENT_TYPES, isWebAddress, MEDIA_TYPES } from '../domain/content/content.ts';
import { MESSAGE_LEVELS } from './wire/content.ts';

/** Wall clock without a zone, to the minute or the second. */
export const WallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/, 'This is not a local time such as 2026-11-21T08:00.')
  .transform((text, context) => orIssue(() => Temporal.PlainDateTime.from(text), context));

export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'This is not a day such as 2026-11-21.')
  .transform((text, context) => orIssue(() => Temporal.PlainDate.from(text), context));

function orIssue<T>(read: () => T, context: z.RefinementCtx): T {
  try {
    return read();
  } catch {
    context.addIssue({ code: 'custom', message: 'There is no such day or time.' });
    return z.NEVER;
  }
}

const WebAddress = z.string().trim().max(2_000).refine(isWebAddress, { error: 'This is not an address such as https://example.org.' });

/** What a player bears, and a topic. */
export const HTML_AT_MOST = 20_000;

const Timing = {
  slideInterval: z.number().min(1).max(86_400).default(10),
  autoProgress: z.boolean().default(true),
  pageProgress: z.boolean().default(true),
};

export const ContentInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('website'), url: WebAddress }),
  z.strictObject({
    type: z.literal('message'),
    html: z.string().trim().min(1).max(HTML_AT_MOST),
    level: z.enum(MESSAGE_LEVELS).default('info'),
  }),
  z.strictObject({ type: z.literal('presentation'), mediaIds: z.array(WireId).min(1).max(100), ...Timing }),
]);

/** A content as it is kept: of a message what players are sent. */
export const Content = z.discriminatedUnion('type', [
  z.object({ type: z.literal('website'), url: z.string() }),
  z.object({ type: z.literal('message'), html: z.string(), level: z.enum(MESSAGE_LEVELS) }),
  z.object({
    ...{ type: z.literal('presentation'), mediaIds: z.array(z.string()) },
    ...{ slideInterval: z.number(), autoProgress: z.boolean(), pageProgress: z.boolean() },
  }),
]);

const EventGroup = z.object({ id: WireId, number: z.int(), name: z.string(), colour: z.string() });

export const ScreenEvent = z.object({
  id: WireId,
  site: Named,
  title: z.string(),
  description: z.string(),
  /** Those that are not archived. */
  groups: z.array(EventGroup),
  /** By the wall clock of `timeZone`, of the first occurrence. */
  start: z.string(),
  end: z.string(),
  timeZone: z.string(),
  /** RFC 5545; null: once. */
  rule: z.string().nullable(),
  /** The last day of a series. */
  until: z.string().nullable(),
  priority: z.int(),
  isActive: z.boolean(),
  content: Content,
  /** Begins of occurrences that do not happen. */
  skipped: z.array(WireInstant),
  /** When it begins next; null: never again. */
  next: WireInstant.nullable(),
  createdAt: WireInstant,
  version: z.int(),
});

export const Occurrence = z.object({
  eventId: WireId,
  title: z.string(),
  type: z.enum(CONTENT_TYPES),
  start: WireInstant,
  end: WireInstant,
  priority: z.int(),
  isSeries: z.boolean(),
  groups: z.array(EventGroup),
  /** At one of its groups something else is planned at the same time. */
  overlaps: z.boolean(),
});

export const Now = z.object({
  groupId: WireId,
  eventId: WireId,
  title: z.string(),
  type: z.enum(CONTENT_TYPES),
  until: WireInstant,
});

export const Media = z.object({
  id: WireId,
  site: Named,
  name: z.string(),
  mimeType: z.enum(MEDIA_TYPES),
  bytes: z.int(),
  /** Null for documents. */
  width: z.int().nullable(),
  height: z.int().nullable(),
  /** Whoever knows it may fetch the file. */
  url: z.string(),
  /** Events and groups that show it. */
  uses: z.int(),
  createdAt: WireInstant,
});

/** What an event can be made of. */
export const eventFields = {
  title: line(200),
  groupIds: z.array(WireId).min(1).max(200),
  start: WallTime,
  end: WallTime,
  timeZone: z.string().max(64),
  rule: z.string().trim().max(1_000).nullable(),
  until: Day.nullable(),
  priority: z.int().min(-100).max(100),
  isActive: z.boolean(),
  content: ContentInput,
};
