import { sql } from 'kysely';
import type { z } from 'zod';
import { toWire } from '../../shared/time.ts';
import type { PersonActor } from '../auth/actor.ts';
import type { Scope } from '../contract/access.ts';
import type { Errand, ErrandState, listErrands } from '../contract/routes/errands.ts';
import type { Db } from '../db/database.ts';
import { cells, keyset } from '../db/keyset.ts';
import type { Message } from './errands.ts';
import type { Sight } from './sight.ts';

/** Who asks, and where they hold the route's permission. */
export interface Viewer {
  readonly person: PersonActor;
  readonly scope: Scope;
}

interface Columns {
  id: string;
  module: string;
  kind: string;
  title: Message;
  site_id: string | null;
  site_name: string | null;
  cancel_permission: string | null;
  begun_by: string | null;
  begun_by_username: string | null;
  begun_by_display_name: string | null;
  state: ErrandState;
  done: number;
  total: number | null;
  note: Message | null;
  result: Message | null;
  page: string | null;
  cancel_asked_at: Temporal.Instant | null;
  begun_at: Temporal.Instant;
  changed_at: Temporal.Instant;
  ended_at: Temporal.Instant | null;
}

const order = keyset<Columns>('errands', [
  {
    by: sql.ref('e.ended_at'),
    of: (row) => toWire(row.ended_at),
    cell: cells.instant,
    ...{ direction: 'desc', nulls: 'first' },
  },
  { by: sql.ref('e.id'), of: (row) => row.id, cell: cells.id, direction: 'desc' },
]);

const selected = sql`
  select e.*, site.name as site_name, u.username as begun_by_username, u.display_name as begun_by_display_name
  from kernel.errands e
  left join kernel.sites site on site.id = e.site_id
  left join kernel.users u on u.id = e.begun_by`;

type Wire = z.input<typeof Errand>;

/** A page of what somebody sees: what is not over first, then what ended last. */
export async function listSeen(db: Db, sight: Sight, viewer: Viewer, asked: z.output<typeof listErrands.input>) {
  const { after, orderBy, limit } = order.clauses(asked);
  const { rows } = await sql<Columns>`${selected}
    where ${sight.visible(viewer.person, viewer.scope)} and ${matches(asked)} and ${after}
    order by ${orderBy} limit ${limit}`.execute(db);
  const { items, nextCursor } = order.cut(rows, asked.limit);
  return { items: items.map((row) => present(row, sight, viewer.person)), nextCursor };
}

function matches({ state, module, kind }: z.output<typeof listErrands.input>) {
  const conditions = [
    ...(state === undefined ? [] : [state === 'open' ? sql`e.ended_at is null` : sql`e.ended_at is not null`]),
    ...(module === undefined ? [] : [sql`e.module = ${module}`]),
    ...(kind === undefined ? [] : [sql`e.kind = ${kind}`]),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** Null: there is none, or it is not theirs to see. */
export async function findSeen(db: Db, sight: Sight, viewer: Viewer, id: string): Promise<Wire | null> {
  const { rows } = await sql<Columns>`${selected} where e.id = ${id} and ${sight.visible(viewer.person, viewer.scope)}`.execute(db);
  const [row] = rows;
  return row === undefined ? null : present(row, sight, viewer.person);
}

function present(row: Columns, sight: Sight, person: PersonActor): Wire {
  const isAsked = row.cancel_asked_at !== null;
  const isOpen = row.ended_at === null;
  const errand = { module: row.module, siteId: row.site_id, begunBy: row.begun_by, cancelPermission: row.cancel_permission };
  return {
    ...{ id: row.id, module: row.module, kind: row.kind, title: toMessage(row.title) },
    site: row.site_id === null ? null : { id: row.site_id, name: row.site_name ?? '' },
    begunBy: beginnerOf(row),
    isMine: row.begun_by === person.userId,
    ...{ state: row.state, done: row.done, total: row.total, page: row.page },
    note: row.note === null ? null : toMessage(row.note),
    result: row.result === null ? null : toMessage(row.result),
    isCancelAsked: isOpen && isAsked,
    canCancel: isOpen && !isAsked && sight.mayCancel(person, errand),
    begunAt: row.begun_at.toString(),
    changedAt: row.changed_at.toString(),
    endedAt: toWire(row.ended_at),
  };
}

const toMessage = ({ key, params }: Message): Wire['title'] => ({ key, params: { ...params } });

const beginnerOf = ({ begun_by, begun_by_username, begun_by_display_name }: Columns): Wire['begunBy'] =>
  begun_by === null ? null : { userId: begun_by, username: begun_by_username ?? '', displayName: begun_by_display_name ?? '' };
