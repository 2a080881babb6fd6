import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Refused } from '../../../../shared/result.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import type { ContactFailure } from '../../domain/contact.ts';
import { saveFailure } from '../../store/host-state.ts';
import { seeWhetherKnown } from '../configuration/known-again.ts';
import { followBans } from './follow-bans.ts';
import type { LookMemory, LookParts } from './look-parts.ts';
import { observe } from './observe.ts';
import { publishHost, subjectOf } from './parts.ts';
import { readArchive } from './read-archive.ts';
import { settleHost } from './settle.ts';
import { lockHost } from './subject.ts';

const CONSOLE = systemActor('bans');

/** `gone`: unknown or archived, and not to be looked at any more. */
export type LookOutcome = 'ok' | 'failed' | 'gone';

/**
 * One look at a host: its state and jails, what is new in its database, which bans have ended. What cannot be had is noted and told.
 * `isStopped` is asked between the pages of a long reading.
 */
export async function lookAt(
  parts: LookParts,
  hostId: string,
  memory: LookMemory,
  isStopped: () => boolean = () => false,
): Promise<LookOutcome> {
  const observed = await observe(parts, hostId);
  if (!observed.ok) return noteFailure(parts, hostId, observed);
  const steps = [
    () => readIfKept(parts, hostId, observed.value.database.file !== null, isStopped),
    () => followBans(parts, hostId, observed.value.jails, memory),
  ];
  for (const step of steps) {
    const done = isStopped() ? null : await step();
    if (done !== null && !done.ok) return noteFailure(parts, hostId, done);
  }
  if (!isStopped()) await seeWhetherKnown(parts, hostId);
  if (!isStopped()) await parts.keepAllow?.(hostId);
  return 'ok';
}

const readIfKept = async (parts: LookParts, hostId: string, hasDatabase: boolean, isStopped: () => boolean) =>
  hasDatabase ? readArchive(parts, hostId, isStopped) : null;

const FAILURES: Readonly<Partial<Record<ReachCode, ContactFailure>>> = {
  'bans.host_unreachable': 'unreachable',
  'bans.host_timed_out': 'unreachable',
  'bans.host_sign_in_refused': 'sign-in-refused',
  'bans.host_key_unconfirmed': 'key-unconfirmed',
  'bans.host_key_changed': 'key-changed',
  'bans.not_running': 'not-running',
};

/** Notes that a host could not be looked at, and why; a failure that goes on as it was changes nothing. */
export async function noteFailure(
  parts: Pick<LookParts, 'transact' | 'assets' | 'findings' | 'settings'>,
  hostId: string,
  { code, params }: Refused<ReachCode>,
): Promise<LookOutcome> {
  if (code === 'bans.unknown_host') return 'gone';
  const failure = FAILURES[code] ?? 'refused';
  const detail = String(params['reason'] ?? params['fingerprint'] ?? '');
  return parts.transact<LookOutcome>(CONSOLE, async (work) => {
    const host = await lockHost(work, parts, hostId);
    if (host === null) return 'gone';
    if (host.failure === failure && host.failureDetail === detail) return 'failed';
    await saveFailure(work.tx, hostId, failure, detail, work.now);
    await settleHost(work, parts, host.id);
    publishHost(work, subjectOf(host), 'contact');
    return 'failed';
  });
}
