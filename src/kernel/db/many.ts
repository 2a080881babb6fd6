import { sql } from 'kysely';

/**
 * `where('id', '=', anyOf(ids))`: one parameter for all of them. `in` takes one for each, and the protocol counts the parameters of a
 * statement in two bytes: the 65,536th is an error.
 */
export const anyOf = (ids: readonly string[]) => sql<string>`any(${[...ids]}::uuid[])`;

/** As many rows as one statement takes well, and far from what its parameters allow. */
const PIECE = 1_000;

/** Rows to insert, in their order, in parts for one statement each; no rows are no part. */
export function* piecesOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += PIECE) yield rows.slice(start, start + PIECE);
}
