import { sql } from 'kysely';
import type { Clock } from '../../shared/time.ts';
import { BACKUP_SUBJECT } from '../backup/manifest.ts';
import type { Db } from '../db/database.ts';
import { tableExists } from '../db/table-exists.ts';
import { findHeld } from '../held/store.ts';
import { SCHEDULER } from '../leases/leadership.ts';
import { findLease } from '../leases/lease-rows.ts';
import { otherKeyMend, otherKeySentence } from '../secrets/console-key.ts';
import { knownKeyId } from '../secrets/known-key.ts';
import { keyNameOf } from '../secrets/seal.ts';
import { sealedUnder } from '../secrets/sealed-values.ts';
import { type Remark, remarksAbout } from './remark.ts';

export interface KeepingParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly dataDir: string;
  /** Null: none was made yet. */
  readonly secretKey: Uint8Array | null;
}

/** What the console keeps in its own tables, each looked at only where the table is there already. */
export async function examineKeeping(parts: KeepingParts): Promise<readonly Remark[]> {
  const { db, clock } = parts;
  const looks: readonly [table: string, look: () => Promise<Remark>][] = [
    ['kernel.signing_keys', () => examineSecretKey(parts)],
    ['kernel.leases', () => examineLease(db)],
    ['jobs.job', () => examineJobs(db)],
    ['kernel.held', () => examineHeld(db)],
    ['kernel.audit', () => examineBackups(db, clock)],
  ];
  const remarks: Remark[] = [];
  for (const [table, look] of looks) if (await tableExists(db, table)) remarks.push(await look());
  return remarks;
}

/** Whether it is the one that the database names, and whether it opens what is sealed there. */
async function examineSecretKey({ db, dataDir, secretKey }: KeepingParts): Promise<Remark> {
  const { sound, note, fault } = remarksAbout('secret key');
  const own = secretKey === null ? null : keyNameOf(secretKey);
  const known = (await tableExists(db, 'kernel.secret_key')) ? await knownKeyId(db) : null;
  if (known !== null && known !== own) return fault(otherKeySentence(known, own), otherKeyMend(dataDir));
  const keyIds = await sealedUnder(db);
  const count = keyIds.reduce((sum, { values }) => sum + values, 0);
  const foreign = keyIds.filter(({ keyId }) => keyId !== own);
  if (own === null && count === 0) return note('There is no secret key yet; the first start makes it.');
  if (count === 0) return sound('Nothing is sealed with the secret key yet.');
  if (foreign.length === 0) return sound(`The secret key opens all ${count} sealed values.`);
  const closed = foreign.reduce((sum, { values }) => sum + values, 0);
  return fault(
    `${closed} of ${count} sealed values were sealed with another secret key (${foreign.map(({ keyId }) => keyId).join(', ')}).`,
    'Put that key in place (secret.key in the data folder, or CARETAKER_SECRET_KEY), or enter the credentials anew.',
  );
}

const STALE_SECONDS = 60;

async function examineLease(db: Db): Promise<Remark> {
  const { sound, note } = remarksAbout('scheduler');
  const lease = await findLease(db, SCHEDULER);
  if (lease === null) return note('Nobody ever led; the first start takes the lead.');
  const who = `process ${lease.holder.pid} on ${lease.holder.host}`;
  const seconds = Math.round(lease.silent.total('seconds'));
  if (lease.releasedAt !== null) return sound(`Nobody leads; ${who} gave it back ${seconds} s ago.`);
  if (seconds > STALE_SECONDS)
    return note(`${who} led and was last heard of ${seconds} s ago.`, 'The next console that starts takes over.');
  return sound(`${who} leads, and was heard of ${seconds} s ago (number ${lease.fencing}).`);
}

async function examineJobs(db: Db): Promise<Remark> {
  const { sound, note } = remarksAbout('jobs');
  const { rows } = await sql<{ failed: number; waiting: number; queues: string | null }>`
    select count(*) filter (where state = 'failed') as failed,
      count(*) filter (where state in ('created', 'retry', 'active')) as waiting,
      string_agg(distinct name, ', ') filter (where state = 'failed') as queues
    from jobs.job where name not like '\\_\\_%'`.execute(db);
  const { failed = 0, waiting = 0, queues = null } = rows[0] ?? {};
  if (failed === 0) return sound(`${waiting} jobs wait, none failed within the last week.`);
  return note(
    `${failed} jobs failed for good within the last week (${queues}).`,
    "The console's log says why; Health shows them by queue.",
  );
}

async function examineHeld(db: Db): Promise<Remark> {
  const { sound, note } = remarksAbout('held');
  const held = await findHeld(db);
  if (held === null) return sound('The console sends what it has to send.');
  return note(
    `The console was restored from a backup of ${held.backupMadeAt.toString()} and is held: nothing leaves it.`,
    'Sign in as an administrator and release it, when the old console no longer runs.',
  );
}

const OLD_DAYS = 7;

async function examineBackups(db: Db, clock: Clock): Promise<Remark> {
  const { sound, note } = remarksAbout('backups');
  const newest = await db
    .selectFrom('kernel.audit')
    .select('at')
    .where('subject_id', '=', BACKUP_SUBJECT.id)
    .where('subject_kind', '=', BACKUP_SUBJECT.kind)
    .where('action', '=', 'backup.made')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const mend = 'caretaker backup FILE, best every night and onto another machine.';
  if (newest === undefined) return note('No backup was ever made with caretaker backup.', mend);
  const days = clock.now().since(newest.at).total('hours') / 24;
  const sentence = `The newest backup was made ${newest.at.toString({ smallestUnit: 'second' })}.`;
  return days > OLD_DAYS ? note(sentence, mend) : sound(sentence);
}
