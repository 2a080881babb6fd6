import { describeConfig, printConfig } from '../kernel/config/describe.ts';
import type { Command } from './command.ts';

export const configCommand: Command = {
  name: 'config',
  summary: 'Show every setting from outside with its source; secrets are hidden.',
  usage: '[--json]',
  flags: { json: { type: 'boolean' } },
  run: async ({ flags, settings, print }) => {
    const rows = describeConfig(settings);
    print(flags['json'] === true ? JSON.stringify(rows, null, 2) : printConfig(rows).trimEnd());
    return 0;
  },
};
