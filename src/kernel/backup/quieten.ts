import { sql } from 'kysely';
import { writeAudit } from '../audit/write.ts';
import { systemActor } from '../auth/actor.ts';
import { revokeEverything } from '../auth/revoke-everything.ts';
import type { Tx } from '../db/database.ts';
import { hold } from '../held/store.ts';
import { BACKUP_SUBJECT, type Manifest } from './manifest.ts';

/** What a module ends in a console that was restored, in the transaction of the restore. */
export type AfterRestore = (tx: Tx, now: Temporal.Instant) => Promise<void>;

interface Restored {
  readonly now: Temporal.Instant;
  readonly manifest: Manifest;
  readonly afterRestore: readonly AfterRestore[];
}

/** What a restored console does not take over from the one that was backed up: its tokens, its leadership, its right to send. */
export async function quieten(tx: Tx, { now, manifest, afterRestore }: Restored): Promise<void> {
  const revoked = await revokeEverything(tx, now);
  for (const end of afterRestore) await end(tx, now);
  // Whoever led when the backup was made is not there; nobody need wait until they count as silent.
  await sql`update kernel.leases set released_at = clock_timestamp() where released_at is null`.execute(tx);
  await hold(tx, { since: now, backupMadeAt: Temporal.Instant.from(manifest.createdAt) });
  await writeAudit(tx, systemActor('command line'), now, {
    action: 'backup.restored',
    subject: BACKUP_SUBJECT,
    siteId: null,
    after: { createdAt: manifest.createdAt, version: manifest.version, ...revoked },
  });
}
