import type { Scope } from '../../../kernel/contract/access.ts';
import { windowsAt } from '../../../shared/window.ts';
import type { ServerSample } from '../domain/exposition.ts';
import { reportStateAt } from '../domain/report-state.ts';
import { daysSince, updateStatusAt } from '../domain/update-status.ts';
import { everyFigure } from '../store/every-server.ts';
import type { Parts } from './parts.ts';

/** Every server of the scope as Prometheus is shown it. */
export async function samplesAt({ db }: Pick<Parts, 'db'>, scope: Scope, at: Temporal.Instant): Promise<readonly ServerSample[]> {
  const windowOf = windowsAt(at);
  const samples: ServerSample[] = [];
  for await (const some of everyFigure(db, scope)) {
    for (const { name, siteName, rhythm, lastUpdatedAt, hours, receivedAt, intervalSeconds, inventory, ...figures } of some) {
      const report = receivedAt === null || inventory === 'unknown' ? null : { receivedAt, intervalSeconds, state: inventory };
      samples.push({
        server: name,
        site: siteName,
        updateStatus: updateStatusAt(lastUpdatedAt, rhythm, at),
        windowStatus: windowOf(hours).status,
        reportState: reportStateAt(report, at),
        daysSinceUpdate: daysSince(lastUpdatedAt, at),
        pendingUpdates: figures.pendingUpdates,
        pendingSecurityUpdates: figures.pendingSecurityUpdates,
        rebootRequired: figures.rebootRequired,
      });
    }
  }
  return samples;
}
