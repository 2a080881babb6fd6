import type { MaintenancePeriod } from '../../../kernel/assets/assets.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { toWire } from '../../../shared/time.ts';
import { auditScreen, type Parts, publishScreen, subjectOf } from './parts.ts';
import { onScreen } from './subject.ts';

export interface StartScreenMaintenance {
  readonly id: string;
  /** Absent: now. */
  readonly startsAt?: Temporal.Instant | undefined;
  readonly endsAt: Temporal.Instant;
  readonly reason: string;
}

type StartAnswer = Result<
  MaintenancePeriod,
  'screens.unknown_screen' | 'assets.maintenance_backwards' | 'assets.maintenance_past' | 'assets.maintenance_too_long'
>;
type EndAnswer = Result<null, 'screens.unknown_screen'>;

/** Maintenance of a screen: what is found on it is muted meanwhile. */
export const createScreenMaintenance = (parts: Parts) => ({
  start: (by: Actor, scope: Scope, { id, startsAt, endsAt, reason }: StartScreenMaintenance): Promise<StartAnswer> =>
    onScreen<StartAnswer>(parts, by, { scope, id }, async (work, screen) => {
      const started = await parts.assets.startMaintenance(work, screen.id, { startsAt: startsAt ?? work.now, endsAt, reason });
      if (!started.ok) return started;
      const after = { startsAt: toWire(started.value.startsAt), endsAt: toWire(started.value.endsAt), reason };
      await auditScreen(work, 'screens.screen_maintenance_started', subjectOf(screen), { after });
      publishScreen(work, subjectOf(screen), 'maintenance');
      return started;
    }),
  /** Ends running and planned maintenance; without any, nothing happens. */
  end: (by: Actor, scope: Scope, id: string): Promise<EndAnswer> =>
    onScreen<EndAnswer>(parts, by, { scope, id }, async (work, screen) => {
      const ended = await parts.assets.endMaintenance(work, screen.id);
      if (ended === 0) return ok(null);
      await auditScreen(work, 'screens.screen_maintenance_ended', subjectOf(screen), { before: { periods: ended } });
      publishScreen(work, subjectOf(screen), 'maintenance');
      return ok(null);
    }),
});
