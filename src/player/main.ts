import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../shared/time.ts';
import type { Account } from './account.ts';
import { createAgent } from './agent.ts';
import { chromiumDisplay, findChromium } from './display/chromium.ts';
import { enrol } from './enrol.ts';
import { notifySystemd, watchdogMs } from './notify.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { openFiles } from './programme/files.ts';
import { hardwareOf } from './state/hardware.ts';
import { accountFile, uuidOf } from './state/identity.ts';

// The command line of the player, nothing else.
/** The newest heading of the changelog is the version, as with the console. */
const VERSION = /^## (\S+)/m.exec(readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8'))?.[1] ?? '';
const PAGE = fileURLToPath(new URL('../../dist/player/', import.meta.url));
const HELD_MS = 15_000;

const say = (message: string): void => void process.stdout.write(`${message}\n`);

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.command === 'help') say(USAGE);
  else if (options.command === 'status') status(options);
  else await run(options);
} catch (error) {
  process.stderr.write(`caretaker-player: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function status({ state }: Options): void {
  const account = accountFile(state).read();
  say(`UUID: ${uuidOf(state)}`);
  say(account === null ? 'Not enrolled.' : `Enrolled at ${account.consoleUrl}, broker ${account.url}, account ${account.username}.`);
}

async function run(options: Options): Promise<void> {
  const uuid = uuidOf(options.state);
  const account = await accountOf(options, uuid);
  const files = openFiles(join(options.state, 'files'));
  const program = findChromium();
  if (program === null) throw new Error('There is no Chromium: install the package chromium.');
  const display = chromiumDisplay({
    ...{ program, folder: PAGE, isHeadless: options.isHeadless, now: systemClock.now, warn: say },
    file: (checksum) => files.read(checksum),
  });
  const agent = createAgent({
    ...{ uuid, account, folder: options.state, hardware: () => hardwareOf(VERSION), display, files, clock: systemClock, say },
    ...{ driver: options.driver, helper: options.helper, isDryRun: options.isDryRun },
  });
  await agent.start();
  say(`The player ${uuid} runs.`);
  notifySystemd(['--ready']);
  const watched = watchdogMs();
  const watching = setInterval(() => {
    if (agent.isWell()) notifySystemd(['WATCHDOG=1']);
  }, watched ?? 30_000);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  clearInterval(watching);
  await agent.stop();
}

/** Known from before, or made by the code that somebody has typed. Where a person must decide first it waits. */
async function accountOf({ state, console: consoleUrl, code }: Options, uuid: string): Promise<Account> {
  const file = accountFile(state);
  const known = file.read();
  if (known !== null && code === null) return known;
  if (consoleUrl === null || code === null) throw new Error('It is not enrolled: start it once with --console and --code.');
  for (;;) {
    const answer = await enrol(consoleUrl, code, uuid, hardwareOf(VERSION));
    if (answer.state === 'enrolled') {
      file.write(answer.account);
      return answer.account;
    }
    say('Somebody must decide about it at the console: waiting.');
    await sleep(HELD_MS);
  }
}
