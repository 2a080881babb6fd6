import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';
import { newId } from '../../../shared/ids.ts';
import { type EndedHow, endsAtOf, keptLines, type SeenBan, storable, subjectOf } from '../domain/ban.ts';
import type { PlaceOf } from '../domain/place.ts';
import './archive-tables.ts';
import './tables.ts';

/** Whose bans are written. */
export interface BanHost {
  readonly id: string;
  readonly siteId: string;
}

export interface RecordedBans {
  /** How many were not in the archive before. */
  readonly added: number;
  /** How many were. */
  readonly known: number;
  /** Those that were not, with their ids. */
  readonly fresh: readonly { readonly id: string; readonly ban: SeenBan }[];
}

/**
 * A ban that the console has ordered is written by the order, and read from the host's database a little later, by the host's clock.
 * Within so many seconds of each other the two are one ban. Clocks that differ by more make two of it, which loses nothing.
 */
const ONE_ORDER_SECONDS = 60;

/**
 * Writes bans of a host into the archive, those that are there already left as they are: it may be repeated. Some thousands at once are well;
 * one statement does it. Publishes nothing. Of a host that is not there any more nothing is written.
 */
export async function recordBans(tx: Tx, host: BanHost, bans: readonly SeenBan[], placeOf: PlaceOf): Promise<RecordedBans> {
  if (bans.length === 0 || !(await holdHost(tx, host.id))) return { added: 0, known: 0, fresh: [] };
  const rows = new Map(bans.map((ban) => [newId() as string, ban]));
  const written = [...rows].map(([id, ban]) => rowOf(id, ban, placeOf));
  const { rows: added } = await sql<{ id: string }>`
    with seen as materialized (select * from json_to_recordset(${JSON.stringify(written)}::json) as s (${SEEN_COLUMNS})),
    same as (${sameBan(host, bans)}),
    adopted as (
      update bans.bans b set order_id = s.order_id, by_user_id = s.by_user_id, note = s.note, provenance = s.provenance
      from same join seen s on s.id = same.seen_id
      where b.id = same.id and b.at = same.at and s.order_id is not null),
    added as (
      insert into bans.bans (${COPIED}, host_id, site_id)
      select ${COPIED}, ${host.id}::uuid, ${host.siteId}::uuid from seen s
      where not exists (select from same where same.seen_id = s.id)
      -- In one order, so that two who write the same bans at once do not wait for each other crosswise.
      order by s.at, s.jail, s.address, s.other
      on conflict do nothing returning id),
    noted as (
      insert into bans.ban_lines (ban_id, host_id, at, lines)
      select s.id, ${host.id}::uuid, s.at, array(select json_array_elements_text(s.lines)) from seen s join added using (id)
      where json_array_length(s.lines) > 0)
    select id from added`.execute(tx);
  const fresh = added.flatMap(({ id }) => freshOf(id, rows.get(id)));
  return { added: fresh.length, known: bans.length - fresh.length, fresh };
}

const freshOf = (id: string, ban: SeenBan | undefined) => (ban === undefined ? [] : [{ id, ban }]);

