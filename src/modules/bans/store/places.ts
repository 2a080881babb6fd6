import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { RESERVED } from '../domain/lists/reserved.ts';
import type { Place, PlaceOf } from '../domain/place.ts';
import './archive-tables.ts';

export interface CachedPlace extends Place {
  readonly address: string;
}

/** What a resolver has answered, the addresses met last first. */
export async function cachedPlaces(db: Db | Tx, limit: number): Promise<readonly CachedPlace[]> {
  return await db
    .selectFrom('bans.places_cache')
    .select(['address', 'country', 'asn', 'organisation'])
    .where('failed_at', 'is', null)
    .orderBy('last_seen', 'desc')
    .limit(limit)
    .execute();
}

export async function countCachedPlaces(db: Db | Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from bans.places_cache where failed_at is null`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Notes that these addresses were met: they are not forgotten yet. */
export async function touchPlaces(tx: Tx, addresses: readonly string[], now: Temporal.Instant): Promise<void> {
  await sql`update bans.places_cache set last_seen = ${now} where address = any(${`{${addresses.join()}}`}::inet[])`.execute(tx);
}

const RESERVED_TEXT = `{${RESERVED.map(({ network }) => network.text).join()}}`;

/**
 * Addresses of bans since an instant whose country is not known, and which no resolver was asked for, or not since `retryBefore` where it
 * did not know. Networks and addresses of houses and of the system are nobody's business outside.
 */
export async function unresolvedAddresses(
  db: Db | Tx,
  { since, retryBefore, limit }: { readonly since: Temporal.Instant; readonly retryBefore: Temporal.Instant; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ address: string }>`
    select distinct b.address from bans.bans b
    where b.country is null and b.at >= ${since} and masklen(b.address) = case family(b.address) when 4 then 32 else 128 end
      and not b.address <<= any(${RESERVED_TEXT}::inet[])
      and not exists (select from bans.places_cache c where c.address = b.address and (c.failed_at is null or c.failed_at > ${retryBefore}))
    order by b.address limit ${sql.lit(limit)}`.execute(db);
  return rows.map(({ address }) => address);
}

export interface ResolvedPlace extends CachedPlace {
  /** It did not know. */
  readonly isFailure: boolean;
}

/** Writes down what a resolver has answered, and gives it to the bans of these addresses that have no country. */
export async function saveResolved(tx: Tx, places: readonly ResolvedPlace[], now: Temporal.Instant): Promise<void> {
  const answered = sql`json_to_recordset(${JSON.stringify(places)}::json)
    as a (address inet, country text, asn bigint, organisation text, "isFailure" boolean)`;
  await sql`
    insert into bans.places_cache (address, country, asn, organisation, resolved_at, failed_at, last_seen)
    select a.address, a.country, a.asn, a.organisation, ${now}, case when a."isFailure" then ${now}::timestamptz end, ${now} from ${answered}
    on conflict (address) do update set country = excluded.country, asn = excluded.asn, organisation = excluded.organisation,
      resolved_at = excluded.resolved_at, failed_at = excluded.failed_at, last_seen = excluded.last_seen`.execute(tx);
  await sql`
    update bans.bans b set country = a.country, asn = coalesce(b.asn, a.asn), organisation = coalesce(b.organisation, a.organisation)
    from ${answered} where b.address = a.address and b.country is null and not a."isFailure"`.execute(tx);
}

/** Gives bans since an instant that have no country what was resolved for their address before. */
export async function applyCached(tx: Tx, since: Temporal.Instant): Promise<void> {
  await sql`
    update bans.bans b set country = c.country, asn = coalesce(b.asn, c.asn), organisation = coalesce(b.organisation, c.organisation)
    from bans.places_cache c where b.country is null and b.at >= ${since} and c.address = b.address and c.country is not null`.execute(tx);
}

/** Where a rewriting of places has come to. */
export interface PlacesRun {
  readonly since: Temporal.Instant;
  /** Bans up to this time have their place from the files of now. */
  readonly next: Temporal.Instant;
}

/** Null: all bans have their place from the same files. */
export async function placesRun(db: Db | Tx): Promise<PlacesRun | null> {
  const row = await db.selectFrom('bans.places_run').select(['next_at', 'changed_at']).executeTakeFirst();
  return row === undefined || row.next_at === null ? null : { since: row.changed_at, next: row.next_at };
}

interface Cursor {
  readonly at: Temporal.Instant;
  readonly id: string;
}

const BEGINNING: Cursor = { at: Temporal.Instant.from('0001-01-01T00:00:00Z'), id: '00000000-0000-0000-0000-000000000000' };

/** Rows that are written anew in one transaction: well under a second. */
const AT_ONCE = 2_000;

interface PlacedRow extends Cursor, Place {
  readonly address: string | null;
  readonly cached_country: string | null;
  readonly cached_asn: number | null;
  readonly cached_organisation: string | null;
}

/** By the files, else by what a resolver has answered; null: as it is. */
function newPlaceOf(row: PlacedRow, placeOf: PlaceOf): Place | null {
  if (row.address === null) return null;
  const found = placeOf(row.address);
  const country = found.country ?? row.cached_country;
  const asn = found.asn ?? row.cached_asn;
  const organisation = found.organisation ?? row.cached_organisation;
  const isSame = country === row.country && asn === row.asn && organisation === row.organisation;
  return isSame ? null : { country, asn, organisation };
}

/**
 * Gives the next bans their place anew, where it differs. `files` names the files: with others than the last time it begins again at the
 * oldest ban. Answers whether there are more. Locks its row, so that two who do it at once do not do the same.
 */
export async function rewriteSomePlaces(tx: Tx, files: string, placeOf: PlaceOf, now: Temporal.Instant): Promise<boolean> {
  const from = await beginRewriting(tx, files, now);
  if (from === null) return false;
  const { rows } = await sql<PlacedRow>`
    select b.id, b.at, b.address, b.country, b.asn, b.organisation,
      c.country as cached_country, c.asn as cached_asn, c.organisation as cached_organisation
    from (select * from bans.bans b where (b.at, b.id) > (${from.at}, ${from.id}::uuid) order by b.at, b.id limit ${sql.lit(AT_ONCE)}) b
    left join bans.places_cache c on c.address = b.address
    order by b.at, b.id`.execute(tx);
  const changed = rows.flatMap((row) => {
    const place = newPlaceOf(row, placeOf);
    return place === null ? [] : [{ ...place, id: row.id, at: row.at.toString() }];
  });
  await savePlaces(tx, changed, rows);
  const last = rows.length < AT_ONCE ? undefined : rows.at(-1);
  await tx
    .updateTable('bans.places_run')
    .set({ next_at: last?.at ?? null, next_id: last?.id ?? null })
    .execute();
  return last !== undefined;
}

async function savePlaces(tx: Tx, changed: readonly object[], rows: readonly Cursor[]): Promise<void> {
  const [first, last] = [rows.at(0), rows.at(-1)];
  if (changed.length === 0 || first === undefined || last === undefined) return;
  await sql`
    update bans.bans b set country = c.country, asn = c.asn, organisation = c.organisation
    from json_to_recordset(${JSON.stringify(changed)}::json) as c (id uuid, at timestamptz, country text, asn bigint, organisation text)
    where b.id = c.id and b.at = c.at and b.at between ${first.at} and ${last.at}`.execute(tx);
}

/** Where to go on; null: there is nothing to do. */
async function beginRewriting(tx: Tx, files: string, now: Temporal.Instant): Promise<Cursor | null> {
  await tx
    .insertInto('bans.places_run')
    .values({ files: '', next_at: null, next_id: null, changed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await tx.selectFrom('bans.places_run').selectAll().forUpdate().executeTakeFirstOrThrow();
  if (row.files === files) return row.next_at === null || row.next_id === null ? null : { at: row.next_at, id: row.next_id };
  await tx.updateTable('bans.places_run').set({ files, changed_at: now, next_at: BEGINNING.at, next_id: BEGINNING.id }).execute();
  return BEGINNING;
}
