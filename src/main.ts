import { existsSync, readFileSync } from 'node:fs';
import { startConsole } from './start.ts';
import { configCommand } from './commands/config.ts';
import { migrateCommand } from './commands/migrate.ts';
import { runCommandLine } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { kernelMigrations } from './kernel/db/kernel-migrations.ts';
import { modules } from './modules.ts';

// The command line, nothing else.
const commands = [
  serveCommand(startConsole),
  migrateCommand([kernelMigrations, ...modules.map(({ migrations }) => migrations)]),
  configCommand,
];

// What stands in the environment already wins over the file.
if (existsSync('.env')) process.loadEnvFile('.env');

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

process.exitCode = await runCommandLine(commands, process.argv.slice(2), {
  environment: process.env,
  version,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
});
