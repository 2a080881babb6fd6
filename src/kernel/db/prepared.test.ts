import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { createStatementNames, ONE_PLAN } from './prepared.ts';

const { db } = await testDatabase({ from: 'empty' });

const asked = (text: string, times: number): (string | null)[] => {
  const nameOf = createStatementNames();
  return Array.from({ length: times }, () => nameOf(text));
};

test('a statement is prepared from its third use on, always under the same name', () => {
  expect(asked('select 1', 5)).toEqual([null, null, 'caretaker_1', 'caretaker_1', 'caretaker_1']);
});

test.each([
  'select * from a',
  'select a.* from a',
  'update a set b = 1 returning *',
  'select b from a where c = $1 order by b limit 51',
  'select b from a where c = $1\norder by b\nlimit 51',
])('%s is never prepared', (text) => {
  expect(asked(text, 5)).toEqual([null, null, null, null, null]);
});

test.each(['select count(*) from a', 'select b from a order by b', 'select b from a order by b limit 51 /* one plan */'])(
  '%s is prepared',
  (text) => expect(asked(text, 3).at(-1)).toBe('caretaker_1'),
);

test('however many texts there are, a limited number is prepared', () => {
  const nameOf = createStatementNames();
  const names = Array.from({ length: 500 }, (_none, at) => [1, 2, 3].map(() => nameOf(`select ${at}`)).at(-1));
  expect(names.filter((name) => name !== null)).toHaveLength(200);
  expect(nameOf('select 3')).toBe('caretaker_4');
});

test('a column that a later version adds disturbs no prepared statement', async () => {
  await sql`create table thing (id int primary key, name text); insert into thing values (1, 'one')`.execute(db);
  const read = () => sql<{ id: number; name: string }>`select id, name from thing where id = ${1}`.execute(db);
  for (let use = 0; use < 4; use += 1) await read();
  await sql`alter table thing add column more text`.execute(db);
  expect((await read()).rows).toEqual([{ id: 1, name: 'one' }]);
});

test('statements are prepared in the database itself', async () => {
  for (let use = 0; use < 4; use += 1) await sql`select id from (values (1), (2)) v (id) order by id limit 1 ${ONE_PLAN}`.execute(db);
  const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements where statement like '%one plan%'`.execute(db);
  expect(rows.length).toBeGreaterThan(0);
});
