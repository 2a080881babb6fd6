import { sql } from 'kysely';
import type { Tx } from '../../../../kernel/db/database.ts';
import { CLOCK_OFF_SECONDS } from '../../domain/screen-state.ts';
import type { LogLevel } from '../../domain/watch.ts';
import '../tables.ts';

export interface LogLine {
  readonly id: string;
  readonly at: Temporal.Instant;
  /** The player has said when; else it is the time of receipt. */
  readonly isTimed: boolean;
  readonly level: LogLevel;
  readonly message: string;
  readonly context: string | null;
}

/** What one player has let see of itself since the last writing. */
export interface Watched {
  readonly logs?: readonly LogLine[];
  /** Its last health; what it does not say is null. */
  readonly health?: {
    readonly at: Temporal.Instant;
    readonly frameAt: Temporal.Instant | null;
    readonly clockOffSeconds: number | null;
    readonly isBrokerReachable: boolean | null;
  };
  /** Dashboards that could be read. */
  readonly dashboards?: number;
  /** Pictures and dashboards that could not. */
  readonly parseFailures?: number;
}

/** What came first and what came then. */
export function joined(before: Watched | null | undefined, then: Watched | null | undefined): Watched | null {
  if (before === null || before === undefined) return then ?? null;
  if (then === null || then === undefined) return before;
  const health = then.health ?? before.health;
  return {
    logs: [...(before.logs ?? []), ...(then.logs ?? [])],
    ...(health === undefined ? {} : { health }),
    dashboards: (before.dashboards ?? 0) + (then.dashboards ?? 0),
    parseFailures: (before.parseFailures ?? 0) + (then.parseFailures ?? 0),
  };
}

/** Columns of a screen whose player has shown nothing yet. */
export const UNWATCHED = {
  picture_status: 'UNKNOWN',
  ...{ picture_analysed_at: null, picture_look: null, picture_same_since: null },
  ...{ frame_at: null, frame_said_at: null, event_changed_at: null },
  ...{ last_screenshot_at: null, last_shot_id: null, last_shot_kind: null },
  ...{ priority_shot_id: null, priority_shot_kind: null, priority_shot_at: null },
  ...{ dashboard_v2_success: 0, parse_failures: 0, clock_off_seconds: null, broker_reachable: null },
  ...{ last_log_at: null, last_log_level: null, last_log: null, last_error_at: null, last_error: null },
} as const;

/** As much of the last line as lists show. */
const MOST_IN_LISTS = 300;

/**
 * Writes what players let see, in the transaction and after the statement of `saveHeard`, which holds their rows.
 * Answers whether something that is wrong has changed; the screens concerned are due at `now`.
 */
export async function saveWatched(
  tx: Tx,
  heard: readonly { readonly uuid: string; readonly watched?: Watched | null }[],
  recentErrorSeconds: number,
  now: Temporal.Instant,
): Promise<boolean> {
  const said = heard.flatMap(({ uuid, watched }) => (watched === null || watched === undefined ? [] : [{ uuid, ...watched }]));
  if (said.length === 0) return false;
  const isOff = (column: string) => sql`coalesce(abs(${sql.ref(column)}) > ${CLOCK_OFF_SECONDS}, false)`;
  const isLater = (kind: 'log' | 'error') => {
    const [one, last] = [sql.ref(`h.${kind}_at`), sql.ref(`s.last_${kind}_at`)];
    return sql`coalesce(${one} >= ${last}, ${one} is not null)`;
  };
  const { rows } = await sql<{ is_due: boolean }>`
    with said as (
      select * from jsonb_to_recordset(${JSON.stringify(said.map(columnsOf))}::jsonb) as h (
        uuid uuid, health_at timestamptz, frame_at timestamptz, clock_off int, reachable boolean,
        dashboards int, parse_failures int, log_at timestamptz, log_level text, log text, error_at timestamptz, error text)),
    judged as (
      select h.*, s.id,
        (h.clock_off is not null and ${isOff('h.clock_off')} <> ${isOff('s.clock_off_seconds')})
        or (h.error_at >= ${now.subtract({ seconds: recentErrorSeconds })}
          and (s.last_error_at is null or s.last_error_at < ${now.subtract({ seconds: recentErrorSeconds })})) as is_due
      from said h join screens.screens s on s.uuid = h.uuid)
    update screens.screens s set
      frame_at = case when h.health_at is null then s.frame_at else coalesce(h.frame_at, s.frame_at) end,
      frame_said_at = case when h.frame_at is null then s.frame_said_at else h.health_at end,
      clock_off_seconds = coalesce(h.clock_off, s.clock_off_seconds),
      broker_reachable = coalesce(h.reachable, s.broker_reachable),
      dashboard_v2_success = s.dashboard_v2_success + coalesce(h.dashboards, 0),
      parse_failures = s.parse_failures + coalesce(h.parse_failures, 0),
      last_log_at = greatest(s.last_log_at, h.log_at),
      last_log_level = case when ${isLater('log')} then h.log_level else s.last_log_level end,
      last_log = case when ${isLater('log')} then h.log else s.last_log end,
      last_error_at = greatest(s.last_error_at, h.error_at),
      last_error = case when ${isLater('error')} then h.error else s.last_error end,
      facts_change_at = case when h.is_due then ${now} else s.facts_change_at end
    from judged h where h.id = s.id
    returning coalesce(h.is_due, false) as is_due`.execute(tx);
  await saveLines(
    tx,
    said.flatMap(({ uuid, logs = [] }) => logs.map((line) => ({ uuid, ...line }))),
  );
  return rows.some(({ is_due }) => is_due);
}

