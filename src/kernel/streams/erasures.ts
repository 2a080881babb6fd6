import { sql } from 'kysely';
import type { Clock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Transact, Work } from '../db/transact.ts';
import type { Log } from '../log/log.ts';
import type { Job } from '../module.ts';
import type { RemovedPerson, Stream } from './stream.ts';
import './tables.ts';

const BY = systemActor('streams');

/** What history calls a person who was removed for good. */
export const tombstoneOf = (number: number): string => `removed-${number}`;

/** Has the names of a person who is being removed, former ones too, taken out of history in the following night. */
export async function askErasure({ tx, now }: Work, userId: string, names: readonly (string | null)[]): Promise<void> {
  const called = new Set([...names, ...(await formerNames(tx, userId))]);
  await tx
    .insertInto('kernel.erasures')
    .values({ user_id: userId, names: [...called].flatMap((name) => name || []), asked_at: now, done_at: null })
    .execute();
}

/** What changes of their account say that they were called. */
async function formerNames(tx: Tx, userId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct field.value as name
    from kernel.audit a, unnest(array[a.before, a.after]) change, jsonb_each_text(coalesce(change, '{}')) field
    where a.subject_id = ${userId} and field.key in ('username', 'displayName', 'email') and field.value is not null`.execute(tx);
  return rows.map(({ name }) => name);
}

export interface ErasureParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  readonly streams: readonly Stream[];
}

/** Takes removed people's names out of all streams, in short transactions. Begun again from the first row after a crash: nothing is done twice. */
export const erasureJob = (parts: ErasureParts): Job => ({
  queue: 'streams.erase',
  cron: '11 4 * * *',
  async run() {
    for (const person of await openErasures(parts.db)) {
      for (const { erasePerson } of parts.streams) if (erasePerson !== undefined) await walk(parts, person, erasePerson);
      await finish(parts, person);
      parts.log.info({ userId: person.id }, 'the names of a removed person were taken out of history');
    }
  },
});

async function openErasures(db: Db): Promise<readonly RemovedPerson[]> {
  const rows = await db
    .selectFrom('kernel.erasures as e')
    .innerJoin('kernel.users as u', 'u.id', 'e.user_id')
    .select(['e.user_id', 'e.names', 'u.number'])
    .where('e.done_at', 'is', null)
    .orderBy('e.asked_at')
    .execute();
  return rows.map(({ user_id, names, number }) => ({ id: user_id, names, tombstone: tombstoneOf(number) }));
}

async function walk({ transact }: ErasureParts, person: RemovedPerson, erase: NonNullable<Stream['erasePerson']>): Promise<void> {
  let from: string | null = null;
  do {
    const begin: string | null = from;
    from = await transact(BY, ({ tx }) => erase(tx, person, begin));
  } while (from !== null);
}

const finish = ({ transact }: ErasureParts, { id }: RemovedPerson): Promise<void> =>
  transact(BY, async ({ tx, now }) => {
    await tx.updateTable('kernel.erasures').set({ names: [], done_at: now }).where('user_id', '=', id).execute();
  });
