import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { cells, type Keyset, keyset } from './keyset.ts';

const { db } = await testDatabase();

interface Row {
  readonly id: number;
  readonly name: string;
  readonly due: Temporal.Instant | null;
  readonly size: number;
}

const by = {
  id: { by: sql.ref('id'), of: (row: Row) => row.id, cell: cells.int },
  name: { by: sql.ref('name'), of: (row: Row) => row.name, cell: cells.text },
  due: { by: sql.ref('due'), of: (row: Row) => row.due?.toString() ?? null, cell: cells.instant },
  size: { by: sql.ref('size'), of: (row: Row) => row.size, cell: cells.int },
};

const ORDERS: Readonly<Record<string, Keyset<Row>>> = {
  'id, one direction': keyset('id', [by.id]),
  'name then id': keyset('name', [by.name, by.id]),
  'both downwards': keyset('-name', [
    { ...by.name, direction: 'desc' },
    { ...by.id, direction: 'desc' },
  ]),
  'mixed directions': keyset('size', [{ ...by.size, direction: 'desc' }, by.name, { ...by.id, direction: 'desc' }]),
  'nulls last': keyset('due', [{ ...by.due, nulls: 'last' }, by.id]),
  'nulls first': keyset('due-first', [{ ...by.due, nulls: 'first' }, by.id]),
  'downwards, nulls last': keyset('-due', [
    { ...by.due, direction: 'desc', nulls: 'last' },
    { ...by.id, direction: 'desc' },
  ]),
  'downwards, nulls first, mixed': keyset('-due-first', [{ ...by.due, direction: 'desc', nulls: 'first' }, by.name, by.id]),
};

const anyRows = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 1_000 }),
    // Few values, so that ties are common; a quote and an umlaut, so that nothing is taken for SQL.
    name: fc.constantFrom('srv2', 'srv10', "O'Neil", 'Äpfel', ''),
    due: fc.option(fc.integer({ min: 0, max: 3 }).map((hours) => Temporal.Instant.from('2026-11-21T08:00:00.123Z').add({ hours }))),
    size: fc.integer({ min: 0, max: 3 }),
  }),
  { selector: (row) => row.id, maxLength: 25 },
);

async function store(rows: readonly Row[]): Promise<void> {
  await sql`create schema if not exists listed`.execute(db);
  await sql`drop table if exists listed.things`.execute(db);
  await sql`create table listed.things (id int primary key, name text collate kernel.natural not null, due timestamptz, size int not null)`.execute(
    db,
  );
  for (const row of rows) await sql`insert into listed.things values (${row.id}, ${row.name}, ${row.due}, ${row.size})`.execute(db);
}

const select = () => db.selectFrom(sql<Row>`listed.things`.as('things')).selectAll();

async function walk(order: Keyset<Row>, limit: number): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = order.cut(await order.apply(select(), { cursor, limit }).execute(), limit);
    ids.push(...page.items.map((row) => row.id));
    if (page.nextCursor === null) return ids;
    cursor = page.nextCursor;
  }
}

test('whatever the rows, the order and the size of a page: the pages together are the list', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, fc.integer({ min: 1, max: 7 }), async (rows, limit) => {
      await store(rows);
      for (const [name, order] of Object.entries(ORDERS)) {
        const whole = await order.apply(select(), { limit: 100 }).execute();
        expect(await walk(order, limit), name).toEqual(whole.map((row) => row.id));
      }
    }),
    { numRuns: 15 },
  );
});

test('a row that comes or goes between two pages changes no other row', async () => {
  const due = null;
  await store([1, 2, 3, 4, 5].map((id) => ({ id, name: `srv${id}`, due, size: 0 })));
  const order = keyset<Row>('name', [by.name, by.id]);
  const first = order.cut(await order.apply(select(), { limit: 2 }).execute(), 2);
  await sql`delete from listed.things where id = 2`.execute(db);
  await sql`insert into listed.things values (10, 'srv10', null, 0), (11, 'srv0', null, 0)`.execute(db);
  const rest = await order.apply(select(), { cursor: first.nextCursor ?? '', limit: 10 }).execute();
  expect(rest.map((row) => row.id)).toEqual([3, 4, 5, 10]);
});

describe('cursors that are not ours', () => {
  const order = keyset<Row>('due', [{ ...by.due, nulls: 'last' }, by.id]);
  const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each([
    ['empty', ''],
    ['not base64', '§§§'],
    ['not JSON', Buffer.from('nonsense').toString('base64url')],
    ['an object', cursor({ due: 1 })],
    ['another sort', cursor(['name', '2026-11-21T08:00:00Z', 1])],
    ['too short', cursor(['due', '2026-11-21T08:00:00Z'])],
    ['too long', cursor(['due', '2026-11-21T08:00:00Z', 1, 1])],
    ['no instant', cursor(['due', 'yesterday', 1])],
    ['a day that never was', cursor(['due', '2026-02-30T08:00:00Z', 1])],
    ['infinity', cursor(['due', 'infinity', 1])],
    ['the year 0', cursor(['due', '0000-01-01T00:00:00Z', 1])],
    ['a number beyond its column', cursor(['due', null, 3_000_000_000])],
    ['a fraction', cursor(['due', null, 1.5])],
    ['null where nothing is null', cursor(['due', null, null])],
  ])('%s', (_what, text) => {
    expect(() => order.apply(select(), { cursor: text, limit: 1 })).toThrow(expect.objectContaining({ code: 'kernel.bad_cursor' }));
  });

  test('NUL in a text does not reach the database', () => {
    const named = keyset<Row>('name', [by.name, by.id]);
    expect(() => named.apply(select(), { cursor: cursor(['name', 'a\0b', 1]), limit: 1 })).toThrow(
      expect.objectContaining({ code: 'kernel.bad_cursor' }),
    );
  });

  test('whatever the text, it is refused or read, and the query runs', async () => {
    await store([]);
    const anyCell = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.double(), fc.boolean());
    const anyCursor = fc.oneof(
      fc.string(),
      fc.array(anyCell, { maxLength: 3 }).map((tail) => cursor(['due', ...tail])),
    );
    await fc.assert(
      fc.asyncProperty(anyCursor, async (text) => {
        let query: ReturnType<typeof select>;
        try {
          query = order.apply(select(), { cursor: text, limit: 1 });
        } catch (error) {
          expect(error).toMatchObject({ code: 'kernel.bad_cursor' });
          return;
        }
        expect(await query.execute()).toEqual([]);
      }),
    );
  });
});
