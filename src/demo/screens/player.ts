import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HardwareClaims } from '../../modules/screens/contract/wire/telemetry.ts';
import type { Account } from '../../player/account.ts';
import { type Agent, createAgent } from '../../player/agent.ts';
import { type Fault, simulatedDisplay } from '../../player/display/simulated.ts';
import { openFiles } from '../../player/programme/files.ts';
import { RHYTHM, type Rhythm } from '../../player/rhythm.ts';
import { systemClock } from '../../shared/time.ts';
import type { Behaviour } from '../contract/routes.ts';
import { saysBeside, tellFailedService, type Voice } from './beside.ts';

export interface PlayerParts {
  readonly behaviour: Behaviour;
  readonly uuid: string;
  readonly account: Account;
  readonly folder: string;
  readonly hardware: HardwareClaims;
  readonly rhythm?: Rhythm;
}

/** A player of the demo: our own program with a simulated display, and what it does wrong. */
export interface DemoPlayer {
  start(): Promise<void>;
  stop(): Promise<void>;
  suffer(fault: Fault): void;
  heal(): void;
}

/** Heard once, and then no more. */
const LAST_WORD_MS = 4_000;
const CLOCK_AHEAD = Temporal.Duration.from({ minutes: 7 });
const STAYS_AWAY_SECONDS = 86_400;
const DISPLAY_FAULTS: Partial<Record<Behaviour, Fault>> = {
  black: 'black',
  frozen: 'frozen',
  crashed: 'crashed',
  'wrong-event': 'wrong-event',
};

export function createPlayer({ behaviour, uuid, account, folder, hardware, rhythm = RHYTHM }: PlayerParts): DemoPlayer {
  const display = simulatedDisplay(() => systemClock.now());
  const own = DISPLAY_FAULTS[behaviour] ?? 'none';
  const voice: Voice = { ...account, uuid };
  const agent: Agent = createAgent({
    ...{ uuid, account, folder, display, files: openFiles(join(folder, 'files')), driver: 'none', say: () => {} },
    hardware: () => hardware,
    ...(behaviour === 'refuses' ? { helper: refusingHelper(folder), isDryRun: false } : { helper: null, isDryRun: true }),
    clock: behaviour === 'clock-off' ? { now: () => systemClock.now().add(CLOCK_AHEAD) } : systemClock,
    rhythm: behaviour === 'stays-away' ? { ...rhythm, dryRebootSeconds: STAYS_AWAY_SECONDS } : rhythm,
  });
  const isSilent = behaviour === 'silent' || behaviour === 'in-maintenance';
  let endSaying = (): void => {};
  let timer: NodeJS.Timeout | null = null;
  return {
    async start() {
      await agent.start();
      display.suffer(own);
      endSaying = saysBeside(behaviour, voice);
      if (behaviour === 'service-failed') await tellFailedService(voice);
      if (isSilent) timer = setTimeout(() => void agent.stop(), LAST_WORD_MS);
    },
    async stop() {
      if (timer !== null) clearTimeout(timer);
      endSaying();
      await agent.stop();
    },
    suffer: display.suffer,
    heal: () => display.suffer(own),
  };
}

/** As a host whose administrator has not allowed it. */
function refusingHelper(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'helper.sh');
  writeFileSync(file, '#!/bin/sh\necho "not allowed on this host" >&2\nexit 77\n');
  chmodSync(file, 0o755);
  return file;
}
