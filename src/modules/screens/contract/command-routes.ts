import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { commaList, prose, queryFlag, WireId } from '../../../kernel/contract/wire.ts';
import { COMMAND_ACTIONS, COMMAND_STATUSES } from '../domain/command/states.ts';
import { RECOVERY_REASONS } from '../domain/crash-recovery.ts';
import { Command, CommandDetail } from './command-shapes.ts';

const Reason = prose(2_000);

const issueInput = z.strictObject({
  /** The screen's id, or the UUID by which its player names itself. */
  id: WireId.toLowerCase(),
  reason: Reason.optional(),
  /** Chosen by the caller: asked again with the same one, it is no second command. */
  commandId: WireId.toLowerCase().optional(),
});

const issueRefusals = {
  'screens.unknown_screen': 404,
  'screens.command_id_taken': 409,
  /** Too many reboots and restarts in a short time. `until` */
  'screens.command_locked': 429,
  /** The broker did not take it. `reason` */
  'screens.command_not_published': 502,
} as const;

const issued = {
  method: 'POST',
  permission: 'screens:command',
  input: issueInput,
  output: Command,
  refusals: issueRefusals,
  status: 202,
} as const;

export const restartScreen = route({ ...issued, path: '/screens/:id/restart', summary: 'Ask the host of a screen to reboot' });
export const restartScreenApp = route({ ...issued, path: '/screens/:id/restart-app', summary: 'Ask a player to start its program anew' });
export const shutDownScreen = route({ ...issued, path: '/screens/:id/shutdown', summary: 'Ask the host of a screen to shut down' });

export const commandScreens = route({
  method: 'POST',
  path: '/screens/commands',
  summary: 'Ask the same of many screens; says of each what came of it',
  permission: 'screens:command',
  input: z.strictObject({
    ids: z.array(WireId.toLowerCase()).min(1).max(500),
    action: z.enum(COMMAND_ACTIONS),
    reason: Reason.pipe(z.string().min(3)),
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: WireId,
        command: Command.nullable(),
        /** Why there is none. */
        refusal: z.enum(['screens.unknown_screen', 'screens.command_locked']).nullable(),
      }),
    ),
  }),
  refusals: {},
  status: 202,
});

export const listCommands = route({
  method: 'GET',
  path: '/screens/commands',
  summary: 'Commands, newest first',
  permission: 'screens:command',
  input: z.strictObject({
    ...pageInput,
    /** A screen's id, or its player's UUID. */
    screenId: WireId.toLowerCase().optional(),
    status: commaList(z.enum(COMMAND_STATUSES)).optional(),
    /** Those that have not ended. */
    open: queryFlag.optional(),
  }),
  output: pageOf(Command),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getCommand = route({
  method: 'GET',
  path: '/screens/commands/:id',
  summary: 'One command with its story',
  permission: 'screens:command',
  input: z.strictObject({ id: WireId }),
  output: CommandDetail,
  refusals: { 'screens.unknown_command': 404 },
});

export const cancelCommand = route({
  method: 'POST',
  path: '/screens/commands/:id/cancel',
  summary: 'Call a command back that has not begun',
  permission: 'screens:command',
  input: z.strictObject({ id: WireId }),
  output: Command,
  refusals: { 'screens.unknown_command': 404, 'screens.command_begun': 409 },
  status: 200,
});

export const closeCommand = route({
  method: 'POST',
  path: '/screens/commands/:id/close',
  summary: 'Say what came of a command that needs a person',
  permission: 'screens:command',
  input: z.strictObject({ id: WireId, outcome: z.enum(['completed', 'failed']), note: prose(2_000).pipe(z.string().min(3)) }),
  output: Command,
  refusals: { 'screens.unknown_command': 404, 'screens.command_needs_nobody': 409 },
  status: 200,
});

export const listCrashed = route({
  method: 'GET',
  path: '/screens/crashed',
  summary: 'Active screens that have crashed or are silent for longer than the grace of the recovery',
  permission: 'screens:command',
  input: z.strictObject({}),
  output: z.object({
    count: z.int(),
    graceSeconds: z.int(),
    items: z.array(
      z.object({
        id: WireId,
        uuid: WireId,
        name: z.string(),
        siteId: WireId,
        reason: z.enum(RECOVERY_REASONS),
        /** Its last heartbeat; null: none yet. */
        lastAlive: z.string().nullable(),
      }),
    ),
  }),
  refusals: {},
});
