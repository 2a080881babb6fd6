import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { DeliveryError } from '../../../../kernel/outbound/delivery-error.ts';
import type { Outbound, OutboundReply } from '../../../../kernel/outbound/outbound.ts';
import { type HandOffTarget, isLimitable, type Order, orderBody, readAnswer } from '../../domain/hand-off.ts';
import { answerDueAt, isTooLate, lookAgainAt, startedWakesAt } from '../../domain/slot.ts';
import { type HandOffRow, handOffOfServer } from '../../store/hand-offs.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { findSlotById, type SlotRow, saveSlot } from '../../store/slots.ts';
import type { Parts } from '../parts.ts';
import { settle } from '../settle.ts';
import { lockServer, subjectOf } from '../subject.ts';
import { outcomeTold } from './outcome.ts';
import { endSlot } from './place.ts';

const CONSOLE = systemActor('servers');
export const HAND_OFF_QUEUE = 'servers.hand-off';
export const FOLLOW_QUEUE = 'servers.follow-slot';

const TIMEOUT = Temporal.Duration.from({ seconds: 20 });
const LARGEST_ANSWER = 262_144;

export type HandOffParts = Parts & { readonly outbound: Outbound };

/** What is called, and with what. */
interface Call {
  readonly target: HandOffTarget;
  readonly secret: string | null;
  readonly order: Order;
}

/**
 * Calls what updates the machine, at most once per slot: that it is going to be called is written down before. Who finds
 * that written, and no answer, does not call again: whether the order was heard is unknown. Where no connection came
 * about it was not, and it is called again a minute later.
 */
export function createHandOff(parts: HandOffParts) {
  return async ({ slotId }: Readonly<Record<string, unknown>>): Promise<void> => {
    const call = await parts.transact(CONSOLE, (work) => stamp(work, parts, String(slotId)));
    if (call === null) return;
    const reply = await request(parts.outbound, call.target, call.secret, {
      url: call.target.url,
      method: 'POST',
      body: orderBody(call.target, call.order),
      headers: { 'content-type': 'application/json', 'idempotency-key': call.order.slotId },
    });
    await parts.transact(CONSOLE, (work) => noteReply(work, parts, call, reply));
  };
}

async function onSlot<T>(
  work: Work,
  parts: Parts,
  slotId: string,
  act: (server: ServerRow, slot: SlotRow) => Promise<T>,
): Promise<T | null> {
  const found = await findSlotById(work.tx, slotId);
  const server = found === null ? null : await lockServer(work, parts, found.server.id);
  const slot = server === null ? null : await findSlotById(work.tx, slotId);
  return server === null || slot === null ? null : act(server, slot);
}

/** Writes down that the target is called now. Null: there is nothing to call, or not any more. */
const stamp = (work: Work, parts: Parts, slotId: string): Promise<Call | null> =>
  onSlot(work, parts, slotId, async (server, slot) => {
    if (slot.state !== 'started' || slot.answeredAt !== null) return null;
    if (slot.calledAt !== null) {
      await end(work, parts, server, slot, { state: 'unknown', because: 'interrupted' });
      return null;
    }
    const handOff = await handOffOfServer(work.tx, server.id);
    const token = slot.tokenSealed === null ? null : parts.seal.open(slot.tokenSealed, slot.id);
    if (handOff === null || token === null || isTooLate(slot.startsAt, work.now)) {
      await end(work, parts, server, slot, { state: 'missed', because: 'unreachable' });
      return null;
    }
    if (!isLimitable(handOff, server.hostname)) {
      const outcome = `The host name ${server.hostname} could mean other machines as well.`;
      await end(work, parts, server, slot, { state: 'missed', because: 'refused', outcome });
      return null;
    }
    await saveSlot(work.tx, slot.id, { calledAt: work.now, wakesAt: answerDueAt(slot.endsAt) });
    const order = orderOf(parts, server, slot, new TextDecoder().decode(token));
    return { target: handOff, secret: secretOf(parts, handOff), order };
  });

async function end(work: Work, parts: Parts, server: ServerRow, slot: SlotRow, how: Parameters<typeof endSlot>[3]): Promise<void> {
  await endSlot(work, subjectOf(server), slot, how);
  await settle(work, parts, server.id);
}

