import { resolve } from 'node:path';
import { createDemo } from '../demo/demo.ts';
import { createLog } from '../kernel/log/log.ts';
import { systemClock } from '../shared/time.ts';
import type { Command, Given } from './command.ts';
import { askedToEnd, type StartConsole } from './serve.ts';

/** Runs a console with a living demo estate until it is told to end. */
export const demoCommand = (startConsole: StartConsole): Command => ({
  name: 'demo',
  summary: 'Run a console with a living demo estate, in a data folder of its own.',
  usage: '',
  flags: {},
  run: async (given) => {
    const ended = askedToEnd();
    const config = { ...given.config, dataDir: demoFolder(given) };
    const log = createLog(config.log);
    const demo = createDemo({ clock: systemClock, log });
    const console = await startConsole(config, log, [demo.module]);
    try {
      const { credentials, stop } = await demo.start({ ...console, dataDir: config.dataDir });
      given.print(announcement(console.url, credentials));
      log.info({ signal: await ended }, 'demo is stopping');
      await stop();
    } finally {
      await console.stop();
    }
    return 0;
  },
});

/** Never the folder of a house that somebody keeps, unless it was named. */
const demoFolder = ({ config, settings }: Given): string => {
  const isNamed = settings.some(({ name, source }) => name === 'CARETAKER_DATA_DIR' && source !== 'default');
  return isNamed ? config.dataDir : resolve('data-demo');
};

function announcement(url: string, { username, password }: { readonly username: string; readonly password: string }): string {
  const lines = [`Caretaker's demo is running: ${url}`, `Sign in as ${username} with the password ${password}`, 'Ctrl-C stops it.'];
  return `\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
