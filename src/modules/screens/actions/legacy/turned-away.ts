import { systemActor } from '../../../../kernel/auth/actor.ts';
import { isBefore } from '../../../../shared/time.ts';
import { sharedAccount } from '../../store/legacy/shared-account.ts';
import type { Parts } from '../parts.ts';

/** The finding that players were turned away: of the house, not of a screen. */
export const TURNED_AWAY = { module: 'screens', rule: 'discovery-flood', key: 'discovery' } as const;

const CONSOLE = systemActor('screens');
const TOLD_FOR = Temporal.Duration.from({ hours: 1 });

/** An hour after the last of them it is no longer told. */
export async function forgetTurnedAway(parts: Pick<Parts, 'db' | 'transact' | 'findings' | 'clock'>): Promise<void> {
  const { turnedAwayAt } = await sharedAccount(parts.db);
  if (turnedAwayAt === null || !isBefore(turnedAwayAt.add(TOLD_FOR), parts.clock.now())) return;
  await parts.transact(CONSOLE, async (work) => {
    const { turnedAwayAt: still } = await sharedAccount(work.tx);
    if (still !== null && isBefore(still.add(TOLD_FOR), work.now)) await parts.findings.clear(work, TURNED_AWAY);
  });
}
