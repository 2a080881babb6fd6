import { runCommandLine } from '../../src/commands/run.ts';
import { serveCommand } from '../../src/commands/serve.ts';
import type { LeasePeriods } from '../../src/kernel/leases/leadership.ts';
import { startConsole } from '../../src/start.ts';

// The console's program with a lease that becomes stale in seconds: a test has no minute for each leader that falls silent.

/** The proportions of the true ones. */
export const QUICK_PERIODS: LeasePeriods = {
  heartbeat: Temporal.Duration.from({ milliseconds: 500 }),
  stale: Temporal.Duration.from({ milliseconds: 3_000 }),
};

if (import.meta.main) {
  const serve = serveCommand((config, log, guests) => startConsole(config, log, guests, QUICK_PERIODS));
  process.exitCode = await runCommandLine([serve], process.argv.slice(2), {
    environment: process.env,
    version: 'test',
    print: (text) => void process.stdout.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`${text}\n`),
  });
}
