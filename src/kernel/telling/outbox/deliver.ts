import { type Clock, isAfter, isBefore } from '../../../shared/time.ts';
import { systemActor } from '../../auth/actor.ts';
import type { Saying } from '../../contract/saying.ts';
import { told } from '../../contract/told.ts';
import type { Db } from '../../db/database.ts';
import type { Transact, Work } from '../../db/transact.ts';
import type { Findings } from '../../findings/findings.ts';
import type { Held } from '../../held/held.ts';
import type { Log } from '../../log/log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { DeliveryError } from '../../outbound/delivery-error.ts';
import type { Letter, Recipient, Send } from '../channels/sending.ts';
import { GIVE_UP_HOURS, MAX_INTERRUPTIONS, retryAt } from '../domain/backoff.ts';
import { tellingEvent } from '../events.ts';
import { noteFailure, noteSuccess } from './channel-state.ts';
import { type Addressee, addresseeOf, lockMessage, type MessageRow, saveMessage } from './message-rows.ts';
import { DELIVER } from './messages.ts';

export interface DeliverParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  readonly findings: Findings;
  readonly held: Pick<Held, 'since'>;
  readonly counted: ReturnType<Metrics['counter']>;
  /** Puts a message into words for its person. */
  write(message: MessageRow, to: Addressee): Promise<Letter>;
  /** The address or URL and the key of its channel; null: the channel has none any more. Throws a DeliveryError. */
  recipient(to: Addressee): Recipient | null;
  readonly senders: Readonly<Record<Recipient['kind'], Send | null>>;
}

const BY = systemActor('telling');

/** Longer than any sender waits: after this a message that is "being sent" was interrupted. */
const SENDING_MINUTES = 2;

/**
 * Sends one message. It is stamped before it leaves and marked after: should the console end between the two, it is sent again under the
 * same id, so that a receiver can tell. Safe to repeat and to run twice at once.
 */
export function createDeliver(parts: DeliverParts): (messageId: string) => Promise<void> {
  return async (messageId) => {
    const heldSince = await parts.held.since();
    const claimed = await parts.transact(BY, (work) => claim(work, parts, messageId, heldSince));
    if (claimed === null) return;
    const to = await addresseeOf(parts.db, claimed);
    const outcome = to === null ? GONE : await attempt(parts, claimed, to);
    await parts.transact(BY, (work) => record(work, parts, claimed, outcome));
  };
}

/** The message with its stamp, or null where there is nothing to send: it left already, another process sends it, or it is put off. */
async function claim(work: Work, parts: DeliverParts, id: string, heldSince: Temporal.Instant | null): Promise<MessageRow | null> {
  const { tx, now } = work;
  const found = await lockMessage(tx, id);
  if (found === null || found.nextAt === null) return null;
  if (heldSince !== null) {
    await hold(work, found, heldSince);
    return null;
  }
  if (isAfter(found.nextAt, now)) return null;
  const interruptions = found.interruptions + (found.state === 'sending' ? 1 : 0);
  if (interruptions > MAX_INTERRUPTIONS) {
    await abandon(work, parts, found, interruptions);
    return null;
  }
  if (isBefore(found.createdAt, now.subtract({ hours: GIVE_UP_HOURS }))) {
    await giveUp(work, parts, found);
    return null;
  }
  const stamp = { state: 'sending', interruptions, attempts: found.attempts + 1, sendingAt: now, error: found.error } as const;
  return saveMessage(work, found, { ...stamp, nextAt: now.add({ minutes: SENDING_MINUTES }) });
}

/** Nobody knows whether it arrived: it counts as not told. */
async function abandon(work: Work, { findings }: DeliverParts, message: MessageRow, interruptions: number): Promise<void> {
  const error = told('telling.interrupted');
  await saveMessage(work, message, { state: 'unknown', interruptions, error });
  if (message.kind !== 'test') await noteFailure(work, findings, message, error);
}