/** Whoever erases the host waits for the end of the transaction, and takes along what was written. */
async function holdHost(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select from bans.hosts where id = ${id} for key share`.execute(tx);
  return rows.length > 0;
}

const COPIED = sql.raw(
  `at, jail, provenance, address, other, ends_at, duration_seconds, is_permanent, ban_count, failures, id, by_user_id, order_id, note,
    country, asn, organisation`,
);

const SEEN_COLUMNS = sql.raw(
  `id uuid, at timestamptz, jail text, provenance text, address inet, other text, ends_at timestamptz, duration_seconds bigint,
    is_permanent boolean, ban_count int, failures int, by_user_id uuid, order_id uuid, note text, country text, asn bigint,
    organisation text, lines json`,
);

const LONGEST_NAME = 200;
const LONGEST_NOTE = 2_000;
const MOST = 2 ** 31 - 1;
const counted = (number: number): number => Math.min(Math.max(Math.trunc(number), 0), MOST);

function rowOf(id: string, ban: SeenBan, placeOf: PlaceOf) {
  const { address, other } = subjectOf(ban.address);
  const endsAt = endsAtOf(ban.at, ban.durationSeconds);
  return {
    ...{ id, at: ban.at.toString(), jail: storable(ban.jail, LONGEST_NAME), provenance: ban.provenance, address, other },
    ends_at: endsAt?.toString() ?? null,
    duration_seconds: endsAt === null || typeof ban.durationSeconds === 'string' ? null : ban.durationSeconds,
    // What lasts beyond all calendars is permanent.
    is_permanent: endsAt === null && ban.durationSeconds !== 'unknown',
    ...{ ban_count: counted(ban.banCount), failures: counted(ban.failures) },
    ...{ by_user_id: ban.byUserId ?? null, order_id: ban.orderId ?? null, note: storable(ban.note ?? '', LONGEST_NOTE) || null },
    ...(address === null ? {} : placeOf(address.split('/', 1)[0] ?? address)),
    lines: keptLines(ban.lines),
  };
}

/** Rows of the archive that tell of the same ban as one that is seen: one of the two by an order, the other by the host. */
function sameBan({ id }: BanHost, bans: readonly SeenBan[]) {
  const times = bans.map(({ at }) => at.epochMilliseconds);
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  const near = (milliseconds: number, seconds: number) => Temporal.Instant.fromEpochMilliseconds(milliseconds).add({ seconds });
  const room = sql`make_interval(secs => ${sql.lit(ONE_ORDER_SECONDS)})`;
  return sql`
    select distinct on (s.id) s.id as seen_id, b.id, b.at from seen s
    join bans.bans b on b.host_id = ${id}::uuid and b.jail = s.jail and b.address = s.address and b.at between s.at - ${room} and s.at + ${room}
    where b.at between ${near(first, -ONE_ORDER_SECONDS)} and ${near(last, ONE_ORDER_SECONDS)}
      and s.failures = 0 and b.failures = 0 and (b.ended_at is null or b.ended_at > s.at)
      and ((s.order_id is null) <> (b.order_id is null) or s.order_id = b.order_id)
    order by s.id, abs(extract(epoch from b.at - s.at))`;
}

/** An end that a host or an order tells of. */
export interface SeenEnd {
  readonly jail: string;
  readonly address: string;
  /** Of the host's clock. What began later is another ban. */
  readonly at: Temporal.Instant;
  readonly how: EndedHow;
}

/**
 * Ends bans of a host that are active at the instant told; answers how many. That a ban's time is over need not be told: it ends by itself.
 * Publishes nothing, may be repeated.
 */
export async function endBans(tx: Tx, hostId: string, ends: readonly SeenEnd[]): Promise<number> {
  if (ends.length === 0) return 0;
  const rows = ends.map(({ jail, address, at, how }) => ({
    jail: storable(jail, LONGEST_NAME),
    ...subjectOf(address),
    at: at.toString(),
    how,
  }));
  const [addresses, others] = [rows.filter(({ other }) => other === null), rows.filter(({ other }) => other !== null)];
  // One after the other: each by the columns that the index has.
  return (
    (await endWhere(tx, hostId, addresses, sql`b.address = s.address`)) +
    (await endWhere(tx, hostId, others, sql`b.address is null and b.other = s.other`))
  );
}

async function endWhere(tx: Tx, hostId: string, rows: readonly object[], isSubject: ReturnType<typeof sql>): Promise<number> {
  if (rows.length === 0) return 0;
  const { numAffectedRows } = await sql`
    update bans.bans b set ended_at = s.at, ended_how = s.how
    from json_to_recordset(${JSON.stringify(rows)}::json) as s (jail text, address inet, other text, at timestamptz, how text)
    where b.host_id = ${hostId}::uuid and b.jail = s.jail and ${isSubject} and b.ended_at is null and b.at <= s.at
      and (b.ends_at is null or b.ends_at > s.at)`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Removes all bans of a host, with their lines. The host's row must be locked or gone next. */
export async function eraseBansOf(tx: Tx, hostId: string): Promise<void> {
  await sql`delete from bans.ban_lines where host_id = ${hostId}`.execute(tx);
  await sql`delete from bans.bans where host_id = ${hostId}`.execute(tx);
}
