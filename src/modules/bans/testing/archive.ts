import { sql } from 'kysely';
import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import type { Db } from '../../../kernel/db/database.ts';
import { newId } from '../../../shared/ids.ts';
import type { Ban, SeenBan } from '../domain/ban.ts';
import type { CountedBan } from '../domain/figures.ts';
import { NOWHERE, type PlaceOf } from '../domain/place.ts';
import { everyBan } from '../store/bans.ts';
import { type BanHost, recordBans } from '../store/record-bans.ts';
import '../store/tables.ts';

export interface NamedHost extends BanHost {
  readonly name: string;
}

/** Two sites: two hosts on the first one, one on the second. */
export interface ArchiveHouse {
  readonly sites: readonly [string, string];
  readonly hosts: readonly [NamedHost, NamedHost, NamedHost];
}

export async function archiveHouse(db: Db): Promise<ArchiveHouse> {
  const sites: [string, string] = [newId(), newId()];
  for (const [at, id] of sites.entries()) {
    await sql`insert into kernel.sites (id, name, time_zone, created_at) values (${id}, ${`Site ${at + 1} ${id}`}, 'Europe/Berlin', now())`.execute(
      db,
    );
  }
  const host = (siteId: string, name: string) => addHost(db, siteId, name);
  return { sites, hosts: [await host(sites[0], 'web1'), await host(sites[0], 'web2'), await host(sites[1], 'mail')] };
}

export async function addHost(db: Db, siteId: string, name: string): Promise<NamedHost> {
  const id: string = newId();
  await sql`insert into kernel.assets (id, module, kind, name, site_id, created_at) values (${id}, 'bans', 'fail2ban', ${name}, ${siteId}, now())`.execute(
    db,
  );
  await sql`insert into bans.hosts (id, site_id, transport, socket_path, config_folder)
    values (${id}, ${siteId}, 'local', '/run/fail2ban.sock', '/etc/fail2ban')`.execute(db);
  return { id, siteId, name };
}

export const nowhere: PlaceOf = () => NOWHERE;

export const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);

/** A ban by a filter, on 2026-11-20 at noon, of an hour. */
export const seen = (changes: Partial<SeenBan> = {}): SeenBan => ({
  ...{ jail: 'sshd', address: '192.0.2.7', at: at('2026-11-20T12:00:00Z'), durationSeconds: 3_600, banCount: 1, failures: 5 },
  ...{ lines: [], provenance: 'filter', ...changes },
});

export const record = (db: Db, host: BanHost, bans: readonly SeenBan[], placeOf: PlaceOf = nowhere) =>
  db.transaction().execute((tx) => recordBans(tx, host, bans, placeOf));

/** All that is in the archive, the oldest first. */
export async function archived(db: Db, now = at('2026-11-21T08:00:00Z')): Promise<Ban[]> {
  const bans: Ban[] = [];
  for await (const page of everyBan(db, { scope: WHOLE_ESTATE, filter: {}, sort: 'at', now })) bans.push(...page);
  return bans;
}

export const counted = ({ host, jail, address, isAddress, at: began, provenance, country, asn, organisation }: Ban): CountedBan => ({
  ...{ host, jail, subject: address, isAddress, at: began, provenance, country, asn, organisation },
});
