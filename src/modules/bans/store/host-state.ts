import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';
import type { ContactFailure } from '../domain/contact.ts';
import './tables.ts';

/** The fingerprint that a host has just shown. */
export async function saveHostKeySeen(tx: Tx, id: string, fingerprint: string): Promise<void> {
  await tx.updateTable('bans.hosts').set({ host_key_seen: fingerprint }).where('id', '=', id).where('transport', '=', 'ssh').execute();
}

export async function saveHostKeyConfirmed(tx: Tx, id: string, fingerprint: string, byUserId: string | null): Promise<void> {
  await tx.updateTable('bans.hosts').set({ host_key: fingerprint, host_key_confirmed_by: byUserId }).where('id', '=', id).execute();
}

/** What a look at a host that answers has learnt. */
export interface HostSeen {
  readonly at: Temporal.Instant;
  readonly version: string;
  readonly databaseFile: string | null;
  readonly purgeAgeSeconds: number | null;
  /** Null: not asked for this time. */
  readonly addresses: readonly string[] | null;
}

/** The host answers. */
export async function saveContact(tx: Tx, id: string, seen: HostSeen): Promise<void> {
  await tx
    .updateTable('bans.hosts')
    .set({
      first_contact_at: sql<Temporal.Instant>`coalesce(first_contact_at, ${seen.at})`,
      ...{ contacted_at: seen.at, failing_since: null, failure: null, failure_detail: '' },
      ...{ fail2ban_version: seen.version, database_file: seen.databaseFile, purge_age_seconds: seen.purgeAgeSeconds },
      ...(seen.addresses === null ? {} : { addresses: sql<string[]>`${[...seen.addresses]}::inet[]`, addresses_at: seen.at }),
    })
    .where('id', '=', id)
    .execute();
}

/** The host does not answer, or not as it should; since when stays where it did not before either. */
export async function saveFailure(tx: Tx, id: string, failure: ContactFailure, detail: string, at: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('bans.hosts')
    .set({
      failing_since: sql<Temporal.Instant>`case when failure = ${failure} then coalesce(failing_since, ${at}) else ${at} end`,
      ...{ failure, failure_detail: detail.replaceAll('\0', '').slice(0, 1_000) },
    })
    .where('id', '=', id)
    .execute();
}

/** How far the bans of a host's database are in the archive. `fault` '': they could be read. */
export async function saveReading(
  tx: Tx,
  id: string,
  { until, at, fault }: { readonly until: Temporal.Instant | null; readonly at: Temporal.Instant; readonly fault: string },
): Promise<void> {
  await tx
    .updateTable('bans.hosts')
    .set({
      ...(fault === '' ? { read_at: at } : {}),
      // Never back: two processes may read at once, one of them an old page.
      ...(until === null ? {} : { read_until: sql<Temporal.Instant>`greatest(read_until, ${until})` }),
      read_fault: fault.replaceAll('\0', '').slice(0, 1_000),
    })
    .where('id', '=', id)
    .execute();
}
