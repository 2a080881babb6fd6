import { toWire } from '../../../shared/time.ts';
import type { LogRow, MonitoredView, ScreenLogRow, ShotRow } from '../actions/watch/queries.ts';
import type * as wire from '../contract/watch-shapes.ts';
import type { ScreenState } from '../domain/screen-state.ts';

type Watch = MonitoredView['screen']['watch'];

export const presentWatch = (watch: Watch): wire.ScreenWatch => ({
  ...{ screenHealthStatus: watch.picture, screenshotHash: watch.look, screenshotAnalysedAt: toWire(watch.analysedAt) },
  ...{ lastScreenshotAt: toWire(watch.lastScreenshotAt), clockOffSeconds: watch.clockOffSeconds },
  ...{ brokerReachable: watch.isBrokerReachable, lastErrorAt: toWire(watch.lastErrorAt) },
  ...{ dashboardV2Success: watch.dashboardV2Success, parseFailures: watch.parseFailures },
});

export const presentLine = ({ id, at, level, message, context }: LogRow): wire.LogLine => ({
  ...{ id, at: at.toString(), level, message, context },
});

export const presentScreenLine = ({ screen, ...line }: ScreenLogRow): wire.ScreenLogLine => ({ ...presentLine(line), screen });

export const presentShot = ({ at, capturedAt, ...shot }: ShotRow): wire.Screenshot => ({
  ...shot,
  ...{ at: at.toString(), capturedAt: toWire(capturedAt) },
});

export const presentMonitored = (view: MonitoredView): wire.MonitoredScreen => {
  const { screen, state, reasons, isPriorityActive, mayReadLogs, since } = view;
  const { watch } = screen;
  const isTold = (at: Temporal.Instant | null): at is Temporal.Instant => at !== null && Temporal.Instant.compare(at, since) >= 0;
  const hasPriority = isTold(watch.priorityShotAt);
  const { lastLog, lastErrorAt, lastError } = watch;
  return {
    ...{ id: screen.id, uuid: screen.uuid, name: screen.name, site: screen.site, group: screen.group, isActive: screen.isActive },
    ...{ state, reasons: [...reasons], lastAlive: toWire(screen.lastAlive) },
    process: { name: screen.currentProcess, pid: screen.processPid, status: screen.processStatus },
    ...{ currentEventId: screen.currentEventId, serviceFailedUnit: screen.serviceFailedUnit },
    broker: {
      ...{ reachable: watch.isBrokerReachable, reconnectCount: screen.mqttReconnectCount },
      lastDisconnectAt: toWire(screen.mqttLastDisconnectAt),
    },
    watch: presentWatch(watch),
    screenshotId: isPriorityActive ? watch.priorityShotId : watch.lastShotId,
    ...{ latestScreenshotType: watch.lastShotKind, latestScreenshotAt: toWire(watch.lastScreenshotAt) },
    priorityScreenshotType: hasPriority ? watch.priorityShotKind : null,
    priorityScreenshotReceivedAt: hasPriority ? toWire(watch.priorityShotAt) : null,
    hasActivePriorityScreenshot: isPriorityActive,
    latestLog: mayReadLogs && lastLog !== null && isTold(lastLog.at) ? { ...lastLog, at: lastLog.at.toString() } : null,
    latestError: mayReadLogs && isTold(lastErrorAt) ? { at: lastErrorAt.toString(), message: lastError ?? '' } : null,
  };
};

/** Every state has its figure. */
export const totals = (counts: readonly { readonly state: ScreenState; readonly count: number }[]): Record<ScreenState, number> => {
  const of = (state: ScreenState): number => counts.reduce((sum, one) => (one.state === state ? sum + one.count : sum), 0);
  return {
    offline: of('offline'),
    critical: of('critical'),
    warning: of('warning'),
    healthy: of('healthy'),
    off: of('off'),
    new: of('new'),
  };
};
