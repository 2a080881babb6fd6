import { toResponsibles } from '../../../kernel/assets/responsibilities.ts';
import { wholeMilliseconds, wireInstant } from '../../../kernel/db/by-column.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { hoursOfKey, type ListedServer, type ListedServers } from '../actions/queries.ts';
import type * as wire from '../contract/shapes.ts';
import { daysSince, suggestedMilliseconds, suggestedUpdateAt } from '../domain/update-status.ts';
import { clocksAt, hoursLine } from './hours-lines.ts';

/**
 * The servers of a page as they travel, in the order of `ids`; those that are not there any more are left out. It says of each what
 * `presentServer` says: there from a whole record by the rules, here from the cells of the database, which judged by the same rules.
 * A test compares the two.
 */
export function presentListed(ids: readonly AssetId[], { servers, people, periods }: ListedServers, at: Temporal.Instant): wire.Server[] {
  const byId = new Map(servers.map((server) => [server.id, server]));
  const beside = { responsibles: toResponsibles(people), maintenance: new Map(periods.map((period) => [period.asset_id, period])) };
  const present = createPresent(beside, at);
  return ids.flatMap((id) => {
    const server = byId.get(id);
    return server === undefined ? [] : present(server);
  });
}

interface Beside {
  readonly responsibles: ReturnType<typeof toResponsibles>;
  readonly maintenance: ReadonlyMap<AssetId, ListedServers['periods'][number]>;
}

function createPresent({ responsibles, maintenance }: Beside, at: Temporal.Instant): (server: ListedServer) => wire.Server {
  const clockOf = clocksAt(at);
  const suggestedOf = createSuggested();
  return (server) => {
    const { hours, window, status, nextSafeAt, nextRiskyAt } = hoursLine(server.window_key, at, hoursOfKey);
    const updated = instantOf(server.last_updated_at);
    const milliseconds = updated === null ? null : wholeMilliseconds(updated);
    return {
      id: server.id,
      name: server.name,
      hostname: server.hostname,
      ipAddress: server.ip_address,
      description: server.description,
      site: { id: server.site_id, name: server.site_name },
      tags: [...server.tags],
      updateSchedule: scheduleOf(server),
      lastUpdatedAt: updated,
      lastRebootedAt: instantOf(server.last_rebooted_at),
      serviceWindow: window,
      alwaysInUse: hours.alwaysInUse,
      updateStatus: server.update_status,
      nextUpdateDueAt: instantOf(server.due_at),
      daysSinceLastUpdate: updated === null ? null : daysOf(updated, milliseconds, at),
      suggestedUpdateAt: updated === null ? null : suggestedOf(server, { updated, milliseconds, timeZone: hours.timeZone ?? null }),
      serviceWindowStatus: status,
      serverLocalTime: clockOf(hours.timeZone),
      nextSafeAt,
      nextRiskyAt,
      responsibles: (responsibles.get(server.id) ?? []).map((each) => ({ ...each })),
      os: server.os_id === null ? null : { id: server.os_id, version: server.os_version, codename: server.os_codename },
      kernel: server.kernel,
      pendingUpdates: server.pending_updates,
      pendingSecurityUpdates: server.pending_security_updates,
      rebootRequired: server.reboot_required,
      reportState: server.report_state,
      reportedAt: instantOf(server.received_at),
      maintenance: maintenanceOf(maintenance.get(server.id)),
      createdAt: wireInstant(server.created_at),
      version: server.version,
    };
  };
}

const instantOf = (text: string | null): string | null => (text === null ? null : wireInstant(text));

function scheduleOf({ schedule_id, schedule_name, interval_days, preferred_weekday }: ListedServer): wire.Server['updateSchedule'] {
  if (schedule_id === null || schedule_name === null || interval_days === null) return null;
  return { id: schedule_id, name: schedule_name, intervalDays: interval_days, preferredWeekday: preferred_weekday };
}

function maintenanceOf(period: ListedServers['periods'][number] | undefined): wire.Server['maintenance'] {
  if (period === undefined) return null;
  const { id, starts_at, ends_at, reason, by_name } = period;
  return { id, startsAt: wireInstant(starts_at), endsAt: wireInstant(ends_at), reason, by: by_name };
}

const DAY = 86_400_000;

function daysOf(updated: string, milliseconds: number | null, at: Temporal.Instant): number | null {
  if (milliseconds === null) return daysSince(Temporal.Instant.from(updated), at);
  return Math.max(0, Math.floor((at.epochMilliseconds - milliseconds) / DAY));
}

interface Updated {
  readonly updated: string;
  /** Null where it is finer than that. */
  readonly milliseconds: number | null;
  readonly timeZone: string | null;
}

/** Many servers of a page are suggested the same instant, the beginning of a day. */
function createSuggested(): (server: ListedServer, updated: Updated) => string | null {
  const textOf = remembering((milliseconds: number) => Temporal.Instant.fromEpochMilliseconds(milliseconds).toString());
  return ({ interval_days, preferred_weekday, due_at }, { updated, milliseconds, timeZone }) => {
    if (interval_days === null || preferred_weekday === null) return instantOf(due_at);
    const rhythm = { intervalDays: interval_days, preferredWeekday: preferred_weekday };
    if (milliseconds !== null) return textOf(suggestedMilliseconds(milliseconds, rhythm, timeZone));
    return suggestedUpdateAt(Temporal.Instant.from(updated), rhythm, timeZone)?.toString() ?? null;
  };
}

/** Each answer once: for a page, on which most servers have one of a few. */
function remembering<Key, Answer>(work: (key: Key) => Answer): (key: Key) => Answer {
  const answers = new Map<Key, Answer>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const fresh = work(key);
    answers.set(key, fresh);
    return fresh;
  };
}
