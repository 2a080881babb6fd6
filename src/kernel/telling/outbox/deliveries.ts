import { type Selectable, sql } from 'kysely';
import type { Page } from '../../contract/page.ts';
import type { Db } from '../../db/database.ts';
import { cells, keyset, type PageRequest } from '../../db/keyset.ts';
import type { MessagesTable } from '../tables.ts';

export interface DeliveryFilter extends PageRequest {
  readonly state?: readonly MessagesTable['state'][] | undefined;
  readonly userId?: string | undefined;
}

export interface Delivery extends Selectable<MessagesTable> {
  readonly username: string;
}

const newestFirst = keyset<Pick<Delivery, 'created_at' | 'id'>>('deliveries', [
  { by: sql.ref('m.created_at'), of: (row) => row.created_at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('m.id'), of: (row) => row.id, cell: cells.id, direction: 'desc' },
]);

/** The outbox, newest first. For people who see everything: a message names stories of all sites. */
export async function listOutbox(db: Db, { state, userId, ...page }: DeliveryFilter): Promise<Page<Delivery>> {
  const query = db
    .selectFrom('kernel.messages as m')
    .innerJoin('kernel.users as u', 'u.id', 'm.user_id')
    .selectAll('m')
    .select('u.username')
    .$if(state !== undefined, (q) => q.where('m.state', 'in', [...(state ?? [])]))
    .$if(userId !== undefined, (q) => q.where('m.user_id', '=', userId ?? ''));
  return newestFirst.cut(await newestFirst.apply(query, page).execute(), page.limit);
}
