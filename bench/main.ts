/** `npm run bench -- servers`: each benchmark prints a table and a ratio. Without a name all of them run, one after the other. */
const benchmarks: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  mqtt: () => import('./mqtt.ts'),
  servers: () => import('./servers.ts'),
  start: () => import('./start.ts'),
  today: () => import('./today.ts'),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}
for (const [name, load] of Object.entries(benchmarks)) {
  if (asked.length === 0 || asked.includes(name)) await (await load()).run();
}
