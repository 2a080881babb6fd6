import type { Config } from '../kernel/config/config.ts';
import { PROCESS_ROLES, type ProcessRoles, rolesAmong } from '../kernel/contract/process-roles.ts';
import { createLog, type Log } from '../kernel/log/log.ts';
import type { Module } from '../kernel/module.ts';
import { type Command, UsageError } from './command.ts';

/** A console that answers. */
export interface RunningConsole {
  /** Where people reach it, without a trailing slash. */
  readonly url: string;
  /** Of the one-time link; null once there is an account. */
  readonly setupToken: string | null;
  /** The one-time link; null once there is an account. */
  readonly setupUrl: string | null;
  /** Stops listening, finishes requests, gives back what it holds, closes. */
  stop(): Promise<void>;
}

export type StartConsole = (config: Config, log: Log, guests?: readonly Module[]) => Promise<RunningConsole>;

/** Runs until it is told to end. */
export const serveCommand = (start: StartConsole): Command => ({
  name: 'serve',
  summary: 'Run the console until SIGINT or SIGTERM.',
  usage: `[--roles ${PROCESS_ROLES.join(',')}] [--announce]`,
  flags: { announce: { type: 'boolean' }, roles: { type: 'string' } },
  run: async ({ flags, config, print }) => {
    const roles = rolesFrom(flags['roles']) ?? config.roles;
    // Listened to before anything starts: a signal in between must not leave a database behind.
    const ended = askedToEnd();
    const log = createLog(config.log);
    const console = await start({ ...config, roles }, log);
    if (flags['announce'] === true) print(announcement(console));
    log.info({ signal: await ended }, 'console is stopping');
    await console.stop();
    return 0;
  },
});

/** Null: they follow from the configuration. */
function rolesFrom(flag: boolean | string | undefined): ProcessRoles | null {
  if (typeof flag !== 'string') return null;
  const { roles, unknown } = rolesAmong(flag.split(',').map((word) => word.trim()));
  if (unknown.length === 0) return roles;
  throw new UsageError(`There is no role ${unknown.map((word) => `"${word}"`).join(', ')}; there is ${PROCESS_ROLES.join(', ')}.`);
}

/**
 * Resolves with the first signal. Later ones are ignored: at a terminal Ctrl-C arrives once by itself and once more
 * from npm, and the second must not cut off the requests that the first lets finish.
 */
export function askedToEnd(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
}

function announcement({ url, setupUrl }: RunningConsole): string {
  const lines = [`Caretaker is running: ${url}`];
  if (setupUrl !== null) lines.push(`Make the first account (this link works once): ${setupUrl}`);
  lines.push('Ctrl-C stops it.');
  return `\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
