import { sql } from 'kysely';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { differences } from '../../audit/differences.ts';
import type { PersonActor } from '../../auth/actor.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';
import type { LetThrough } from '../domain/due.ts';
import { tellingEvent } from '../events.ts';
import { DIGEST_AT } from '../look/people.ts';

/** When a person wants to hear. */
export interface Preferences {
  readonly quiet: { readonly start: string; readonly end: string } | null;
  readonly letThrough: LetThrough;
  readonly digestAt: string;
  /** Null: the console's. */
  readonly timeZone: string | null;
  /** 0: never changed. */
  readonly version: number;
}

interface PreferenceRow {
  quiet_start: string | null;
  quiet_end: string | null;
  let_through: LetThrough | null;
  digest_at: string | null;
  time_zone: string | null;
  version: number | null;
}

export async function preferencesOf(db: Db | Tx, userId: string): Promise<Preferences> {
  const { rows } = await sql<PreferenceRow>`
    select p.quiet_start, p.quiet_end, p.let_through, p.digest_at, u.time_zone, p.version
    from kernel.users u left join kernel.telling_people p on p.user_id = u.id where u.id = ${userId}`.execute(db);
  const [row] = rows;
  const quiet = row?.quiet_start == null || row.quiet_end === null ? null : { start: row.quiet_start, end: row.quiet_end };
  return {
    quiet,
    letThrough: row?.let_through ?? 'all',
    digestAt: row?.digest_at ?? DIGEST_AT,
    timeZone: row?.time_zone ?? null,
    version: row?.version ?? 0,
  };
}

export interface PreferenceChanges {
  readonly quiet?: Preferences['quiet'] | undefined;
  readonly letThrough?: LetThrough | undefined;
  readonly digestAt?: string | undefined;
}

export async function editPreferences(
  work: Work,
  by: PersonActor,
  changes: PreferenceChanges,
  ifMatch: number | null,
): Promise<Result<null, 'telling.edges_equal' | 'kernel.version_conflict'>> {
  const { tx, audit, publish } = work;
  // The person's row stands for preferences that have no row yet.
  await tx.selectFrom('kernel.users').select('id').where('id', '=', by.userId).forNoKeyUpdate().execute();
  const before = await preferencesOf(tx, by.userId);
  if (ifMatch !== null && ifMatch !== before.version) return refuse('kernel.version_conflict');
  const { quiet = before.quiet, letThrough = before.letThrough, digestAt = before.digestAt } = changes;
  if (quiet !== null && quiet.start === quiet.end) return refuse('telling.edges_equal', { path: 'quiet.end' });
  const changed = differences(
    { quiet: before.quiet, letThrough: before.letThrough, digestAt: before.digestAt },
    { quiet, letThrough, digestAt },
  );
  if (changed === null) return ok(null);
  const columns = { quiet_start: quiet?.start ?? null, quiet_end: quiet?.end ?? null, let_through: letThrough, digest_at: digestAt };
  await tx
    .insertInto('kernel.telling_people')
    .values({ user_id: by.userId, ...columns })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ ...columns, version: before.version + 1 }))
    .execute();
  await audit({ action: 'telling.hours_changed', subject: { kind: 'user', id: by.userId, name: by.username }, siteId: null, ...changed });
  publish(tellingEvent('changed', by.userId));
  return ok(null);
}
