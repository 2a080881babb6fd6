import type { Scope } from '../../../../kernel/contract/access.ts';
import { type RecoveryReason, recoveryReasonOf } from '../../domain/crash-recovery.ts';
import { crashedScreens } from '../../store/commands/watch.ts';
import { RECOVERY_GRACE } from '../command-settings.ts';
import type { CommandParts } from './parts.ts';

export interface Crashed {
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly siteId: string;
  readonly reason: RecoveryReason;
  readonly lastAlive: string | null;
}

/** Active screens in the scope that the recovery would reboot, whether it is on or not. */
export const createCrashed =
  ({ db, settings, clock }: Pick<CommandParts, 'db' | 'settings' | 'clock'>) =>
  async (scope: Scope): Promise<{ readonly graceSeconds: number; readonly items: readonly Crashed[] }> => {
    const [graceSeconds, now] = [await settings.read(db, RECOVERY_GRACE.key, RECOVERY_GRACE.declaration), clock.now()];
    const screens = await crashedScreens(db, scope, { silentBefore: now.subtract({ seconds: graceSeconds }), now });
    const items = screens.flatMap(({ lastAlive, hasCrashed, ...screen }) => {
      const reason = recoveryReasonOf({ hasCrashed, lastAlive, isOff: false }, graceSeconds, now);
      return reason === null ? [] : [{ ...screen, reason, lastAlive: lastAlive?.toString() ?? null }];
    });
    return { graceSeconds, items };
  };
