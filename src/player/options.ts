import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DRIVERS, type Driver } from './power/power.ts';

export interface Options {
  readonly command: 'run' | 'status' | 'help';
  readonly console: string | null;
  readonly code: string | null;
  readonly state: string;
  readonly driver: Driver;
  /** Null: nobody may reboot this host or shut it down. */
  readonly helper: string | null;
  readonly isDryRun: boolean;
  readonly isHeadless: boolean;
}

export const USAGE = `caretaker-player [run|status] [options]

  --console URL    the console, for the first start
  --code CODE      the enrolment code, for the first start
  --state DIR      where it keeps what it knows (default: $STATE_DIRECTORY, else ~/.local/state/caretaker-player)
  --driver NAME    how the television is switched: ${DRIVERS.join(', ')} (default: none)
  --helper FILE    the program that reboots and shuts down, called with the action as its one word;
                   without it commands to do so are answered with permission_denied_local
  --dry-run        nothing is done to the host: a reboot is some seconds of silence
  --headless       without a window, for trials on a server
`;

/** The words of the command line. Throws with a sentence. */
export function readOptions(words: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      console: { type: 'string' },
      code: { type: 'string' },
      state: { type: 'string' },
      driver: { type: 'string', default: 'none' },
      helper: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      headless: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [word = 'run', ...more] = positionals;
  if (more.length > 0 || !['run', 'status'].includes(word)) throw new Error(`There is no "${positionals.join(' ')}". See --help.`);
  const driver = DRIVERS.find((name) => name === values.driver);
  if (driver === undefined) throw new Error(`There is no driver "${values.driver}": ${DRIVERS.join(', ')}.`);
  const { protocol } = URL.parse(values.console ?? 'http://none') ?? { protocol: '' };
  if (!['http:', 'https:'].includes(protocol)) throw new Error('--console is an address such as https://console.example.org.');
  const state = values.state ?? environment['STATE_DIRECTORY'] ?? join(homedir(), '.local/state/caretaker-player');
  return {
    command: values.help ? 'help' : word === 'status' ? 'status' : 'run',
    ...{ console: values.console ?? null, code: values.code ?? null, state, driver },
    ...{ helper: values.helper ?? null, isDryRun: values['dry-run'] },
    isHeadless: values.headless,
  };
}
