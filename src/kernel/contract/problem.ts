import { z } from 'zod';

/** RFC 9457, with our `code` and, where input is to blame, the places. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    /** `room.what_went_wrong`; pages translate it. */
    code: z.string(),
    /** Figures for the translated sentence. */
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** Refusals that any route can answer. */
export const GENERAL_REFUSALS = {
  'kernel.malformed': 400,
  'kernel.not_signed_in': 401,
  'kernel.forbidden': 403,
  'kernel.cross_site': 403,
  'kernel.not_found': 404,
  'kernel.method_not_allowed': 405,
  'kernel.too_large': 413,
  'kernel.media_type': 415,
  'kernel.elsewhere': 421,
  'kernel.bad_input': 422,
  'kernel.too_many_requests': 429,
  'kernel.internal': 500,
  'kernel.busy': 503,
  'kernel.database_unavailable': 503,
  'kernel.disk_full': 503,
  'kernel.version_conflict': 412,
} as const;
