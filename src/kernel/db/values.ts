import pg from 'pg';

/** Types of PostgreSQL by their oid (pg_type.dat) that arrive as something better than text or Date. */
const OID = { int8: 20, date: 1082, time: 1083, timestamp: 1114, timestamptz: 1184, timestamptzArray: 1185, interval: 1186 } as const;

/**
 * How values are read: instants, dates, times and durations as Temporal, bigint as a safe number, numeric as text.
 * Given to each pool, not set globally: pg-boss reads its own tables with the driver's defaults.
 * Sessions need `intervalstyle = iso_8601`, which `openDatabase` sees to.
 */
export function temporalTypes(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(OID.int8, safeInteger);
  types.setTypeParser(OID.date, (text) => Temporal.PlainDate.from(text));
  types.setTypeParser(OID.time, (text) => Temporal.PlainTime.from(text));
  types.setTypeParser(OID.timestamp, (text) => Temporal.PlainDateTime.from(text));
  types.setTypeParser(OID.timestamptz, instant);
  types.setTypeParser(OID.timestamptzArray, instants);
  types.setTypeParser(OID.interval, (text) => Temporal.Duration.from(text));
  return types;
}

/** `2026-11-21 03:00:00.123+00`. `infinity` is not stored: it would have no Instant. */
const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text.replace(' ', 'T'));

/** `{"2026-11-21 03:00:00+00",NULL}`; none of the characters inside needs escaping. */
const instants = (text: string): (Temporal.Instant | null)[] =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : instant(item.replaceAll('"', ''))));

function safeInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`A bigint column holds ${text}, which is more than a number can count.`);
  return number;
}

const WRITTEN = [Temporal.Instant, Temporal.Duration, Temporal.PlainDate, Temporal.PlainTime, Temporal.PlainDateTime];

/**
 * Lets Temporal values be parameters of queries. Without it the driver writes JSON, quotes included;
 * only timestamptz would swallow those, by accident.
 */
export function teachTemporalToPostgres(): void {
  for (const { prototype } of WRITTEN) {
    if ('toPostgres' in prototype) continue;
    Object.defineProperty(prototype, 'toPostgres', {
      value(this: { toString(): string }): string {
        return this.toString();
      },
    });
  }
}
