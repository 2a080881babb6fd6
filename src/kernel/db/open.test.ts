import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createLog } from '../log/log.ts';
import { testDatabase } from '../testing/database.ts';
import { isDatabaseAway, isForeignKeyViolation, isUniqueViolation } from './errors.ts';
import { openDatabase } from './open.ts';

const { db } = await testDatabase({ from: 'empty' });
const silent = createLog({ level: 'silent', format: 'json' });

async function readValue(expression: ReturnType<typeof sql<{ value: unknown }>>): Promise<unknown> {
  return (await expression.execute(db)).rows[0]?.value;
}

const instant = Temporal.Instant.from('2026-03-29T01:00:00.123Z');

test.each([
  ['timestamptz', instant],
  ['interval', Temporal.Duration.from({ hours: 26, minutes: 5, milliseconds: 7 })],
  ['interval', Temporal.Duration.from({ months: 2, days: 3 })],
  ['date', Temporal.PlainDate.from('2026-03-29')],
  ['time', Temporal.PlainTime.from('22:30')],
  ['timestamp', Temporal.PlainDateTime.from('2026-03-29T02:30')],
  ['bigint', 9_007_199_254_740_991],
  ['numeric', '12345678901234567890.5'],
])('%s: %s comes back as it was written', async (type, value) => {
  const read = await readValue(sql`select ${value}::${sql.raw(type)} as value`);
  expect(String(read)).toBe(String(value));
  expect(read?.constructor).toBe(value.constructor);
});

test('arrays of instants, with nulls, come back as instants', async () => {
  const read = await readValue(sql`select array[${instant}::timestamptz, null] as value`);
  expect(read).toEqual([instant, null]);
  expect(await readValue(sql`select array[]::timestamptz[] as value`)).toEqual([]);
});

test('a bigint beyond the safe numbers is an error, not a wrong number', async () => {
  await expect(readValue(sql`select 9007199254740992::bigint as value`)).rejects.toThrow('more than a number can count');
});

test('refusals of the database are told apart', async () => {
  await sql`create table parent (id int primary key); create table child (parent_id int references parent (id))`.execute(db);
  await sql`insert into parent values (1)`.execute(db);
  const twice = await sql`insert into parent values (1)`.execute(db).catch((error: unknown) => error);
  const orphan = await sql`insert into child values (2)`.execute(db).catch((error: unknown) => error);
  expect([isUniqueViolation(twice), isUniqueViolation(twice, 'parent_pkey'), isUniqueViolation(twice, 'other')]).toEqual([
    true,
    true,
    false,
  ]);
  expect([isUniqueViolation(orphan), isForeignKeyViolation(orphan), isDatabaseAway(orphan)]).toEqual([false, true, false]);
});

test('a session that is ended under a query counts as the database being away, and a later query works', async () => {
  const ended = await sql`select pg_terminate_backend(pg_backend_pid())`.execute(db).catch((error: unknown) => error);
  expect(isDatabaseAway(ended)).toBe(true);
  // The pool may hand out the broken connection once more before its socket has closed.
  await expect.poll(() => readValue(sql`select 1 as value`).catch(() => 0)).toBe(1);
});

test('a database that is not there is a sentence', async () => {
  const refused = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', log: silent }).catch((error: unknown) => error);
  expect(String(refused)).toMatch(/^StartError: The database does not let the console in: .*ECONNREFUSED.*CARETAKER_DATABASE_URL\.$/);
});
