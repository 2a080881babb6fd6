import { z } from 'zod';
import { pageInput, pageOf } from '../page.ts';
import { route } from '../route.ts';
import { line, WireId, WireInstant } from '../wire.ts';
import { Named, Nothing, PersonRef } from './shapes.ts';

const ERRAND_STATES = ['waiting', 'running', 'succeeded', 'failed', 'canceled', 'interrupted'] as const;
export type ErrandState = (typeof ERRAND_STATES)[number];

/** Text `<module>:errands.<key>` with its figures. */
const Message = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) });

/** Something long that the console does for a person. */
export const Errand = z
  .object({
    id: WireId,
    module: z.string(),
    /** Unique in its module. */
    kind: z.string(),
    title: Message,
    /** Null: about no single site. */
    site: Named.nullable(),
    /** Null: the console itself. */
    begunBy: PersonRef.nullable(),
    /** The caller began it. */
    isMine: z.boolean(),
    state: z.enum(ERRAND_STATES),
    done: z.int(),
    /** Null: nobody knows yet. */
    total: z.int().nullable(),
    /** What it is doing right now. */
    note: Message.nullable(),
    /** What came of it; null: the state says it all. */
    result: Message.nullable(),
    /** Path of the page where its outcome is. */
    page: z.string().nullable(),
    /** It stops at its next step. */
    isCancelAsked: z.boolean(),
    /** By the caller, now. */
    canCancel: z.boolean(),
    begunAt: WireInstant,
    changedAt: WireInstant,
    endedAt: WireInstant.nullable(),
  })
  .meta({ id: 'Errand' });
export type Errand = z.infer<typeof Errand>;

export const listErrands = route({
  method: 'GET',
  path: '/errands',
  summary: 'Long work that the caller began or may see: what is not over first, then what ended last',
  permission: 'errands:read',
  input: z.strictObject({
    ...pageInput,
    /** `open`: waiting or running. */
    state: z.enum(['open', 'ended']).optional(),
    module: line(80).optional(),
    kind: line(80).optional(),
  }),
  output: pageOf(Errand),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getErrand = route({
  method: 'GET',
  path: '/errands/:id',
  summary: 'How far one piece of long work is, or what came of it',
  permission: 'errands:read',
  input: z.strictObject({ id: WireId }),
  output: Errand,
  refusals: { 'errands.unknown': 404 },
});

export const cancelErrand = route({
  method: 'POST',
  path: '/errands/:id/cancel',
  summary: 'Have long work stop at its next step; what waits ends at once',
  permission: 'errands:cancel',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'errands.unknown': 404, 'errands.over': 409, 'errands.not_cancelable': 409 },
});
