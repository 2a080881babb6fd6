import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { commaList, line, prose, queryFlag, WireId } from '../../../kernel/contract/wire.ts';
import { SCREEN_STATES } from '../domain/screen-state.ts';
import { Screen, ScreenDetail } from './screen-shapes.ts';
import { WIRE_SCHEMA_NAMES } from './wire/schemas.ts';

/** The screen's id, or the UUID by which its player names itself. */
const ScreenId = WireId.toLowerCase();
export const SCREEN_SORTS = ['name', '-name', 'lastAlive', '-lastAlive'] as const;

export const listScreens = route({
  method: 'GET',
  path: '/screens',
  summary: 'Screens with their state',
  permission: 'screens:read',
  input: z.strictObject({
    ...pageInput,
    q: z.string().max(200).optional(),
    /** Whether its heartbeat is within the grace. */
    alive: queryFlag.optional(),
    state: commaList(z.enum(SCREEN_STATES)).optional(),
    groupId: WireId.optional(),
    siteId: WireId.optional(),
    /** Those in no group. */
    unassigned: queryFlag.optional(),
    sort: z.enum(SCREEN_SORTS).default('name'),
  }),
  output: pageOf(Screen),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getScreen = route({
  method: 'GET',
  path: '/screens/:id',
  summary: "One screen, by its id or its player's UUID",
  permission: 'screens:read',
  input: z.strictObject({ id: ScreenId }),
  output: ScreenDetail,
  refusals: { 'screens.unknown_screen': 404 },
  version: 'version',
});

export const editScreen = route({
  method: 'PATCH',
  path: '/screens/:id',
  summary: 'Change what people say about a screen',
  permission: 'screens:manage',
  input: z.strictObject({
    id: ScreenId,
    name: line(120).optional(),
    description: prose(2_000).optional(),
    isActive: z.boolean().optional(),
    tags: z.array(line(60)).max(50).optional(),
  }),
  output: Screen,
  refusals: { 'screens.unknown_screen': 404, 'screens.name_taken': 409 },
  version: 'version',
});

export const archiveScreen = route({
  method: 'DELETE',
  path: '/screens/:id',
  summary: 'Archive a screen: its account ends, and its player can enrol as a new one',
  permission: 'screens:manage',
  input: z.strictObject({ id: ScreenId }),
  output: Nothing,
  refusals: { 'screens.unknown_screen': 404 },
});

export const assignScreens = route({
  method: 'POST',
  path: '/screens/assign',
  summary: 'Put screens into a group of their site, or into none',
  permission: 'screens:manage',
  site: 'siteId',
  /** All of one site, which must be named where there are several. */
  input: z.strictObject({ siteId: WireId.optional(), ids: z.array(ScreenId).min(1).max(500), groupId: WireId.nullable() }),
  /** How many were somewhere else before. */
  output: z.object({ changed: z.int() }),
  refusals: { 'screens.unknown_screen': 404, 'screens.unknown_group': 404 },
  status: 200,
});

export const clearServiceFailed = route({
  method: 'POST',
  path: '/screens/:id/clear-service-failed',
  summary: 'Forget that a unit of the host has given up, here and at the broker; nothing failed is no fault',
  permission: 'screens:manage',
  input: z.strictObject({ id: ScreenId }),
  output: Screen,
  refusals: { 'screens.unknown_screen': 404 },
  status: 200,
});

export const getWireSchema = route({
  method: 'GET',
  path: '/screens/schemas/:schema',
  summary: 'JSON Schema (2020-12) of a message between players and the console',
  permission: 'screens:read',
  input: z.strictObject({
    schema: z
      .string()
      .max(100)
      .transform((name) => name.replace(/\.json$/, ''))
      .pipe(z.enum(WIRE_SCHEMA_NAMES)),
  }),
  output: z.record(z.string(), z.unknown()),
  refusals: {},
});
