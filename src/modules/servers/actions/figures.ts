import type { Scope } from '../../../kernel/contract/access.ts';
import { wireInstant } from '../../../kernel/db/by-column.ts';
import { type WindowStatus, windowStatusAt } from '../../../shared/window.ts';
import type { ServerSample } from '../domain/exposition.ts';
import { daysSince } from '../domain/update-status.ts';
import { everyFigure } from '../store/every-server.ts';
import { hoursOfKey } from '../store/server-rows.ts';
import type { Parts } from './parts.ts';

/** Every server of the scope as Prometheus is shown it. */
export async function samplesAt({ db }: Pick<Parts, 'db'>, scope: Scope, at: Temporal.Instant): Promise<readonly ServerSample[]> {
  const windowOf = windowStatusesAt(at);
  const samples: ServerSample[] = [];
  for await (const some of everyFigure(db, scope, at)) {
    for (const figures of some) {
      const updated = figures.last_updated_at;
      samples.push({
        server: figures.name,
        site: figures.site_name,
        updateStatus: figures.update_status,
        windowStatus: windowOf(figures.window_key),
        reportState: figures.report_state,
        daysSinceUpdate: updated === null ? null : daysSince(Temporal.Instant.from(wireInstant(updated)), at),
        pendingUpdates: figures.pending_updates,
        pendingSecurityUpdates: figures.pending_security_updates,
        rebootRequired: figures.reboot_required,
      });
    }
  }
  return samples;
}

/** Each hours once, however many servers have them. */
function windowStatusesAt(at: Temporal.Instant): (key: string) => WindowStatus {
  const statuses = new Map<string, WindowStatus>();
  return (key) => {
    const status = statuses.get(key) ?? windowStatusAt(hoursOfKey(key), at);
    statuses.set(key, status);
    return status;
  };
}
