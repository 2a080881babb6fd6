import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId, Id, SiteId, UserId } from '../../../shared/ids.ts';
import type { HeldState } from '../domain/enrolment.ts';
import type { Hardware } from '../domain/hardware.ts';
import type { CodeId } from './enrolment.ts';
import './tables.ts';

export type HeldId = Id<'held-screen-enrolment'>;

export interface HeldRow {
  readonly id: HeldId;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly screen: { readonly id: AssetId; readonly name: string };
  readonly uuid: string;
  readonly known: Hardware;
  readonly claimed: Hardware;
  readonly address: string;
  readonly askedAt: Temporal.Instant;
}

const open = (db: Db | Tx, scope: Scope, now: Temporal.Instant) => {
  const sites = sitesOf(scope, 'screens');
  return (
    db
      .selectFrom('screens.held_enrolments as h')
      .innerJoin('screens.screens as s', 's.id', 'h.screen_id')
      .innerJoin('screens.enrolment_codes as c', 'c.id', 'h.code_id')
      .innerJoin('kernel.assets as a', 'a.id', 's.id')
      .innerJoin('kernel.sites as site', 'site.id', 'h.site_id')
      .where('a.archived_at', 'is', null)
      .where('h.decided_at', 'is', null)
      // Without its code nobody can come in by it.
      .where('c.revoked_at', 'is', null)
      .where('h.ends_at', '>', now)
      .$if(sites !== 'all', (query) => query.where('h.site_id', '=', sql<string>`any(${sites}::uuid[])`))
      .select(['h.id', 'h.site_id', 'site.name as site_name', 'h.screen_id', 'a.name as screen_name', 'h.uuid', 'h.hardware as claimed'])
      .select(['s.hardware as known', 'h.address', 'h.asked_at'])
  );
};

type Row = Awaited<ReturnType<ReturnType<typeof open>['executeTakeFirstOrThrow']>>;

const toHeld = (row: Row): HeldRow => ({
  id: row.id as HeldId,
  site: { id: row.site_id as SiteId, name: row.site_name },
  screen: { id: row.screen_id as AssetId, name: row.screen_name },
  ...{ uuid: row.uuid, known: row.known, claimed: row.claimed, address: row.address, askedAt: row.asked_at },
});

/** Those that wait for a person, oldest first. */
export async function listHeld(db: Db, scope: Scope, now: Temporal.Instant): Promise<readonly HeldRow[]> {
  return (await open(db, scope, now).orderBy('h.id').execute()).map(toHeld);
}

/** Null when unknown, decided, over, or outside the scope. */
export async function findHeld(db: Db | Tx, scope: Scope, id: string, now: Temporal.Instant): Promise<HeldRow | null> {
  const row = await open(db, scope, now).where('h.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toHeld(row);
}

/** What became of the one that a code has brought about; null: it brought about none. */
export async function heldOf(tx: Tx, codeId: CodeId): Promise<(HeldState & { readonly screenId: AssetId }) | null> {
  const row = await tx
    .selectFrom('screens.held_enrolments')
    .select(['screen_id', 'is_accepted', 'decided_at', 'ends_at'])
    .where('code_id', '=', codeId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { screenId: row.screen_id as AssetId, isAccepted: row.is_accepted, decidedAt: row.decided_at, endsAt: row.ends_at };
}

export interface NewHeld {
  readonly id: HeldId;
  readonly siteId: SiteId;
  readonly screenId: AssetId;
  readonly codeId: CodeId;
  readonly uuid: string;
  readonly hardware: Hardware;
  readonly address: string;
  readonly endsAt: Temporal.Instant;
}

export async function insertHeld(tx: Tx, held: NewHeld, now: Temporal.Instant): Promise<void> {
  const { id, siteId, screenId, codeId, uuid, hardware, address, endsAt } = held;
  await tx
    .insertInto('screens.held_enrolments')
    .values({
      id,
      site_id: siteId,
      screen_id: screenId,
      code_id: codeId,
      uuid,
      address,
      asked_at: now,
      ends_at: endsAt,
      hardware: JSON.stringify(hardware),
    })
    .execute();
}

export async function saveDecision(
  tx: Tx,
  id: HeldId,
  { isAccepted, by }: { readonly isAccepted: boolean; readonly by: UserId },
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('screens.held_enrolments')
    .set({ is_accepted: isAccepted, decided_at: now, decided_by: by })
    .where('id', '=', id)
    .execute();
}

/** How many wait for a screen, and when the first of them ends. */
export async function heldFor(
  db: Db | Tx,
  screenId: AssetId,
  now: Temporal.Instant,
): Promise<{ readonly count: number; readonly until: Temporal.Instant | null }> {
  const { rows } = await sql<{ count: number; until: Temporal.Instant | null }>`
    select count(*) as count, min(h.ends_at) as until
    from screens.held_enrolments h join screens.enrolment_codes c on c.id = h.code_id
    where h.screen_id = ${screenId} and h.decided_at is null and h.ends_at > ${now} and c.revoked_at is null`.execute(db);
  return rows[0] ?? { count: 0, until: null };
}
