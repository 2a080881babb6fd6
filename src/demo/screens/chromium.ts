import { fileURLToPath } from 'node:url';
import type { Account } from '../../player/account.ts';
import { findChromium } from '../../player/display/chromium.ts';
import { accountFile } from '../../player/state/identity.ts';
import { endTied, spawnTied } from '../tied.ts';

const PROGRAM = fileURLToPath(new URL('../../player/main.ts', import.meta.url));

/** Whether there can be a real player here. */
export const hasChromium = (): boolean => findChromium() !== null;

/** The player as people install it, with a real Chromium that nobody sees. Answers how to end it. */
export function startChromiumPlayer({ folder, account }: { readonly folder: string; readonly account: Account }): () => Promise<void> {
  accountFile(folder).write(account);
  const args = [PROGRAM, '--state', folder, '--headless', '--dry-run'];
  const child = spawnTied(process.execPath, args);
  return () => endTied(child);
}
