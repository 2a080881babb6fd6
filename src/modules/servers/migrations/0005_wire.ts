import { type Kysely, sql } from 'kysely';

// A list of servers shows 28 fields of each, most of which only an action or a report changes. Those stand beside their row as they
// travel, so that a page is put together and not built cell by cell; see the kernel's migration of the same name.
// Slow: rewrites the tables of servers and reports, ten seconds and more for a hundred thousand servers.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table servers.update_schedules add column wire text not null generated always as (
      '{"id":"' || id::text || '","name":' || kernel.json_of(name) || ',"intervalDays":' || interval_days::text
      || ',"preferredWeekday":' || coalesce(preferred_weekday::text, 'null') || '}') stored;

    alter table servers.servers add column wire text not null generated always as (
      '"lastUpdatedAt":' || kernel.json_of(last_updated_at) || ',"hostname":' || kernel.json_of(hostname)
      || ',"ipAddress":' || kernel.json_of(host(ip_address)) || ',"description":' || kernel.json_of(description)
      || ',"lastRebootedAt":' || kernel.json_of(last_rebooted_at) || ',"nextUpdateDueAt":' || kernel.json_of(due_at)) stored;

    alter table servers.reports add column wire text not null generated always as (
      '"os":' || case when os_id is null then 'null' else
        '{"id":' || kernel.json_of(os_id) || ',"version":' || kernel.json_of(coalesce(os_version, ''))
        || ',"codename":' || kernel.json_of(coalesce(os_codename, '')) || '}' end
      || ',"kernel":' || kernel.json_of(kernel) || ',"pendingUpdates":' || kernel.json_of(pending_updates)
      || ',"pendingSecurityUpdates":' || kernel.json_of(pending_security_updates)
      || ',"rebootRequired":' || kernel.json_of(reboot_required) || ',"reportedAt":' || kernel.json_of(received_at)) stored;
  `.execute(db);
}
