import { type Kysely, sql } from 'kysely';

// The list of servers is as quick with a hundred thousand of them as with a thousand: what people look for, and the states that few
// servers are in, have an index.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    select kernel.index_parts('servers_hostname_parts', 'servers.servers', 'hostname');
    select kernel.index_parts('servers_address_parts', 'servers.servers', 'host(ip_address)');
    select kernel.index_parts('servers_description_parts', 'servers.servers', 'description');
    create index servers_warns on servers.servers (warns_at) where warns_at is not null;
    create index reports_silent on servers.reports (silent_at);
    create index reports_trouble on servers.reports (inventory, server_id) where inventory in ('stale-lists', 'error');
    create index reports_reboot on servers.reports (server_id) where reboot_required = 'yes';
  `.execute(db);
}
