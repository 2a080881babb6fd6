import { sql } from 'kysely';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import type { SiteId } from '../../../../shared/ids.ts';
import type { Content } from '../../domain/content/content.ts';
import type { StoredIntent } from '../../domain/content/programme.ts';
import './tables.ts';
import '../tables.ts';

/** What a group shows, as it was worked out last. */
export interface ProgrammeRow {
  readonly groupId: string;
  readonly siteId: SiteId;
  readonly number: number;
  /** False: its group is out of use. */
  readonly isActive: boolean;
  readonly revision: number;
  readonly digest: string;
  readonly active: readonly string[];
  readonly activeSince: Temporal.Instant | null;
  readonly intent: StoredIntent | null;
}

const programmes = (db: Db | Tx) =>
  db
    .selectFrom('screens.programmes as p')
    .innerJoin('screens.groups as g', 'g.id', 'p.group_id')
    .where('g.archived_at', 'is', null)
    .select(['p.group_id', 'g.site_id', 'g.number', 'g.is_active', 'p.revision', 'p.digest', 'p.active', 'p.active_since', 'p.intent']);

type Row = Awaited<ReturnType<ReturnType<typeof programmes>['executeTakeFirstOrThrow']>>;

const toProgramme = (row: Row): ProgrammeRow => ({
  ...{ groupId: row.group_id, number: row.number, isActive: row.is_active, revision: row.revision, digest: row.digest, active: row.active },
  ...{ siteId: row.site_id as SiteId, activeSince: row.active_since, intent: row.intent },
});

/** In the transaction of whatever may alter what groups show. The row stands until its end, so that nobody works out half of it. */
export async function touchProgrammes(tx: Tx, groupIds: readonly string[], due: Temporal.Instant): Promise<void> {
  for (const groupId of [...new Set(groupIds)].toSorted())
    await sql`
      insert into screens.programmes as p (group_id, due_at) values (${groupId}, ${due})
      on conflict (group_id) do update set revision = p.revision + 1, due_at = least(p.due_at, excluded.due_at)`.execute(tx);
}

/** Holds the row until the transaction ends; made where there is none. Null: no such group, or it is archived. */
export async function holdProgramme(tx: Tx, groupId: string, now: Temporal.Instant): Promise<ProgrammeRow | null> {
  await sql`
    insert into screens.programmes (group_id, due_at) select id, ${now} from screens.groups where id = ${groupId} and archived_at is null
    on conflict (group_id) do nothing`.execute(tx);
  await tx.selectFrom('screens.programmes').select('group_id').where('group_id', '=', groupId).forUpdate().execute();
  const row = await programmes(tx).where('p.group_id', '=', groupId).executeTakeFirst();
  return row === undefined ? null : toProgramme(row);
}

/** A broker that has not answered by then is away. */
const LONGEST_TELLING = Temporal.Duration.from({ seconds: 8 });

export interface Worked {
  readonly now: Temporal.Instant;
  readonly digest: string;
  readonly active: readonly string[];
  readonly activeSince: Temporal.Instant | null;
  readonly offUntil: Temporal.Instant | null;
  readonly intent: StoredIntent | null;
}

/** Answers the revision under which it stands now. */
export async function saveProgramme(tx: Tx, before: ProgrammeRow, worked: Worked): Promise<number> {
  const row = await tx
    .updateTable('screens.programmes')
    .set((eb) => ({
      ...{ digest: worked.digest, active: [...worked.active], active_since: worked.activeSince, off_until: worked.offUntil },
      intent: worked.intent === null ? null : JSON.stringify(worked.intent),
      revision: before.digest === worked.digest ? eb.ref('revision') : eb('revision', '+', 1),
      // Who began long ago has ended, or has died.
      tellings: sql<number>`case when worked_at > ${worked.now.subtract(LONGEST_TELLING)} then tellings + 1 else 1 end`,
      worked_at: worked.now,
    }))
    .where('group_id', '=', before.groupId)
    .returning('revision')
    .executeTakeFirstOrThrow();
  return row.revision;
}

interface Told {
  readonly revision: number;
  readonly due: Temporal.Instant;
  /** When it is due where somebody else has begun to tell it, too, and has not ended. */
  readonly ifNotAlone: Temporal.Instant;
}

/** The broker has it. False: it has changed since that revision, and the broker must be told of that, too. */
export async function saveTold(tx: Tx, groupId: string, { revision, due, ifNotAlone }: Told): Promise<boolean> {
  const { rows } = await sql<{ is_told: boolean }>`
    update screens.programmes set tellings = greatest(tellings - 1, 0),
      due_at = case when revision <> ${revision} then due_at when tellings > 1 then least(${due}::timestamptz, ${ifNotAlone}::timestamptz) else ${due}::timestamptz end
    where group_id = ${groupId}
    returning revision = ${revision} as is_told`.execute(tx);
  return rows[0]?.is_told ?? true;
}

/** The number of a group that is archived, of which the broker is to forget all. */
export async function dropProgramme(tx: Tx, groupId: string): Promise<number | null> {
  await tx.deleteFrom('screens.programmes').where('group_id', '=', groupId).execute();
  const row = await tx.selectFrom('screens.groups').select('number').where('id', '=', groupId).executeTakeFirst();
  return row?.number ?? null;
}

export async function dueProgrammes(db: Db | Tx, now: Temporal.Instant, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('screens.programmes')
    .select('group_id')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map(({ group_id }) => group_id);
}

export async function nextDue(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db.selectFrom('screens.programmes').select('due_at').orderBy('due_at').limit(1).executeTakeFirst();
  return row?.due_at ?? null;
}

/** Every group that is not archived. */
export async function everyGroupId(db: Db | Tx): Promise<string[]> {
  const rows = await db.selectFrom('screens.groups').select('id').where('archived_at', 'is', null).orderBy('number').execute();
  return rows.map(({ id }) => id);
}

export async function programmesOf(db: Db | Tx): Promise<ProgrammeRow[]> {
  return (await programmes(db).orderBy('g.number').execute()).map(toProgramme);
}

export interface DefaultRow {
  readonly content: Content;
  readonly version: number;
}

export async function defaultOf(db: Db | Tx, groupId: string): Promise<DefaultRow | null> {
  const row = await db.selectFrom('screens.group_defaults').selectAll().where('group_id', '=', groupId).executeTakeFirst();
  return row === undefined ? null : { content: row.content, version: row.version };
}

/** Null: nothing is shown where nothing is planned. */
export async function saveDefault(tx: Tx, groupId: string, content: Content | null): Promise<void> {
  if (content === null) {
    await tx.deleteFrom('screens.group_defaults').where('group_id', '=', groupId).execute();
    return;
  }
  const text = JSON.stringify(content);
  await tx
    .insertInto('screens.group_defaults')
    .values({ group_id: groupId, content: text })
    .onConflict((conflict) =>
      conflict.column('group_id').doUpdateSet((eb) => ({ content: text, version: eb('screens.group_defaults.version', '+', 1) })),
    )
    .execute();
}
