import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import './tables.ts';

/** A player's account at the broker, and what it may do there. */
export interface AccountRow {
  readonly uuid: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly groupNumber: number | null;
}

const accounts = (db: Db | Tx) =>
  db
    .selectFrom('screens.screens as s')
    .leftJoin('screens.groups as g', 'g.id', 's.group_id')
    .select(['s.uuid', 's.account', 's.password_hash', 'g.number'])
    .where('s.uuid', 'is not', null)
    .where('s.account', 'is not', null);

type Row = Awaited<ReturnType<ReturnType<typeof accounts>['executeTakeFirstOrThrow']>>;

const toAccount = ({ uuid, account, password_hash, number }: Row): AccountRow[] =>
  uuid === null || account === null || password_hash === null
    ? []
    : [{ uuid, name: account, passwordHash: password_hash, groupNumber: number }];

/** Null: nobody may sign in by this name. */
export async function accountNamed(db: Db | Tx, name: string): Promise<AccountRow | null> {
  const row = await accounts(db).where('s.account', '=', name).executeTakeFirst();
  return row === undefined ? null : (toAccount(row)[0] ?? null);
}

export async function everyAccount(db: Db | Tx): Promise<readonly AccountRow[]> {
  return (await accounts(db).orderBy('s.account').execute()).flatMap(toAccount);
}

/** Where a player stands, by its UUID; all is false and null where no screen has it. */
export interface PlayerPlace {
  readonly isScreen: boolean;
  readonly hasAccount: boolean;
  /** It uses the shared account. */
  readonly isDiscovered: boolean;
  readonly groupNumber: number | null;
  readonly hasFailure: boolean;
}

export async function placeOfPlayer(db: Db | Tx, uuid: string): Promise<PlayerPlace> {
  const row = await db
    .selectFrom('screens.screens as s')
    .leftJoin('screens.groups as g', 'g.id', 's.group_id')
    .select(['g.number', 's.account', 's.service_failed_at', 's.discovered_at'])
    .where('s.uuid', '=', uuid)
    .executeTakeFirst();
  if (row === undefined) return { isScreen: false, hasAccount: false, isDiscovered: false, groupNumber: null, hasFailure: false };
  const { account, discovered_at, number, service_failed_at } = row;
  return {
    ...{ isScreen: true, hasAccount: account !== null, isDiscovered: discovered_at !== null },
    ...{ groupNumber: number, hasFailure: service_failed_at !== null },
  };
}

export async function everyUuid(db: Db | Tx): Promise<readonly string[]> {
  const rows = await db.selectFrom('screens.screens').select('uuid').where('uuid', 'is not', null).orderBy('uuid').execute();
  return rows.flatMap(({ uuid }) => (uuid === null ? [] : [uuid]));
}

/** The group numbers of players; null where one is in no group, or no screen has it any more. */
export async function groupNumbersOf(db: Db | Tx, uuids: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
  const rows = await db
    .selectFrom('screens.screens as s')
    .innerJoin('screens.groups as g', 'g.id', 's.group_id')
    .select(['s.uuid', 'g.number'])
    .where(sql<boolean>`s.uuid = any(${[...uuids]}::uuid[])`)
    .execute();
  const numbers = new Map<string, number | null>(uuids.map((uuid) => [uuid, null]));
  for (const { uuid, number } of rows) if (uuid !== null) numbers.set(uuid, number);
  return numbers;
}

/**
 * Notes which accounts the broker has lost; others it has. Accounts that were issued after `asked` are not meant. Screens of which that
 * changes are to be looked at anew; answers how many.
 */
export async function saveLost(tx: Tx, lost: readonly string[], asked: Temporal.Instant, now: Temporal.Instant): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with changed as (
      select id from screens.screens
      where account is not null and account_issued_at <= ${asked}
        and (account_lost_at is not null) <> (account = any(${[...lost]}::text[]))
      order by id for no key update)
    update screens.screens s set account_lost_at = case when s.account = any(${[...lost]}::text[]) then ${now}::timestamptz end,
      facts_change_at = ${now}
    from changed where changed.id = s.id`.execute(tx);
  return Number(numAffectedRows);
}