/** What was tried for a day has failed; what nobody got round to sending is of no use any more. */
async function giveUp(work: Work, { findings }: DeliverParts, message: MessageRow): Promise<void> {
  const isTried = message.attempts > 0;
  await saveMessage(work, message, { state: isTried ? 'failed' : 'cancelled', error: message.error ?? told('telling.too_late') });
  if (isTried) await noteFailure(work, findings, message, message.error ?? told('telling.too_late'));
}

const HELD_MINUTES = 5;

/** A restored console does not know what was sent since the backup; what it plans itself waits for its release. */
async function hold(work: Work, message: MessageRow, since: Temporal.Instant): Promise<void> {
  if (isBefore(message.createdAt, since)) {
    await saveMessage(work, message, { state: 'unknown', error: told('telling.before_restore') });
    return;
  }
  const nextAt = work.now.add({ minutes: HELD_MINUTES });
  await saveMessage(work, message, { state: 'planned', nextAt, error: message.error });
  await work.enqueue(DELIVER, { messageId: message.id }, { singletonKey: message.id, startAfter: nextAt });
}

type Outcome =
  | { readonly is: 'sent' }
  | { readonly is: 'gone' }
  | { readonly is: 'failed'; readonly error: Saying; readonly permanent: boolean; readonly isOurs?: true };

const GONE: Outcome = { is: 'gone' };

async function attempt(parts: DeliverParts, message: MessageRow, to: Addressee): Promise<Outcome> {
  const send = parts.senders[to.channelKind];
  try {
    const recipient = parts.recipient(to);
    if (recipient === null || send === null) return GONE;
    await send(await parts.write(message, to), recipient);
    return { is: 'sent' };
  } catch (error) {
    if (error instanceof DeliveryError) return { is: 'failed', error: error.saying, permanent: error.permanent };
    parts.log.error({ messageId: message.id, channel: to.channelKind, err: error }, 'a message could not be written or handed over');
    return stumbled(message);
  }
}

/** A fault of the console itself: that it repeats is known sooner than what is wrong outside. */
function stumbled({ interruptions }: MessageRow): Outcome {
  const error = told('telling.own_fault');
  return { is: 'failed', error, permanent: interruptions + 1 >= MAX_INTERRUPTIONS, isOurs: true };
}

async function record(work: Work, parts: DeliverParts, claimed: MessageRow, outcome: Outcome): Promise<void> {
  const message = await lockMessage(work.tx, claimed.id);
  // Somebody else took over, because this attempt took far too long.
  if (message === null || message.sendingAt === null || !claimed.sendingAt?.equals(message.sendingAt)) return;
  parts.counted.inc({ channel: message.channelKind, outcome: outcome.is });
  if (outcome.is === 'sent') {
    await saveMessage(work, message, { state: 'sent', error: null });
    await noteSuccess(work, parts.findings, message);
  } else if (outcome.is === 'gone') {
    await saveMessage(work, message, { state: 'cancelled', error: told('telling.channel_gone') });
  } else {
    await recordFailure(work, parts, message, outcome);
  }
  work.publish(tellingEvent('sent', message.userId));
}

async function recordFailure(
  work: Work,
  { findings, log }: DeliverParts,
  message: MessageRow,
  { error, permanent, isOurs }: Extract<Outcome, { is: 'failed' }>,
): Promise<void> {
  const interruptions = message.interruptions + (isOurs === true ? 1 : 0);
  // A person waits for the answer of a test; it is not tried again behind their back.
  const isOnce = permanent || message.kind === 'test';
  const nextAt = isOnce ? null : retryAt(message.createdAt, message.attempts, work.now);
  if (nextAt !== null) {
    await saveMessage(work, message, { state: 'planned', nextAt, interruptions, error });
    await work.enqueue(DELIVER, { messageId: message.id }, { singletonKey: message.id, startAfter: nextAt });
    return;
  }
  await saveMessage(work, message, { state: 'failed', interruptions, error });
  log.warn(
    { messageId: message.id, channel: message.channelKind, tries: message.attempts, error: error.text },
    'a message could not be delivered',
  );
  if (message.kind !== 'test') await noteFailure(work, findings, message, error);
}
