import { type Kysely, sql } from 'kysely';

// What the console asks of hosts (orders), what must not be banned, blocklists, and what spreads from host to host.
// Networks are stored as inet without host bits, so that containment is the database's.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bans.spread_rules (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      name text collate kernel.natural not null check (name <> ''),
      provenances text[] not null check (cardinality(provenances) > 0),
      jail text,
      bans int not null check (bans > 0),
      within_hours int not null check (within_hours > 0),
      on_hosts int not null check (on_hosts > 0),
      target_jail text,
      ban_hours int not null check (ban_hours > 0),
      applies_itself boolean not null default false,
      is_on boolean not null default true,
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      -- Rules are named by their offers: removed, not deleted.
      removed_at timestamptz,
      version int not null default 1
    );
    create unique index spread_rules_name on bans.spread_rules (site_id, lower(name collate kernel.natural)) where removed_at is null;
    create index spread_rules_order on bans.spread_rules (name, id) where removed_at is null;

    create table bans.spread_offers (
      id uuid primary key,
      rule_id uuid not null references bans.spread_rules (id),
      site_id uuid not null references kernel.sites (id),
      address inet not null,
      -- In which the others would ban it.
      jail text not null,
      state text not null default 'open' check (state in ('open', 'applied', 'dismissed', 'refused')),
      -- Host, bans and the newest one, as they were counted.
      evidence jsonb not null,
      target_ids uuid[] not null,
      because text,
      created_at timestamptz not null,
      -- The newest ban that counted: older ones do not make another offer.
      counted_until timestamptz not null,
      decided_at timestamptz,
      decided_by uuid references kernel.users (id),
      check ((state = 'open') = (decided_at is null))
    );
    create unique index spread_offers_open on bans.spread_offers (rule_id, address) where state = 'open';
    create index spread_offers_rule on bans.spread_offers (rule_id, address, counted_until desc);
    create index spread_offers_order on bans.spread_offers (created_at desc, id desc);
    create index spread_offers_site on bans.spread_offers (site_id, created_at desc);

    create table bans.orders (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      host_id uuid not null references bans.hosts (id),
      kind text not null check (kind in ('ban', 'unban')),
      -- Null: every jail, of an unban.
      jail text check (jail <> ''),
      network inet not null check (network = network(network)),
      state text not null default 'pending' check (state in ('pending', 'unknown', 'done', 'failed', 'lifted')),
      origin text not null check (origin in ('person', 'spread')),
      offer_id uuid references bans.spread_offers (id),
      note text not null default '',
      by_user_id uuid references kernel.users (id),
      created_at timestamptz not null,
      until_at timestamptz,
      done_at timestamptz,
      lifted_at timestamptz,
      lifted_how text check (lifted_how in ('expired', 'unbanned')),
      -- When the console next does something about it; null: never again.
      wakes_at timestamptz,
      tries int not null default 0,
      renewals int not null default 0,
      -- The jail's own time when it was last banned, in seconds; -1: for ever.
      jail_seconds bigint,
      failure text,
      failure_detail text not null default '',
      check (kind = 'unban' or jail is not null),
      check (kind = 'ban' or until_at is null),
      check ((state = 'lifted') = (lifted_at is not null)),
      check ((lifted_at is null) = (lifted_how is null)),
      check (kind = 'ban' or state <> 'lifted')
    );
    -- One living ban of an address in a jail: asked twice, it is the same one.
    create unique index orders_living on bans.orders (host_id, jail, network) where kind = 'ban' and state in ('pending', 'unknown', 'done');
    create index orders_order on bans.orders (created_at desc, id desc);
    create index orders_host on bans.orders (host_id, created_at desc);
    create index orders_site on bans.orders (site_id, created_at desc);
    create index orders_offer on bans.orders (offer_id) where offer_id is not null;
    create index orders_network on bans.orders using gist (network inet_ops);
    create index orders_wakes on bans.orders (wakes_at) where wakes_at is not null;

    create table bans.allow_entries (
      id uuid primary key,
      -- Null: every site.
      site_id uuid references kernel.sites (id),
      -- Null: every host of the site.
      host_id uuid references bans.hosts (id),
      jail text check (jail <> ''),
      network inet not null check (network = network(network)),
      note text not null default '',
      until_at timestamptz,
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      ended_at timestamptz,
      ended_how text check (ended_how in ('expired', 'removed')),
      version int not null default 1,
      check (host_id is null or site_id is not null),
      check ((ended_at is null) = (ended_how is null))
    );
    create unique index allow_entries_living on bans.allow_entries (network, site_id, host_id, jail) nulls not distinct where ended_at is null;
    create index allow_entries_order on bans.allow_entries (created_at desc, id desc);
    create index allow_entries_site on bans.allow_entries (site_id, created_at desc) where site_id is not null;
    create index allow_entries_host on bans.allow_entries (host_id) where host_id is not null;
    create index allow_entries_network on bans.allow_entries using gist (network inet_ops);
    create index allow_entries_until on bans.allow_entries (until_at) where ended_at is null and until_at is not null;

    -- What of it stands in the running ignore lists. A row that is left of an ended entry is still to be taken out.
    create table bans.allow_placements (
      entry_id uuid not null references bans.allow_entries (id) on delete cascade,
      host_id uuid not null references bans.hosts (id),
      jail text not null,
      -- present: it stood there before us, and is not ours to take out.
      state text not null default 'pending' check (state in ('pending', 'placed', 'present', 'failed')),
      failure text,
      failure_detail text not null default '',
      changed_at timestamptz not null,
      primary key (entry_id, host_id, jail)
    );
    create index allow_placements_host on bans.allow_placements (host_id);

    create table bans.blocklists (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      name text collate kernel.natural not null check (name <> ''),
      -- Null: its text is uploaded.
      url text,
      format text not null check (format in ('plain', 'netset', 'spamhaus', 'spamhaus-json', 'csv')),
      csv_column int check (csv_column > 0),
      -- Every so many hours, or at a time of day of a zone; neither: by hand.
      every_hours int check (every_hours > 0),
      daily_at text check (daily_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      time_zone text,
      jail text not null check (jail <> ''),
      cap int not null check (cap > 0),
      applies_itself boolean not null default false,
      -- What the source said of what it sent last (RFC 9110 section 8.8).
      etag text,
      last_modified text,
      next_import_at timestamptz,
      last_good_at timestamptz,
      -- From this instant on it is stale: twice its schedule after the last good import, or after it was added.
      stale_at timestamptz,
      -- Its placements are to be brought in line with what is wanted, now or again at this instant.
      place_at timestamptz,
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      removed_at timestamptz,
      version int not null default 1,
      check ((daily_at is null) = (time_zone is null)),
      check (every_hours is null or daily_at is null),
      check ((format = 'csv') = (csv_column is not null)),
      check (url is not null or num_nonnulls(every_hours, daily_at) = 0)
    );
    create unique index blocklists_name on bans.blocklists (site_id, lower(name collate kernel.natural)) where removed_at is null;
    create index blocklists_order on bans.blocklists (name, id) where removed_at is null;
    create index blocklists_next_import on bans.blocklists (next_import_at) where next_import_at is not null;
    create index blocklists_place on bans.blocklists (place_at) where place_at is not null;
    create index blocklists_stale on bans.blocklists (stale_at) where removed_at is null and stale_at is not null;

    -- Its hosts; none: every one of the site that has the jail.
    create table bans.blocklist_hosts (
      blocklist_id uuid not null references bans.blocklists (id) on delete cascade,
      host_id uuid not null references bans.hosts (id),
      primary key (blocklist_id, host_id)
    );
    create index blocklist_hosts_host on bans.blocklist_hosts (host_id);

    create table bans.blocklist_imports (
      id uuid primary key,
      blocklist_id uuid not null references bans.blocklists (id) on delete cascade,
      state text not null check (state in ('reported', 'applying', 'applied', 'refused', 'discarded', 'unchanged')),
      at timestamptz not null,
      by_user_id uuid references kernel.users (id),
      finished_at timestamptz,
      lines int not null default 0,
      entries int not null default 0,
      duplicates int not null default 0,
      networks int not null default 0,
      -- Decimal text: of IPv6 it goes beyond every type of number.
      addresses text not null default '0',
      added int not null default 0,
      removed int not null default 0,
      unchanged int not null default 0,
      refused jsonb not null default '[]',
      fault text,
      fault_params jsonb not null default '{}',
      done int not null default 0,
      total int not null default 0,
      -- What it would make of the blocklist, a network a line; kept until it is applied or discarded.
      wanted text
    );
    create index blocklist_imports_order on bans.blocklist_imports (blocklist_id, at desc, id desc);
    create index blocklist_imports_at on bans.blocklist_imports (at);
    create unique index blocklist_imports_open on bans.blocklist_imports (blocklist_id) where state in ('reported', 'applying');

    -- What is wanted on its hosts.
    create table bans.blocklist_entries (
      blocklist_id uuid not null references bans.blocklists (id) on delete cascade,
      network inet not null check (network = network(network)),
      primary key (blocklist_id, network)
    );
    create index blocklist_entries_network on bans.blocklist_entries using gist (network inet_ops);

    -- What stands, or is about to stand, on a host because of it: what has to be taken back there.
    create table bans.blocklist_placements (
      blocklist_id uuid not null references bans.blocklists (id) on delete cascade,
      host_id uuid not null references bans.hosts (id),
      jail text not null,
      network inet not null,
      -- Null: it was going to be placed, and nobody knows whether it was.
      placed_at timestamptz,
      primary key (blocklist_id, host_id, jail, network)
    );
    create index blocklist_placements_host on bans.blocklist_placements (host_id);

    -- How far a blocklist is on each host.
    create table bans.blocklist_targets (
      blocklist_id uuid not null references bans.blocklists (id) on delete cascade,
      host_id uuid not null references bans.hosts (id),
      jail text not null,
      pending int not null default 0,
      failure text,
      failure_detail text not null default '',
      settled_at timestamptz,
      primary key (blocklist_id, host_id, jail)
    );
    create index blocklist_targets_host on bans.blocklist_targets (host_id);

    -- Answers of others about an address, so that they are not asked for each look.
    create table bans.address_answers (
      kind text not null check (kind in ('whois', 'reputation')),
      address inet not null,
      answer jsonb not null,
      fetched_at timestamptz not null,
      primary key (kind, address)
    );
    create index address_answers_fetched on bans.address_answers (fetched_at);
  `.execute(db);
}
