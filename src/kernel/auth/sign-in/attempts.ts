import type { Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';
import { isLoopback } from '../tokens/address-ranges.ts';
import { hashSecret } from '../tokens/secret-text.ts';
import { ADDRESS_LOCKOUT, afterFailure, type Failures, NAME_LOCKOUT, secondsLocked } from './lockout.ts';
import { type Account, lockAccount, lockStrangersFailures, saveFailure, saveStrangersFailure, strangersFailures } from './store.ts';

/** Whose tries are counted: an account, or a name that nobody bears, known by its hash only (people type passwords there). */
export type Subject = { readonly account: Account } | { readonly unknownName: string };

export const subjectOf = (account: Account | null, name: string): Subject =>
  account === null ? { unknownName: hashSecret(name.trim().toLowerCase()) } : { account };

const nameKey = (hash: string): string => `name:${hash}`;

/** Null where the address says nothing: inside the process, or a proxy on this machine that hides everybody behind it. */
const addressKey = (address: string | null): string | null => (address === null || isLoopback(address) ? null : `address:${address}`);

/** What is known of a subject once it is locked. */
export interface LockedSubject {
  readonly failures: Failures;
  /** That it must wait. */
  readonly seconds: number;
  /** The account's password was changed, or the account switched off, since it was compared. */
  readonly isOutdated: boolean;
}

/** Read under a lock: nobody learns by a second try in parallel what the lock hides, or comes in by a password that has just ended. */
export async function lockSubject({ tx, now }: Work, subject: Subject): Promise<LockedSubject> {
  if ('unknownName' in subject) {
    const failures = await lockStrangersFailures(tx, nameKey(subject.unknownName), now);
    return { failures, seconds: secondsLocked(failures, now), isOutdated: false };
  }
  const locked = await lockAccount(tx, subject.account.id);
  const { failures } = locked ?? subject.account;
  return { failures, seconds: secondsLocked(failures, now), isOutdated: locked?.passwordHash !== subject.account.passwordHash };
}

/** Counts one failure of the subject; one that locks is audited. */
export async function countFailure(work: Work, subject: Subject, before: Failures): Promise<void> {
  const after = afterFailure(before, NAME_LOCKOUT, work.now);
  if ('account' in subject) await saveFailure(work.tx, subject.account.id, after);
  else await saveStrangersFailure(work.tx, nameKey(subject.unknownName), after);
  const seconds = secondsLocked(after, work.now);
  if (seconds > 0) await auditLock(work, subject, after.count, seconds);
}

const auditLock = (work: Work, subject: Subject, failures: number, seconds: number): Promise<void> =>
  work.audit({
    action: 'auth.locked',
    subject:
      'account' in subject
        ? { kind: 'user', id: subject.account.id, name: subject.account.username }
        : { kind: 'unknown_name', id: subject.unknownName.slice(0, 16), name: '' },
    siteId: null,
    after: { failures, seconds },
  });

/** Seconds that an address must wait. */
export async function secondsForAddress(tx: Tx, address: string | null, now: Temporal.Instant): Promise<number> {
  const key = addressKey(address);
  return key === null ? 0 : secondsLocked(await strangersFailures(tx, key), now);
}

/** Counts one failure of an address. Taken last in its transaction: many subjects share one address. */
export async function countAddressFailure({ tx, now }: Work, address: string | null): Promise<void> {
  const key = addressKey(address);
  if (key === null) return;
  const before = await lockStrangersFailures(tx, key, now);
  await saveStrangersFailure(tx, key, afterFailure(before, ADDRESS_LOCKOUT, now));
}
