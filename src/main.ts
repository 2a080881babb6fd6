import { existsSync } from 'node:fs';
import { adoptKeyCommand } from './commands/adopt-key.ts';
import { backupCommand } from './commands/backup.ts';
import { configCommand } from './commands/config.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { gateCommand } from './commands/gate.ts';
import { migrateCommand } from './commands/migrate.ts';
import { restoreCommand } from './commands/restore.ts';
import { runCommandLine } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { userCommand } from './commands/user.ts';
import { readVersion } from './kernel/health/version.ts';
import { afterRestore, migrations, openFiles, openUsers, outsides, startConsole } from './start.ts';

// The command line, nothing else.
const commands = [
  serveCommand(startConsole),
  demoCommand(startConsole),
  migrateCommand(migrations),
  configCommand,
  userCommand(openUsers),
  gateCommand,
  doctorCommand({ migrations, outsides }),
  backupCommand(openFiles),
  restoreCommand({ migrations, afterRestore, openFiles }),
  adoptKeyCommand(migrations),
];

// What stands in the environment already wins over the file.
if (existsSync('.env')) process.loadEnvFile('.env');

process.exitCode = await runCommandLine(commands, process.argv.slice(2), {
  environment: process.env,
  version: readVersion(),
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
});
