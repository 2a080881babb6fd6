import type { AssetId, SiteId } from '../../../shared/ids.ts';
import type { ContactFailure } from '../domain/contact.ts';
import type { Level, Transport } from '../domain/host.ts';

/** How the console signs in at a host; keys are only said to be there. */
export interface SshRow {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly auth: 'key' | 'agent';
  readonly hasKey: boolean;
  readonly configureUser: string | null;
  readonly hasConfigureKey: boolean;
  /** The fingerprint that a person confirmed. */
  readonly hostKey: string | null;
  readonly hostKeyConfirmedBy: { readonly id: string; readonly name: string } | null;
  readonly hostKeySeen: string | null;
}

/** A fail2ban host with its asset and the sums over its jails. */
export interface HostRow {
  readonly id: AssetId;
  readonly name: string;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly tags: readonly string[];
  readonly level: Level;
  readonly transport: Transport;
  readonly socketPath: string;
  readonly configFolder: string;
  /** Null: on this machine. */
  readonly ssh: SshRow | null;
  readonly firstContactAt: Temporal.Instant | null;
  readonly contactedAt: Temporal.Instant | null;
  readonly failingSince: Temporal.Instant | null;
  readonly failure: ContactFailure | null;
  readonly failureDetail: string;
  readonly version: number;
  readonly fail2banVersion: string | null;
  readonly databaseFile: string | null;
  readonly purgeAgeSeconds: number | null;
  readonly readUntil: Temporal.Instant | null;
  readonly readAt: Temporal.Instant | null;
  readonly readFault: string;
  readonly addresses: readonly string[];
  readonly addressesAt: Temporal.Instant | null;
  readonly jailCount: number;
  readonly goneJailCount: number;
  readonly currentlyBanned: number;
  readonly currentlyFailed: number;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string | null;
}

/** What the query of `store/hosts.ts` selects. */
interface Columns {
  readonly id: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly level: Level;
  readonly transport: Transport;
  readonly socket_path: string;
  readonly config_folder: string;
  readonly ssh_host: string | null;
  readonly ssh_port: number | null;
  readonly ssh_user: string | null;
  readonly ssh_auth: 'key' | 'agent' | null;
  readonly ssh_key: Uint8Array | null;
  readonly ssh_configure_user: string | null;
  readonly ssh_configure_key: Uint8Array | null;
  readonly host_key: string | null;
  readonly host_key_confirmed_by: string | null;
  readonly confirmed_by_name: string | null;
  readonly host_key_seen: string | null;
  readonly first_contact_at: Temporal.Instant | null;
  readonly contacted_at: Temporal.Instant | null;
  readonly failing_since: Temporal.Instant | null;
  readonly failure: ContactFailure | null;
  readonly failure_detail: string;
  readonly fail2ban_version: string | null;
  readonly database_file: string | null;
  readonly purge_age_seconds: number | null;
  readonly read_until: Temporal.Instant | null;
  readonly read_at: Temporal.Instant | null;
  readonly read_fault: string;
  readonly own_addresses: readonly string[];
  readonly addresses_at: Temporal.Instant | null;
  readonly jail_count: number;
  readonly gone_count: number;
  readonly banned: number;
  readonly failed: number;
  readonly created_at: Temporal.Instant;
  readonly created_by_name: string | null;
  readonly version: number;
}

export const toHost = (row: Columns): HostRow => ({
  id: row.id as AssetId,
  name: row.name,
  site: { id: row.site_id as SiteId, name: row.site_name },
  tags: row.tags,
  level: row.level,
  transport: row.transport,
  socketPath: row.socket_path,
  configFolder: row.config_folder,
  ssh: toSsh(row),
  firstContactAt: row.first_contact_at,
  contactedAt: row.contacted_at,
  failingSince: row.failing_since,
  failure: row.failure,
  failureDetail: row.failure_detail,
  version: row.version,
  fail2banVersion: row.fail2ban_version,
  databaseFile: row.database_file,
  purgeAgeSeconds: row.purge_age_seconds,
  readUntil: row.read_until,
  readAt: row.read_at,
  readFault: row.read_fault,
  addresses: row.own_addresses,
  addressesAt: row.addresses_at,
  jailCount: row.jail_count,
  goneJailCount: row.gone_count,
  currentlyBanned: row.banned,
  currentlyFailed: row.failed,
  createdAt: row.created_at,
  createdBy: row.created_by_name,
});

function toSsh(row: Columns): SshRow | null {
  const { ssh_host, ssh_port, ssh_user, ssh_auth } = row;
  if (ssh_host === null || ssh_port === null || ssh_user === null || ssh_auth === null) return null;
  const confirmer = row.host_key_confirmed_by;
  return {
    ...{ host: ssh_host, port: ssh_port, user: ssh_user, auth: ssh_auth },
    hasKey: row.ssh_key !== null,
    configureUser: row.ssh_configure_user,
    hasConfigureKey: row.ssh_configure_key !== null,
    hostKey: row.host_key,
    hostKeyConfirmedBy: confirmer === null ? null : { id: confirmer, name: row.confirmed_by_name ?? '' },
    hostKeySeen: row.host_key_seen,
  };
}
