import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandMessage } from '../../modules/screens/contract/wire/command.ts';
import { runHelper } from './helper.ts';
import { failed, type Outcome } from './outcome.ts';

export interface ActingParts {
  /** The program that reboots and shuts down; null: this host allows neither. */
  readonly helper: string | null;
  /** Nothing is done to the host: a reboot is some seconds of silence. */
  readonly isDryRun: boolean;
  restartApp(): Promise<void>;
  /** For a dry run: gone, and there again. */
  beAway(): Promise<void>;
  say(message: string): void;
}

/** A host that was told to go down is gone by then. */
const GOING_DOWN_MS = 60_000;

/** Does what commands ask for; for what ends this program it need not come back. */
export const createAct =
  ({ helper, isDryRun, restartApp, beAway, say }: ActingParts) =>
  async ({ action }: CommandMessage): Promise<Outcome> => {
    if (action === 'restart_app') {
      await restartApp();
      return { ok: true };
    }
    if (isDryRun) {
      say(`dry run: ${action}`);
      await beAway();
      return { ok: true };
    }
    if (helper === null) return failed('permission_denied_local', 'this player was started without a helper');
    const outcome = await runHelper(helper, action);
    if (!outcome.ok) return outcome;
    await sleep(GOING_DOWN_MS);
    return failed('execution_timeout', 'the host did not go down');
  };
