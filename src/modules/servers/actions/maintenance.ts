import type { MaintenancePeriod } from '../../../kernel/assets/assets.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { toWire } from '../../../shared/time.ts';
import { auditServer, type Parts, publishChange } from './parts.ts';
import { onServer, subjectOf } from './subject.ts';

export interface StartMaintenance {
  readonly id: string;
  /** Absent: now. */
  readonly startsAt?: Temporal.Instant | undefined;
  readonly endsAt: Temporal.Instant;
  readonly reason: string;
}

type StartAnswer = Result<
  MaintenancePeriod,
  'servers.unknown' | 'assets.maintenance_backwards' | 'assets.maintenance_past' | 'assets.maintenance_too_long'
>;

/** Declares maintenance: findings are muted, and what the in-use hours forbid is allowed. */
export function createStartMaintenance(parts: Parts) {
  return (by: Actor, { id, startsAt, endsAt, reason }: StartMaintenance): Promise<StartAnswer> =>
    onServer<StartAnswer>(parts, by, id, async (work, server) => {
      const started = await parts.assets.startMaintenance(work, server.id, { startsAt: startsAt ?? work.now, endsAt, reason });
      if (!started.ok) return started;
      const period = { startsAt: toWire(started.value.startsAt), endsAt: toWire(started.value.endsAt), reason };
      await auditServer(work, 'servers.maintenance_started', subjectOf(server), { after: period });
      publishChange(work, subjectOf(server), 'maintenance');
      return started;
    });
}

type EndAnswer = Result<null, 'servers.unknown'>;

/** Ends running and planned maintenance; without any, nothing happens. */
export function createEndMaintenance(parts: Parts) {
  return (by: Actor, id: string): Promise<EndAnswer> =>
    onServer<EndAnswer>(parts, by, id, async (work, server) => {
      const ended = await parts.assets.endMaintenance(work, server.id);
      if (ended === 0) return ok(null);
      await auditServer(work, 'servers.maintenance_ended', subjectOf(server), { before: { periods: ended } });
      publishChange(work, subjectOf(server), 'maintenance');
      return ok(null);
    });
}
