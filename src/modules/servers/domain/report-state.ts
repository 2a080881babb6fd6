import { isBefore, latest } from '../../../shared/time.ts';

/** What the latest report was worth. */
export type LastReportState = 'ok' | 'stale-lists' | 'error';

/** `silent`: it reported once and should have again; `unknown`: it never has. None but `ok` counts as ok. */
export type ReportState = LastReportState | 'silent' | 'unknown';

/** The latest report of a server, as it is remembered. */
export interface LastReport {
  readonly receivedAt: Temporal.Instant;
  readonly intervalSeconds: number;
  readonly state: LastReportState;
}

/** From when on a server without a further report is silent: twice the interval it promised. */
export const silentFrom = (last: LastReport): Temporal.Instant => last.receivedAt.add({ seconds: 2 * last.intervalSeconds });

/** The state to show at `now`. */
export function reportStateAt(last: LastReport | null, now: Temporal.Instant): ReportState {
  if (last === null) return 'unknown';
  return isBefore(now, silentFrom(last)) ? last.state : 'silent';
}

const WARNING_HOURS = 48;
const CRITICAL_HOURS = 14 * 24;

/** From when on silence is a warning, and critical: after 48 hours and 14 days, but never before the server is silent at all. */
export function silenceAlarms(last: LastReport): { readonly warning: Temporal.Instant; readonly critical: Temporal.Instant } {
  const silent = silentFrom(last);
  return {
    warning: latest(silent, last.receivedAt.add({ hours: WARNING_HOURS })),
    critical: latest(silent, last.receivedAt.add({ hours: CRITICAL_HOURS })),
  };
}

/** How bad the silence is at `now`; null while it is not worth telling. */
export function silenceSeverityAt(last: LastReport, now: Temporal.Instant): 'warning' | 'critical' | null {
  const { warning, critical } = silenceAlarms(last);
  if (!isBefore(now, critical)) return 'critical';
  return isBefore(now, warning) ? null : 'warning';
}
