import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { type Enrolled, type ScreensHouse, screensHouse } from '../../modules/screens/testing/house.ts';
import { systemClock } from '../../shared/time.ts';
import { type Agent, type AgentParts, createAgent } from '../agent.ts';
import type { Display } from '../display/display.ts';
import { openFiles } from '../programme/files.ts';
import type { Rhythm } from '../rhythm.ts';

/** Fast enough for a test, in the order of the true one. */
const QUICK: Rhythm = { heartbeatSeconds: 1, healthSeconds: 1, screenshotSeconds: 2, dryRebootSeconds: 1 };

export interface PlayerHouse extends ScreensHouse {
  /** A player at work; it ends with the test. `folder`: the state of one that was there before. */
  player(
    display: Display,
    more?: { readonly of?: Enrolled; readonly folder?: string; readonly parts?: Partial<AgentParts> },
  ): Promise<AtWork>;
}

export interface AtWork {
  readonly of: Enrolled;
  readonly folder: string;
  readonly agent: Agent;
  readonly said: readonly string[];
}

export function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-player-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Called at the top of a test file: a console at work with its broker, and real players. */
export async function playerHouse(): Promise<PlayerHouse> {
  const house = await screensHouse(undefined, systemClock.now());
  // Both have the same time: a player whose clock is off is told of.
  const follow = (): void => house.clock.set(systemClock.now().toString());
  const following = setInterval(follow, 50);
  afterAll(() => clearInterval(following));
  return {
    ...house,
    async player(display, { of, folder = stateFolder(), parts = {} } = {}) {
      const enrolled = of ?? (await house.enrolled({ hostname: 'player' }));
      const { url, username, password, ca } = enrolled.broker;
      const said: string[] = [];
      const agent = createAgent({
        ...{
          uuid: enrolled.uuid,
          account: { consoleUrl: 'http://localhost', url, username, password, ca },
          folder,
          hardware: () => ({ hostname: 'player' }),
        },
        ...{
          display,
          files: openFiles(join(folder, 'files')),
          driver: 'none',
          helper: null,
          isDryRun: true,
          clock: systemClock,
          rhythm: QUICK,
        },
        say: (message) => void said.push(message),
        ...parts,
      });
      await agent.start();
      onTestFinished(() => agent.stop());
      return { of: enrolled, folder, agent, said };
    },
  };
}
