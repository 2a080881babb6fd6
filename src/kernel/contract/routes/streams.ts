import { z } from 'zod';
import { route } from '../route.ts';
import { WireId, WireInstant } from '../wire.ts';
import { Nothing } from './shapes.ts';

/** A table that grows as time passes, with how long its rows stay. */
export const KeptStream = z
  .object({
    /** Translated as `streams.<name>`. */
    name: z.string(),
    module: z.string(),
    table: z.string(),
    purpose: z.string(),
    /** Null: for ever. */
    keptDays: z.int().nullable(),
    /** The setting that says so; null where nothing can be set. */
    setting: z.string().nullable(),
    /** After so many days columns with addresses are emptied; null: there are none. */
    blankedAfterDays: z.int().nullable(),
    rows: z.number(),
    /** Large tables are not counted but estimated by the database. */
    isEstimate: z.boolean(),
    /** With indexes. */
    bytes: z.number(),
    oldestAt: WireInstant.nullable(),
  })
  .meta({ id: 'KeptStream' });

export const listStreams = route({
  method: 'GET',
  path: '/streams',
  summary: 'What is kept, how much of it, and for how long',
  permission: 'settings:read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(KeptStream) }),
  refusals: {},
});

export const listArchivedAssets = route({
  method: 'GET',
  path: '/streams/archived-assets',
  summary: 'Archived assets, whose history can be erased; the latest first, 200 at most',
  permission: 'assets:erase',
  input: z.strictObject({ q: z.string().max(200).optional() }),
  output: z.object({
    items: z.array(
      z.object({ id: WireId, module: z.string(), kind: z.string(), name: z.string(), site: z.string(), archivedAt: WireInstant }),
    ),
  }),
  refusals: {},
});

/** No way back. The name is typed again, so that nobody erases another one than they mean. */
export const eraseAsset = route({
  method: 'POST',
  path: '/streams/archived-assets/:id/erase',
  summary: 'Erase an archived asset with all of its history, for good',
  permission: 'assets:erase',
  input: z.strictObject({ id: WireId, name: z.string().max(200) }),
  output: Nothing,
  refusals: { 'assets.unknown': 404, 'streams.not_archived': 409, 'streams.other_name': 422 },
});
