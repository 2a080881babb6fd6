import { WHOLE_ESTATE } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { Leading } from '../../../../kernel/leases/leading.ts';
import type { SiteId } from '../../../../shared/ids.ts';
import { isBefore } from '../../../../shared/time.ts';
import { isFailing } from '../../domain/command/rollout.ts';
import { COMMAND_ACTIONS } from '../../domain/command/states.ts';
import { isLockable, type Recovery, recoveryAt } from '../../domain/crash-recovery.ts';
import { outcomesBySite, type RecoverableRow, recoverableScreens, type SiteOutcome } from '../../store/commands/watch.ts';
import { CRASH_RECOVERY, RECOVERY_GRACE, RECOVERY_LOCK_OUT } from '../command-settings.ts';
import { outageKey } from '../parts.ts';
import { GRACE_SECONDS } from '../settings.ts';
import type { IssueCommands } from './issue.ts';
import { CONSOLE, type CommandParts } from './parts.ts';
import type { Publisher } from './publish.ts';

const DAY = Temporal.Duration.from({ hours: 24 });
const RESTARTS = COMMAND_ACTIONS.filter(isLockable);

export type Recover = ReturnType<typeof createRecover>;

type RecoverParts = CommandParts & { readonly leading: Pick<Leading, 'transact'> };

/** Tells an outage of a house from crashes of single screens, and reboots those where that is wanted. */
export function createRecover(parts: RecoverParts, issue: Pick<IssueCommands, 'record'>, publisher: Pick<Publisher, 'publishAll'>) {
  return {
    /** One look. `listeningSince`: before that nothing could be heard, so that silence counts from then on. */
    async look(now: Temporal.Instant, listeningSince: Temporal.Instant): Promise<void> {
      const limits = await limitsOf(parts);
      const outcomes = await outcomesBySite(parts.db, now.subtract(DAY));
      await tellOutcomes(parts, outcomes);
      if (isBefore(now, listeningSince.add({ seconds: limits.graceSeconds }))) return;
      const bySite = Map.groupBy(await recoverableScreens(parts.db, RESTARTS, now), ({ siteId }) => siteId);
      const reboots: { readonly screenId: string; readonly reason: string }[] = [];
      for (const { siteId } of outcomes) {
        const screens = bySite.get(siteId) ?? [];
        const recovery = recoveryAt(screens, limits, now);
        await tellOutage(parts, siteId as SiteId, screens, recovery);
        if (!recovery.isOutage) reboots.push(...recovery.reboots);
      }
      if (await parts.settings.read(parts.db, CRASH_RECOVERY.key, CRASH_RECOVERY.declaration)) await reboot(reboots);
    },
  };

  async function reboot(reboots: readonly { readonly screenId: string; readonly reason: string }[]): Promise<void> {
    const ids: string[] = [];
    for (const { screenId, reason } of reboots) {
      const recorded = await issue.record(CONSOLE, WHOLE_ESTATE, { id: screenId, action: 'reboot_host', reason });
      if (recorded.ok) ids.push(recorded.value.id);
    }
    await publisher.publishAll(ids);
  }
}

async function limitsOf({ settings, db }: RecoverParts) {
  const [grace, offline, minutes] = [
    await settings.read(db, RECOVERY_GRACE.key, RECOVERY_GRACE.declaration),
    await settings.read(db, GRACE_SECONDS.key, GRACE_SECONDS.declaration),
    await settings.read(db, RECOVERY_LOCK_OUT.key, RECOVERY_LOCK_OUT.declaration),
  ];
  // Nobody is rebooted for a silence that the house still takes for life.
  return { graceSeconds: Math.max(grace, offline), lockOutSeconds: minutes * 60 };
}

async function tellOutage(
  { findings, leading }: RecoverParts,
  siteId: SiteId,
  screens: readonly RecoverableRow[],
  recovery: Recovery,
): Promise<void> {
  const finding = { module: 'screens', rule: 'broker-outage', key: outageKey(siteId) } as const;
  await leading.transact(CONSOLE, (work: Work) =>
    recovery.isOutage
      ? findings.report(work, {
          ...{ ...finding, siteId, assetId: null, severity: 'critical' },
          params: { silent: recovery.silent, of: recovery.of, total: screens.length },
        })
      : findings.clear(work, finding),
  );
}

async function tellOutcomes({ findings, leading }: RecoverParts, outcomes: readonly SiteOutcome[]): Promise<void> {
  for (const { siteId, total, failed } of outcomes) {
    const finding = { module: 'screens', rule: 'commands-failing', key: `commands:${siteId}` } as const;
    await leading.transact(CONSOLE, (work) =>
      isFailing({ total, failed })
        ? findings.report(work, {
            ...{ ...finding, siteId: siteId as SiteId, assetId: null, severity: 'warning' },
            params: { failed, total },
          })
        : findings.clear(work, finding),
    );
  }
}