const orderOf = ({ publicUrl }: Parts, server: ServerRow, slot: SlotRow, token: string): Order => ({
  slotId: slot.id,
  startsAt: slot.startsAt,
  endsAt: slot.endsAt,
  server: { id: server.id, name: server.name, hostname: server.hostname, ipAddress: server.ipAddress },
  callback: { url: `${publicUrl}/api/servers/slots/${slot.id}/outcome`, token },
});

function secretOf({ seal }: Parts, { scheduleId, secretSealed }: HandOffRow): string | null {
  if (secretSealed === null) return null;
  const plain = seal.open(secretSealed, scheduleId);
  // Sealed under another key, after a restore: called without it, the target says no, and that is what the slot then tells.
  return plain === null ? null : new TextDecoder().decode(plain);
}

/** What came back, or what went wrong on the way. */
type Replied = { readonly reply: OutboundReply } | { readonly error: DeliveryError };

/** The origin was saved by an administrator, so it may lie in the private network. */
async function request(
  outbound: Outbound,
  target: HandOffTarget,
  secret: string | null,
  { headers, ...rest }: Parameters<Outbound['request']>[0],
): Promise<Replied> {
  const authorization = secret === null ? {} : { authorization: `Bearer ${secret}` };
  const limits = { timeout: TIMEOUT, maxBytes: LARGEST_ANSWER, trustedOrigins: [new URL(target.url).origin] };
  try {
    return { reply: await outbound.request({ ...rest, ...limits, headers: { ...headers, ...authorization } }) };
  } catch (error) {
    if (error instanceof DeliveryError) return { error };
    throw error;
  }
}

const noteReply = (work: Work, parts: Parts, { target, order }: Call, replied: Replied): Promise<unknown> =>
  onSlot(work, parts, order.slotId, async (server, slot) => {
    // It has told its outcome meanwhile by itself.
    if (slot.state !== 'started') return;
    if ('error' in replied) {
      await noteTrouble(work, parts, server, slot, replied.error);
      return;
    }
    const told = readAnswer(target, replied.reply.status, new TextDecoder().decode(replied.reply.body));
    const { statusUrl } = told;
    const wakesAt = startedWakesAt({ endsAt: slot.endsAt, statusUrl }, work.now);
    await saveSlot(work.tx, slot.id, { answeredAt: work.now, statusUrl, tokenSealed: null, wakesAt });
    await outcomeTold(work, parts, server, slot, told);
  });

async function noteTrouble(work: Work, parts: Parts, server: ServerRow, slot: SlotRow, error: DeliveryError): Promise<void> {
  if (error.permanent) {
    await end(work, parts, server, slot, { state: 'failed', because: 'unreachable', outcome: error.message });
    return;
  }
  const again = { calledAt: null, wakesAt: lookAgainAt(work.now) };
  await saveSlot(work.tx, slot.id, { outcome: error.message, ...(mayHaveBeenHeard(error) ? {} : again) });
}

const NEVER_CONNECTED = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'],
];

/** Unless it is certain that no connection came about, the order may have been heard. */
function mayHaveBeenHeard({ cause }: DeliveryError): boolean {
  // Refused before calling: the console is held after a restore.
  if (cause === undefined) return false;
  return !(cause instanceof Error && 'code' in cause && NEVER_CONNECTED.includes(String(cause.code)));
}

/** Asks at the status address that a target gave how far it is. Trouble on the way says nothing about the update. */
export function createFollowSlot(parts: HandOffParts) {
  return async ({ slotId }: Readonly<Record<string, unknown>>): Promise<void> => {
    const slot = await findSlotById(parts.db, String(slotId));
    const handOff = slot === null ? null : await handOffOfServer(parts.db, slot.server.id);
    if (slot === null || handOff === null || slot.state !== 'started' || slot.statusUrl === null) return;
    // The schedule may have been given another target since: its secret is not for this address.
    if (new URL(slot.statusUrl).origin !== new URL(handOff.url).origin) return;
    const replied = await request(parts.outbound, handOff, secretOf(parts, handOff), { url: slot.statusUrl });
    if ('error' in replied || replied.reply.status > 299) return;
    const told = readAnswer(handOff, replied.reply.status, new TextDecoder().decode(replied.reply.body));
    await parts.transact(CONSOLE, (work) =>
      onSlot(work, parts, slot.id, async (server, current) => {
        if (current.state === 'started') await outcomeTold(work, parts, server, current, told);
      }),
    );
  };
}
