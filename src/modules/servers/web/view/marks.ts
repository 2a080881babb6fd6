import type { Mark } from '../../../../web/kit/StatusMark.tsx';
import type { Server } from '../../contract/shapes.ts';

/** A mark of the one vocabulary and the key of its word. */
export interface Marked {
  readonly mark: Mark;
  readonly word: string;
}

type MarkedServer = Pick<Server, 'updateStatus' | 'reportState' | 'maintenance'>;

/** The mark of a server's updates. A server that does not report freshly is never shown as ok. */
export function markOf(server: MarkedServer, now: Temporal.Instant): Marked {
  if (isMaintained(server, now)) return { mark: 'muted', word: 'marks.maintenance' };
  if (server.updateStatus === 'overdue' || server.updateStatus === 'due') return updateMark(server.updateStatus);
  if (server.reportState !== 'ok') return reportMark(server.reportState);
  return updateMark(server.updateStatus);
}

/** What is told beside the mark of the updates: a report that is not fresh, else a reboot that is required; null where neither is. */
export function secondMarkOf(server: MarkedServer & Pick<Server, 'rebootRequired'>, now: Temporal.Instant): Marked | null {
  const first = markOf(server, now);
  const report = reportMark(server.reportState);
  if (server.reportState !== 'ok' && first.word !== report.word) return report;
  return server.rebootRequired === 'yes' ? rebootMark('yes') : null;
}

const UPDATE_MARKS: Readonly<Record<Server['updateStatus'], Mark>> = {
  ok: 'ok',
  due: 'warning',
  overdue: 'critical',
  unscheduled: 'unknown',
};

export const updateMark = (status: Server['updateStatus']): Marked => ({ mark: UPDATE_MARKS[status], word: `marks.update.${status}` });

export const reportMark = (state: Server['reportState']): Marked => ({
  mark: state === 'ok' ? 'ok' : 'unknown',
  word: `marks.report.${state}`,
});

const WINDOW_MARKS: Readonly<Record<Server['serviceWindowStatus'], Mark>> = { safe: 'ok', risky: 'warning', unknown: 'unknown' };

export const windowMark = (status: Server['serviceWindowStatus']): Marked => ({
  mark: WINDOW_MARKS[status],
  word: `marks.window.${status}`,
});

export const rebootMark = (required: Server['rebootRequired']): Marked => ({
  mark: required === 'yes' ? 'warning' : required === 'no' ? 'ok' : 'unknown',
  word: `marks.reboot.${required}`,
});

/** Whether maintenance runs at `now`; planned maintenance mutes nothing yet. */
export function isMaintained({ maintenance }: Pick<Server, 'maintenance'>, now: Temporal.Instant): boolean {
  if (maintenance === null) return false;
  const starts = Temporal.Instant.from(maintenance.startsAt);
  const ends = Temporal.Instant.from(maintenance.endsAt);
  return Temporal.Instant.compare(starts, now) <= 0 && Temporal.Instant.compare(now, ends) < 0;
}

const WORST_FIRST: readonly Mark[] = ['critical', 'warning', 'unknown', 'ok', 'muted', 'off'];

/** Place in a list, worst first: what is unknown stands above ok. */
export const markRank = (mark: Mark): number => WORST_FIRST.indexOf(mark);
