import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../kernel/testing/database.ts';
import type {
  PendingPackagesTable,
  ReportsTable,
  ReportTokensTable,
  ServersTable,
  UpdateRecordsTable,
  UpdateSchedulesTable,
} from './tables.ts';

const { db } = await testDatabase();

/** Every column of a table's type, each once: the compiler refuses a missing or an unknown one. */
type Columns<Table> = Readonly<Record<keyof Table, true>>;

const servers: Columns<ServersTable> = {
  id: true,
  site_id: true,
  hostname: true,
  ip_address: true,
  description: true,
  schedule_id: true,
  last_updated_at: true,
  last_rebooted_at: true,
  warns_at: true,
  due_at: true,
  window_start: true,
  window_end: true,
  window_zone: true,
  window_weekdays: true,
  always_in_use: true,
  window_key: true,
  mode_override: true,
  facts_change_at: true,
};
const schedules: Columns<UpdateSchedulesTable> = {
  id: true,
  site_id: true,
  name: true,
  interval_days: true,
  preferred_weekday: true,
  mode: true,
  created_at: true,
  archived_at: true,
  version: true,
};
const reports: Columns<ReportsTable> = {
  server_id: true,
  received_at: true,
  body_hash: true,
  agent: true,
  interval_seconds: true,
  silent_at: true,
  machine_hash: true,
  other_machine_at: true,
  boot_id: true,
  booted_at: true,
  os_id: true,
  os_version: true,
  os_codename: true,
  kernel: true,
  arch: true,
  package_manager: true,
  clock_skew_seconds: true,
  inventory: true,
  inventory_error: true,
  lists_at: true,
  packages_changed_at: true,
  pending_updates: true,
  pending_security_updates: true,
  security_pending_since: true,
  reboot_required: true,
  reboot_because: true,
};
const packages: Columns<PendingPackagesTable> = {
  server_id: true,
  position: true,
  name: true,
  architecture: true,
  installed_version: true,
  candidate_version: true,
  is_security: true,
  origin: true,
  is_held: true,
};
const tokens: Columns<ReportTokensTable> = {
  id: true,
  server_id: true,
  token_hash: true,
  hint: true,
  address_ranges: true,
  created_at: true,
  created_by: true,
  last_used_at: true,
  revoked_at: true,
};
const updates: Columns<UpdateRecordsTable> = {
  id: true,
  server_id: true,
  at: true,
  source: true,
  by_user_id: true,
  note: true,
  confirmed_risky: true,
  is_complete: true,
  packages: true,
  created_at: true,
};

const declared: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  servers: { ...servers },
  update_schedules: { ...schedules },
  reports: { ...reports },
  pending_packages: { ...packages },
  report_tokens: { ...tokens },
  update_records: { ...updates },
};

test('the types of the tables are the tables of the database', async () => {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select table_name as "table", array_agg(column_name::text order by column_name) as columns
    from information_schema.columns where table_schema = 'servers' group by table_name`.execute(db);
  const live = Object.fromEntries(rows.map(({ table, columns }) => [table, columns]));
  const sorted = Object.fromEntries(Object.entries(declared).map(([table, columns]) => [table, Object.keys(columns).sort()]));
  expect(live).toEqual(sorted);
});

test('no foreign key leaves the schema except to the kernel', async () => {
  const { rows } = await sql<{ target: string }>`
    select distinct t.nspname as target from pg_constraint c
    join pg_class f on f.oid = c.confrelid join pg_namespace t on t.oid = f.relnamespace
    join pg_namespace n on n.oid = c.connamespace where c.contype = 'f' and n.nspname = 'servers'`.execute(db);
  expect(rows.map(({ target }) => target).sort()).toEqual(['kernel', 'servers']);
});
