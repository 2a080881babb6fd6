import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { OWN_SCHEMAS } from '../kit/snapshot.ts';

const { db } = await testDatabase();
const ours = sql`any(${[...OWN_SCHEMAS]}::text[])`;

/** A part of a partitioned table has the columns of the whole. */
const isPart = sql`(select relispartition from pg_class where oid = format('%I.%I', table_schema, table_name)::regclass)`;

interface Column {
  readonly kind: Kind;
  readonly isNullable: boolean;
}
type Kind = 'text' | 'number' | 'boolean' | 'instant' | 'json' | 'array' | 'bytes';
type Tables = Readonly<Record<string, Readonly<Record<string, Column>>>>;

/** What PostgreSQL's types are to the driver and to us. */
const KINDS: Readonly<Record<string, Kind>> = {
  ...{ text: 'text', uuid: 'text', inet: 'text', varchar: 'text', bpchar: 'text', date: 'text', time: 'text' },
  ...{ int2: 'number', int4: 'number', int8: 'number', float8: 'number', numeric: 'number' },
  ...{ bool: 'boolean', timestamptz: 'instant', jsonb: 'json', bytea: 'bytes' },
};

async function liveTables(): Promise<Tables> {
  const { rows } = await sql<{ table: string; column: string; type: string; isNullable: boolean }>`
    select table_schema || '.' || table_name as "table", column_name as "column", udt_name as type, is_nullable = 'YES' as "isNullable"
    from information_schema.columns where table_schema = ${ours} and not ${isPart}`.execute(db);
  const tables: Record<string, Record<string, Column>> = {};
  for (const { table, column, type, isNullable } of rows) {
    const kind = type.startsWith('_') ? 'array' : KINDS[type];
    if (kind === undefined) throw new Error(`${table}.${column} is ${type}, of which this test knows nothing`);
    tables[table] = { ...tables[table], [column]: { kind, isNullable } };
  }
  return tables;
}

