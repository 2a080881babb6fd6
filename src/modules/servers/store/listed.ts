import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { maintenanceText } from '../../../kernel/assets/by-column.ts';
import { isOneOf } from '../../../kernel/db/by-column.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { ONE_PLAN } from '../../../kernel/db/prepared.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { UpdateRhythm } from '../domain/update-status.ts';
import { reportStateText, updateStatusText } from './server-filters.ts';
import { type AskedPage, type IndexedColumn, indexedPage, pageOfServers } from './server-order.ts';
import './tables.ts';

/** A server as a list shows it: what the database knows as JSON already, and what the rest is worked out from. */
export interface ListedServer {
  /** Fields of a JSON object, without its braces; the first is `id`. */
  readonly fields: string;
  /** Of the in-use hours; see `hoursOfKey`. */
  readonly windowKey: string;
  /** As it travels. */
  readonly lastUpdatedAt: string | null;
  readonly rhythm: UpdateRhythm | null;
}

/** Servers of a page, in order. */
export interface ListedPage {
  readonly servers: readonly ListedServer[];
  readonly nextCursor: string | null;
}

/** One page as a list shows it: by one statement where no filter narrows the estate, else by one for the places and one for the rows. */
export async function listedPage(db: Db | Tx, asked: AskedPage): Promise<ListedPage> {
  const { scope, filter, sort, page } = asked;
  const indexed = indexedPage<ListedServer>(asked, { value: fieldOf, id: idOf });
  if (indexed?.isWhole !== true) {
    const { ids, nextCursor } = await pageOfServers(db, scope, filter, sort, page);
    return { servers: await readListed(db, ids, filter.at), nextCursor };
  }
  const { items, nextCursor } = indexed.cut(await readLines(db, indexed.query().behind, filter.at));
  return { servers: items, nextCursor };
}

/** Those of the servers that are not archived, in the order of `ids`. */
export async function readListed(db: Db | Tx, ids: readonly AssetId[], at: Temporal.Instant): Promise<readonly ListedServer[]> {
  if (ids.length === 0) return [];
  // The order and limit in it are those of one server's maintenance.
  const found = await readLines(db, sql`where a.archived_at is null and s.id ${isOneOf(ids)} ${ONE_PLAN}`, at);
  const byId = new Map(found.map((server) => [idOf(server), server]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

const ID_STARTS = '"id":"'.length;

const idOf = ({ fields }: ListedServer): string => fields.slice(ID_STARTS, ID_STARTS + 36);

/** Columns of a page are sorted by the fields of the same name. */
function fieldOf({ fields }: ListedServer, column: IndexedColumn): string | number | null {
  const value: unknown = JSON.parse(`{${fields}}`)[column];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/**
 * Neither stands raw in a JSON text, nor in anything else that is read here. All of a page is one text: the driver would look at each
 * cell of each row, which costs more than to find them.
 */
const [CELL_END, LINE_END] = ['\x1f', '\x1e'];

/** `behind`: what stands behind the tables s, a, r, site and u. */
async function readLines(db: Db | Tx, behind: RawBuilder<unknown>, at: Temporal.Instant): Promise<readonly ListedServer[]> {
  const { rows } = await sql<{ lines: string | null }>`
    select string_agg(line, chr(30)) as lines from (
      select ${sql.join(CELLS, sql` || chr(31) || `)} as line
      from (select ${at}::timestamptz as instant) moment, servers.servers s
      join kernel.assets a on a.id = s.id
      join servers.reports r on r.server_id = s.id
      join kernel.sites site on site.id = s.site_id
      left join servers.update_schedules u on u.id = s.schedule_id
      ${behind}) listed`.execute(db);
  return rows[0]?.lines?.split(LINE_END).map(toListed) ?? [];
}

/** The instant is a parameter once, and not at each place where it is looked at. */
const AT = sql.ref('moment.instant');

/** The short ones first: PostgreSQL copies all that stands before whatever it joins on. */
const CELLS: readonly RawBuilder<unknown>[] = [
  sql`s.window_key`,
  sql`${updateStatusText(AT)}`,
  sql`${reportStateText(AT)}`,
  sql`coalesce(${maintenanceText('a', AT)}, 'null')`,
  sql`coalesce(u.wire, 'null')`,
  sql`site.wire`,
  sql`a.people`,
  sql`a.wire`,
  sql`s.wire`,
  sql`r.wire`,
];

function toListed(line: string): ListedServer {
  const [
    windowKey = '',
    status = '',
    report = '',
    maintenance = '',
    schedule = '',
    site = '',
    people = '',
    asset = '',
    server = '',
    rest = '',
  ] = line.split(CELL_END);
  const judged = `"updateStatus":"${status}","reportState":"${report}","maintenance":${maintenance}`;
  return {
    fields: `${asset},${server},${rest},"site":${site},"updateSchedule":${schedule},"responsibles":${people},${judged}`,
    windowKey,
    lastUpdatedAt: instantAt(server, LAST_UPDATED),
    rhythm: rhythmOf(schedule),
  };
}

/** The first field of a server's JSON. */
const LAST_UPDATED = '"lastUpdatedAt":'.length;

/** The instant that stands in a JSON text at a place; null: `null` does. */
const instantAt = (text: string, place: number): string | null =>
  text[place] === '"' ? text.slice(place + 1, text.indexOf('"', place + 1)) : null;

const MOST_RHYTHMS = 2_000;
const rhythms = new Map<string, UpdateRhythm | null>();

/** What the JSON of a schedule says, read once for each different text. */
function rhythmOf(schedule: string): UpdateRhythm | null {
  const known = rhythms.get(schedule);
  if (known !== undefined) return known;
  if (rhythms.size >= MOST_RHYTHMS) rhythms.clear();
  const rhythm = Rhythm.parse(JSON.parse(schedule));
  rhythms.set(schedule, rhythm);
  return rhythm;
}

const Rhythm = z.object({ intervalDays: z.int(), preferredWeekday: z.int().nullable() }).nullable();
