import { sql } from 'kysely';
import pg from 'pg';
import type { Tx } from '../db/database.ts';
import { StartError } from '../start-error.ts';
import { readForeignKeys, readPartitions, readTables, type TableShape } from './catalog.ts';
import { copyIn, sumOf } from './copy.ts';
import type { Entries } from './entries.ts';
import { type Manifest, type Sum, schemasOf } from './manifest.ts';
import type { Session } from './session.ts';

/** The measured sums of what was written, by table. */
export type Written = ReadonlyMap<string, Sum>;

/**
 * Fills the migrated tables from an archive whose next files are theirs. References are taken away meanwhile and put back after,
 * when the database looks at all of them at once: so no order of tables is needed, and those that refer to each other are no trouble.
 */
export async function fillTables(tx: Tx, session: Session, entries: Entries, manifest: Manifest): Promise<Written> {
  const schemas = schemasOf(manifest.migrations);
  await makePartitions(tx, manifest);
  const tables = await readTables(tx, schemas);
  requireSameTables(tables, manifest);
  const references = await readForeignKeys(tx, schemas);
  for (const { drop } of references) await sql.raw(drop).execute(tx);
  // A migration may have put rows into its tables; the backup has those, too.
  await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(tx);
  await switchTriggers(tx, tables, 'disable');
  const written = new Map<string, Sum>();
  for (const table of tables) written.set(table.name, await fillTable(session, entries, table));
  await switchTriggers(tx, tables, 'enable');
  for (const { add } of references) await sql.raw(add).execute(tx);
  await setSequences(tx, manifest);
  return written;
}

/** Read back after it was written: what the target makes of the text must be the text again. */
async function fillTable(session: Session, entries: Entries, { name, into, all }: TableShape): Promise<Sum> {
  const given = await copyIn(session, into, rowsOf(entries, `tables/${name}/`));
  const found = await sumOf(session, all);
  requireEqual(name, given, found);
  return found;
}

/** The text of all following files of a folder, as one. */
export async function* rowsOf(entries: Entries, folder: string): AsyncGenerator<Uint8Array> {
  while ((await entries.next())?.startsWith(folder) === true) yield* (await entries.take()).bytes;
}

export function requireEqual(name: string, given: Sum | undefined, found: Sum): void {
  if (given?.rows === found.rows && given.sha256 === found.sha256) return;
  throw new StartError(`${name} does not hold what the backup says: ${found.rows} rows against ${given?.rows ?? 'none'}.`);
}

function requireSameTables(tables: readonly TableShape[], manifest: Manifest): void {
  const there = tables.map(({ name, columns }) => `${name} ${columns.join(' ')}`);
  const given = manifest.tables.map(({ name, columns }) => `${name} ${columns.join(' ')}`);
  const odd = there.find((line) => !given.includes(line)) ?? given.find((line) => !there.includes(line));
  if (odd !== undefined) throw new StartError(`The backup and this console do not mean the same table: ${odd.split(' ', 1)[0]}.`);
}

/** Those of the backup in place of those that the migrations make: they follow the calendar, and the backup is of another day. */
async function makePartitions(tx: Tx, manifest: Manifest): Promise<void> {
  for (const { name } of await readPartitions(tx, schemasOf(manifest.migrations)))
    await sql`drop table if exists ${sql.table(name)}`.execute(tx);
  for (const { name, parent, bound } of manifest.partitions) {
    if (!BOUND.test(bound)) throw new StartError(`The backup names no bounds that can be used for ${name}.`);
    await sql`create table ${sql.table(name)} partition of ${sql.table(parent)} ${sql.raw(bound)}`.execute(tx);
  }
}

/** What pg_get_expr prints of a range of instants or numbers; nothing else goes into a statement. */
const BOUND = /^(?:DEFAULT|FOR VALUES FROM \('?[\w :.+-]+'?\) TO \('?[\w :.+-]+'?\))$/;

async function switchTriggers(tx: Tx, tables: readonly TableShape[], how: 'enable' | 'disable'): Promise<void> {
  for (const { name } of tables.filter(({ hasTriggers }) => hasTriggers)) {
    await sql`alter table ${sql.table(name)} ${sql.raw(how)} trigger user`.execute(tx);
  }
}

async function setSequences(tx: Tx, { sequences }: Manifest): Promise<void> {
  for (const { name, lastValue } of sequences) {
    const quoted = name
      .split('.')
      .map((part) => pg.escapeIdentifier(part))
      .join('.');
    await sql`select setval(${quoted}::regclass, ${lastValue}::bigint)`.execute(tx);
  }
}
