import { orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { CommandActions } from '../actions/commands/actions.ts';
import * as contract from '../contract/command-routes.ts';
import type { CommandAction } from '../domain/command/states.ts';
import { presentCommand, presentCommandDetail } from './present-command.ts';

const ISSUES = [
  [contract.restartScreen, 'reboot_host'],
  [contract.restartScreenApp, 'restart_app'],
  [contract.shutDownScreen, 'shutdown_host'],
] as const satisfies readonly (readonly [unknown, CommandAction])[];

/** The routes of commands. */
export const commandRoutes = ({ issue, acts, queries, bulk, crashed }: CommandActions): readonly Served[] => [
  ...ISSUES.map(([route, action]) =>
    serve(route, async ({ id, reason = null, commandId }, { actor, scope }) =>
      presentCommand(orRefuse(await issue.issue(actor, scope, { id, action, reason, commandId }))),
    ),
  ),
  serve(contract.commandScreens, async (input, { actor, scope }) => ({
    items: (await bulk(actor, scope, input)).map(({ id, command, refusal }) => ({
      ...{ id, command: command === null ? null : presentCommand(command), refusal },
    })),
  })),
  serve(contract.listCommands, async ({ screenId, status, open, cursor, limit }, { scope }) => {
    const { items, nextCursor } = await queries.list(scope, { screenId, status, isOpen: open }, { cursor, limit });
    return { items: items.map(presentCommand), nextCursor };
  }),
  serve(contract.getCommand, async ({ id }, { scope }) => {
    const found = await queries.find(scope, id);
    if (found === null) throw new Refusal('screens.unknown_command');
    return presentCommandDetail(found);
  }),
  serve(contract.cancelCommand, async ({ id }, { actor, scope }) => presentCommand(orRefuse(await acts.cancel(actor, scope, id)))),
  serve(contract.closeCommand, async (input, { actor, scope }) => presentCommand(orRefuse(await acts.close(actor, scope, input)))),
  serve(contract.listCrashed, async (_input, { scope }) => {
    const { graceSeconds, items } = await crashed(scope);
    return { graceSeconds, count: items.length, items: items.map((one) => ({ ...one })) };
  }),
];
