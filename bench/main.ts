import { parseArgs } from 'node:util';
import type { BenchOptions } from './options.ts';

/** `npm run bench -- servers --seconds 5`: each benchmark prints a table and a ratio. Without a name all of them run, one after the other. */
const benchmarks: Readonly<Record<string, () => Promise<{ run(options: BenchOptions): Promise<void> }>>> = {
  bans: () => import('./bans.ts'),
  mqtt: () => import('./mqtt.ts'),
  screens: () => import('./screens.ts'),
  servers: () => import('./servers.ts'),
  start: () => import('./start.ts'),
  today: () => import('./today.ts'),
};

const { values, positionals: asked } = parseArgs({ allowPositionals: true, options: { seconds: { type: 'string', default: '1' } } });
const seconds = Number(values.seconds);
const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0 || !(seconds > 0)) {
  console.error(`Usage: npm run bench -- [${Object.keys(benchmarks).join('|')}] [--seconds S]`);
  process.exit(2);
}
for (const [name, load] of Object.entries(benchmarks)) {
  if (asked.length === 0 || asked.includes(name)) await (await load()).run({ seconds });
}
