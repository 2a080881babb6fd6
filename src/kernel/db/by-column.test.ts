import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { isOneOf, readByColumn, wholeMilliseconds, wireInstant } from './by-column.ts';

const { db } = await testDatabase({ from: 'empty' });

type Row = { readonly id: number; readonly name: string | null; readonly tags: readonly string[]; readonly seen: string | null };

// The database takes any text but NUL and half characters, and no year 0.
const anyText = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0'));
const anyInstant = fc
  .integer({ min: Date.UTC(1000, 0), max: Date.UTC(9999, 0) })
  .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds));
const anyRow = fc.record({
  name: fc.option(anyText),
  tags: fc.array(anyText, { maxLength: 3 }),
  seen: fc.option(anyInstant),
});

test('rows come as they are, in the order of their query, whatever is in them', async () => {
  await sql`create table thing (id int, name text, tags text[], seen timestamptz)`.execute(db);
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 8 }), async (rows) => {
      await sql`truncate thing`.execute(db);
      for (const [id, { name, tags, seen }] of rows.entries())
        await sql`insert into thing values (${id}, ${name}, ${tags}, ${seen})`.execute(db);
      const things = sql<Row>`select id, name, tags, seen from thing order by id desc`;
      const { all, none } = await readByColumn<{ all: Row; none: Row }>(db, {
        all: { names: ['id', 'name', 'tags', 'seen'], query: things },
        none: { names: ['id'], query: sql`select id from thing where false` },
      });
      const read = all.map(({ id, name, tags, seen }) => ({ id, name, tags, seen: seen && wireInstant(seen) }));
      expect(read).toEqual(rows.map((row, id) => ({ id, ...row, seen: row.seen?.toString() ?? null })).toReversed());
      expect(none).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('milliseconds of an instant are those of Temporal; what is finer, or was before the year 100, is left to it', () => {
  fc.assert(
    fc.property(anyInstant, (instant) => {
      expect(wholeMilliseconds(instant.toString())).toBe(instant.epochMilliseconds);
    }),
  );
  expect(wholeMilliseconds('2026-11-21T08:00:00.1234Z')).toBeNull();
  expect(wholeMilliseconds('0099-11-21T08:00:00Z')).toBeNull();
});

test('ids are one parameter', async () => {
  const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
  const isOne = async (ids: readonly string[]) =>
    (await sql<{ answer: boolean }>`select ${one}::uuid ${isOneOf(ids)} as answer`.execute(db)).rows[0]?.answer;
  expect([await isOne([other, one]), await isOne([other]), await isOne([])]).toEqual([true, false, false]);
});

test('queries share what stands before them', async () => {
  const beginning = sql`with page as (select generate_series(1, 3) as id)`;
  const { all, some } = await readByColumn<{ all: { id: number }; some: { id: number } }>(
    db,
    { all: { names: ['id'], query: sql`select id from page` }, some: { names: ['id'], query: sql`select id from page where id > 1` } },
    beginning,
  );
  expect([all.map(({ id }) => id), some.map(({ id }) => id)]).toEqual([
    [1, 2, 3],
    [2, 3],
  ]);
});

test('a name that would have to be quoted is refused', async () => {
  await expect(readByColumn(db, { all: { names: ['a b'], query: sql<{ 'a b': number }>`select 1 as "a b"` } })).rejects.toThrow('quoted');
});
