import type { MaintenancePeriod } from '../../../../kernel/assets/assets.ts';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { toWire } from '../../../../shared/time.ts';
import { auditHost, type HostParts, publishHost, subjectOf } from './parts.ts';
import { onHost } from './subject.ts';

export interface StartHostMaintenance {
  readonly id: string;
  /** Absent: now. */
  readonly startsAt?: Temporal.Instant | undefined;
  readonly endsAt: Temporal.Instant;
  readonly reason: string;
}

type StartAnswer = Result<
  MaintenancePeriod,
  'bans.unknown_host' | 'assets.maintenance_backwards' | 'assets.maintenance_past' | 'assets.maintenance_too_long'
>;

/** Declares maintenance: findings of the host are muted meanwhile. */
export function createStartHostMaintenance(parts: HostParts) {
  return (by: Actor, { id, startsAt, endsAt, reason }: StartHostMaintenance): Promise<StartAnswer> =>
    onHost<StartAnswer>(parts, by, id, async (work, host) => {
      const started = await parts.assets.startMaintenance(work, host.id, { startsAt: startsAt ?? work.now, endsAt, reason });
      if (!started.ok) return started;
      const after = { startsAt: toWire(started.value.startsAt), endsAt: toWire(started.value.endsAt), reason };
      await auditHost(work, 'bans.host_maintenance_started', subjectOf(host), { after });
      publishHost(work, subjectOf(host), 'maintenance');
      return started;
    });
}

type EndAnswer = Result<null, 'bans.unknown_host'>;

/** Ends running and planned maintenance; without any, nothing happens. */
export function createEndHostMaintenance(parts: HostParts) {
  return (by: Actor, id: string): Promise<EndAnswer> =>
    onHost<EndAnswer>(parts, by, id, async (work, host) => {
      const ended = await parts.assets.endMaintenance(work, host.id);
      if (ended === 0) return ok(null);
      await auditHost(work, 'bans.host_maintenance_ended', subjectOf(host), { before: { periods: ended } });
      publishHost(work, subjectOf(host), 'maintenance');
      return ok(null);
    });
}