type Said = Watched & { readonly uuid: string };

function columnsOf({ uuid, health, logs = [], dashboards, parseFailures }: Said) {
  const [line, error] = [latestOf(logs), latestOf(logs.filter(({ level }) => level === 'ERROR'))];
  return {
    ...{ uuid, dashboards, parse_failures: parseFailures },
    ...{ health_at: health?.at, frame_at: health?.frameAt, clock_off: health?.clockOffSeconds, reachable: health?.isBrokerReachable },
    ...{ log_at: line?.at, log_level: line?.level, log: line?.message.slice(0, MOST_IN_LISTS) },
    ...{ error_at: error?.at, error: error?.message.slice(0, MOST_IN_LISTS) },
  };
}

const latestOf = (lines: readonly LogLine[]): LogLine | undefined =>
  lines.reduce<LogLine | undefined>(
    (last, one) => (last === undefined || Temporal.Instant.compare(one.at, last.at) >= 0 ? one : last),
    undefined,
  );

/** A message that the broker delivers again comes within that, mostly. */
const AGAIN_SECONDS = 30;

interface NewLine extends LogLine {
  readonly uuid: string;
}

/** Lines without a time of their own cannot be told apart by it: the same one within half a minute is taken for one that came twice. */
async function saveLines(tx: Tx, lines: readonly NewLine[]): Promise<void> {
  if (lines.length === 0) return;
  await sql`
    insert into screens.log_lines (id, screen_id, at, level, message, context)
    select h.id, s.id, h.at, h.level, h.message, h.context
    from jsonb_to_recordset(${JSON.stringify(withoutRepeated(lines))}::jsonb) as h (
      uuid uuid, id uuid, at timestamptz, "isTimed" boolean, level text, message text, context text)
    join screens.screens s on s.uuid = h.uuid
    where h."isTimed" or not exists (
      select from screens.log_lines l
      where l.screen_id = s.id and l.at between h.at - ${AGAIN_SECONDS} * interval '1 second' and h.at
        and l.level = h.level and l.message = h.message and l.context is not distinct from h.context)
    on conflict do nothing`.execute(tx);
}

/** The same among lines that are written together. */
function withoutRepeated(lines: readonly NewLine[]): readonly NewLine[] {
  const last = new Map<string, Temporal.Instant>();
  return lines.filter(({ uuid, at, isTimed, level, message, context }) => {
    if (isTimed) return true;
    const key = JSON.stringify([uuid, level, message, context]);
    const before = last.get(key);
    if (before !== undefined && Temporal.Instant.compare(at, before.add({ seconds: AGAIN_SECONDS })) <= 0) return false;
    last.set(key, at);
    return true;
  });
}
