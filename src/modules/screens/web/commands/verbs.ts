import { restartScreen, restartScreenApp, shutDownScreen } from '../../contract/command-routes.ts';
import type { CommandAction } from '../../domain/command/states.ts';

/** By which route each is asked of one screen. */
export const ISSUE_ROUTES = {
  reboot_host: restartScreen,
  restart_app: restartScreenApp,
  shutdown_host: shutDownScreen,
} as const satisfies Record<CommandAction, unknown>;

/** In the order in which they are offered: what disturbs least comes first. */
export const OFFERED: readonly CommandAction[] = ['restart_app', 'reboot_host', 'shutdown_host'];