const source = new URL('../../src/', import.meta.url).pathname;
const declaring = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(`${source}${file}`, 'utf8') }))
  .filter(({ text }) => /^ *(export )?interface Database \{/m.test(text));

/** All tables as `interface Database` and the interfaces of their rows declare them, file by file. */
function declaredTables(): Tables {
  const tables: Record<string, Record<string, Column>> = {};
  for (const { file, text } of declaring) {
    for (const [, table = '', row = ''] of text.matchAll(/^ *'(\w+\.\w+)': (\w+);$/gm)) {
      if (tables[table] !== undefined) throw new Error(`${table} is declared twice, the second time in ${file}`);
      tables[table] = columnsOf(text, row, file);
    }
  }
  return tables;
}

function columnsOf(text: string, row: string, file: string): Record<string, Column> {
  const body = new RegExp(`^(?:export )?interface ${row} \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1];
  if (body === undefined) throw new Error(`${file} does not declare ${row} itself`);
  const lines = body
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.trim());
  return Object.fromEntries(lines.filter((line) => line !== '').map((line) => columnOf(line, `${file}: ${line}`)));
}

function columnOf(line: string, where: string): [string, Column] {
  const [, name, type] = /^(\w+): (.+);$/.exec(line) ?? [];
  if (name === undefined || type === undefined) throw new Error(`not a column: ${where}`);
  const read = readType(type);
  return [name, { kind: kindOf(read.replace(/ \| null$/, '')), isNullable: / \| null$/.test(read) || read === 'unknown' }];
}

/** The type that is read; how it is written may differ. */
function readType(type: string): string {
  const wrapped = /^(?:Generated|GeneratedAlways|ColumnType)<(.*)>$/.exec(type)?.[1];
  return wrapped === undefined ? type : (splitArguments(wrapped)[0] ?? type);
}

/** At commas outside angle brackets. */
function splitArguments(text: string): string[] {
  let depth = 0;
  let [part, parts] = ['', [] as string[]];
  for (const char of text) {
    depth += char === '<' ? 1 : char === '>' ? -1 : 0;
    if (char === ',' && depth === 0) {
      parts = [...parts, part.trim()];
      part = '';
    } else part += char;
  }
  return [...parts, part.trim()];
}

/** A name that is none of these stands for words of a fixed list: text. */
function kindOf(type: string): Kind {
  if (type.endsWith('[]')) return 'array';
  if (type.startsWith('JsonColumn<') || type === 'unknown') return 'json';
  if (type === 'InstantColumn' || type === 'Temporal.Instant') return 'instant';
  const plain: Readonly<Record<string, Kind>> = { number: 'number', boolean: 'boolean', Uint8Array: 'bytes' };
  return plain[type] ?? 'text';
}

test('every table is declared, column by column, as the database has it', async () => {
  const [live, declared] = [await liveTables(), declaredTables()];
  expect(Object.keys(declared).sort()).toEqual(Object.keys(live).sort());
  for (const [table, columns] of Object.entries(declared)) expect(columns, table).toEqual(forgiving(columns, live[table] ?? {}));
});

/** `unknown` admits null, whether or not the column does. */
const forgiving = (declared: Readonly<Record<string, Column>>, live: Readonly<Record<string, Column>>) =>
  Object.fromEntries(
    Object.entries(live).map(([name, column]) => [
      name,
      declared[name]?.kind === 'json' && declared[name].isNullable ? { ...column, isNullable: true } : column,
    ]),
  );

interface ForeignKey {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly table: string;
  readonly columns: string;
  readonly hasIndex: boolean;
}

/**
 * An index serves where its first columns are those of the key, and it leaves out no row that refers to something. A key that
 * carries the site along is found by its first column.
 */
const foreignKeys = async (): Promise<readonly ForeignKey[]> =>
  (
    await sql<ForeignKey>`
    select c.conname as name, n.nspname as "from", fn.nspname as "to", n.nspname || '.' || r.relname as "table",
      (select string_agg(a.attname, ', ' order by k.place) from unnest(c.conkey) with ordinality k(number, place)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as columns,
      exists (
        select from pg_index i where i.indrelid = c.conrelid
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$')
          and (i.indkey[0] = c.conkey[1] or (i.indkey[0] = any(c.conkey) and i.indkey[1] = any(c.conkey)))
      ) as "hasIndex"
    from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
      join pg_class f on f.oid = c.confrelid join pg_namespace fn on fn.oid = f.relnamespace
    where c.contype = 'f' and n.nspname = ${ours} order by 4, 1`.execute(db)
  ).rows;

test('no foreign key leaves its schema except to the kernel', async () => {
  const keys = await foreignKeys();
  expect(keys.length).toBeGreaterThan(20);
  expect(keys.filter(({ from, to }) => to !== from && to !== 'kernel')).toEqual([]);
});

const PERSON = 'people become tombstones, their rows are never deleted; nobody asks what somebody did by this column';
const SITE = 'sites are archived, never deleted; what is read by site is read through an index over living rows';
const LIVING = 'what it refers to is archived, never deleted; an index over living rows serves what is read';

/** Without an index, and why nobody misses it. */
const UNINDEXED: Readonly<Record<string, string>> = {
  'bans.allow_entries (created_by)': PERSON,
  'bans.blocklist_imports (by_user_id)': PERSON,
  'bans.blocklists (created_by)': PERSON,
  'bans.hosts (host_key_confirmed_by)': PERSON,
  'bans.orders (by_user_id)': PERSON,
  'bans.spread_offers (decided_by)': PERSON,
  'bans.spread_rules (created_by)': PERSON,
  'screens.enrolment_codes (created_by)': PERSON,
  'screens.held_enrolments (decided_by)': PERSON,
  'kernel.assets (created_by)': PERSON,
  'kernel.errands (begun_by)': PERSON,
  'kernel.machine_links (decided_by)': PERSON,
  'kernel.maintenance_periods (created_by)': PERSON,
  'kernel.settings (updated_by)': PERSON,
  'kernel.sites (contact_user_id)': PERSON,
  'kernel.stories (accepted_by)': PERSON,
  'kernel.stories (acknowledged_by)': PERSON,
  'kernel.stories (assignee_user_id)': PERSON,
  'kernel.stories (snoozed_by)': PERSON,
  'kernel.story_history (user_id)': PERSON,
  'kernel.users (created_by)': PERSON,
  'kernel.users (deactivated_by)': PERSON,
  'servers.enrolment_tokens (created_by)': PERSON,
  'servers.report_tokens (created_by)': PERSON,
  'servers.update_records (by_user_id)': PERSON,
  'servers.approvals (asked_by)': PERSON,
  'servers.approvals (decided_by)': PERSON,
  'servers.freezes (created_by)': PERSON,
  'servers.overdue_told (user_id)': PERSON,
  'servers.slot_postponements (user_id)': PERSON,
  'servers.slots (confirmed_by)': PERSON,
  'servers.slots (planned_by)': PERSON,
  'bans.blocklists (site_id)': SITE,
  'bans.spread_rules (site_id)': SITE,
  'screens.groups (site_id)': SITE,
  'kernel.assets (site_id)': SITE,
  'kernel.errands (site_id)': SITE,
  'kernel.findings (site_id)': SITE,
  'kernel.grants (site_id)': SITE,
  'kernel.machines (site_id)': SITE,
  'kernel.stories (site_id)': SITE,
  'servers.update_schedules (site_id)': SITE,
  'kernel.findings (asset_id)': LIVING,
  'kernel.maintenance_periods (asset_id)': LIVING,
  'kernel.sessions (user_id)': LIVING,
  'kernel.secret_links (user_id)': LIVING,
  'servers.enrolment_tokens (site_id)': LIVING,
  'servers.report_tokens (server_id)': LIVING,
};

test('every foreign key has an index on its own side, or a reason', async () => {
  const bare = (await foreignKeys()).filter(({ hasIndex }) => !hasIndex).map(({ table, columns }) => `${table} (${columns})`);
  expect(bare.sort()).toEqual(Object.keys(UNINDEXED).sort());
});

test('every instant has a zone', async () => {
  const { rows } = await sql<{ column: string }>`
    select table_schema || '.' || table_name || '.' || column_name as "column" from information_schema.columns
    where table_schema = ${ours} and data_type in ('timestamp without time zone', 'time with time zone')`.execute(db);
  expect(rows).toEqual([]);
});

test('every table has a primary key or a unique constraint to name its rows by', async () => {
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || r.relname as name from pg_class r join pg_namespace n on n.oid = r.relnamespace
    where r.relkind in ('r', 'p') and n.nspname = ${ours}
      and not exists (select from pg_constraint c where c.conrelid = r.oid and c.contype in ('p', 'u'))`.execute(db);
  expect(rows).toEqual([]);
});
