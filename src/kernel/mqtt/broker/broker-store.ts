import { Readable } from 'node:stream';
import AsyncLevelPersistence, { type StoredPacket, type Whose } from 'aedes-persistence-level/asyncPersistence.js';
import type { Level } from 'level';
import { compileFilter, matches } from '../topic.ts';
import { Backlog } from './backlog.ts';

export interface BrokerStoreParts {
  readonly db: Level<string, unknown>;
  /** Whether a client may have this subscription: aedes stores those it has just refused, too. */
  maySubscribe(client: Whose, filter: string): boolean;
  /** The session of the console itself. */
  isOwn(clientId: string): boolean;
  /** What may wait for one session. */
  limitsOf(clientId: string): { readonly maxWaiting: number; readonly maxWaitingBytes: number };
  /** One was thrown away because too many wait for its session. */
  onOverflow(clientId: string): void;
}

/** More topics than any house has; whoever makes more wants to fill the memory. */
const MAX_RETAINED = 100_000;

/**
 * Retained messages, sessions and what waits for them, on disk. Retained ones are in memory, too: the package reads
 * every one of them for each subscription, which a thousand screens coming back at once would not survive.
 */
export class BrokerStore extends AsyncLevelPersistence {
  readonly #parts: BrokerStoreParts;
  readonly #retained = new Map<string, StoredPacket>();
  readonly #backlog = new Backlog();
  readonly #updates = new Map<string, Promise<unknown>>();
  /** Settles when what waits for the console has been stored, all that came so far. */
  #stored: Promise<unknown> | null = null;

  constructor(parts: BrokerStoreParts) {
    super(parts.db);
    this.#parts = parts;
  }

  override async setup(broker: unknown): Promise<void> {
    await super.setup(broker);
    for await (const packet of super.createRetainedStream('#')) this.#retained.set(packet.topic, packet);
    for (const clientId of await this.#sessions()) {
      for await (const packet of super.outgoingStream({ id: clientId })) this.#wait(clientId, packet);
    }
  }

  override async storeRetained(packet: StoredPacket): Promise<void> {
    if (packet.payload.length > 0 && this.#retained.size >= MAX_RETAINED && !this.#retained.has(packet.topic)) {
      throw new Error(`more than ${MAX_RETAINED} retained messages`);
    }
    await super.storeRetained(packet);
    if (packet.payload.length === 0) this.#retained.delete(packet.topic);
    else this.#retained.set(packet.topic, packet);
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#retainedBy(filters));
  }

  override async addSubscriptions(client: Whose, subscriptions: readonly { readonly topic: string }[]): Promise<void> {
    const allowed = subscriptions.filter(({ topic }) => this.#parts.maySubscribe(client, topic));
    if (allowed.length > 0) await super.addSubscriptions(client, allowed);
  }

  override async outgoingEnqueue(subscription: { readonly clientId: string }, packet: StoredPacket): Promise<void> {
    const { clientId } = subscription;
    const { messages, bytes } = this.#backlog.count(clientId);
    const { maxWaiting, maxWaitingBytes } = this.#parts.limitsOf(clientId);
    if (messages >= maxWaiting || bytes + packet.payload.length > maxWaitingBytes) {
      this.#parts.onOverflow(clientId);
      return;
    }
    this.#wait(clientId, packet);
    const stored = super.outgoingEnqueue(subscription, packet).catch((error: unknown) => {
      this.#backlog.drop(clientId, keyOf(clientId, packet));
      throw error;
    });
    if (this.#parts.isOwn(clientId)) this.#awaitLater(stored);
    else await stored;
  }

  /**
   * What was handed to the console and is not on disk yet; null: nothing. Whoever published is acknowledged after that. Handing it on
   * need not wait: after a crash in between its sender, who has heard nothing, sends it again.
   */
  unstored(): Promise<unknown> | null {
    return this.#stored;
  }

  #awaitLater(stored: Promise<unknown>): void {
    const before = this.#stored;
    const all = before === null ? stored : Promise.all([before, stored]);
    this.#stored = all;
    const forget = (): void => {
      if (this.#stored === all) this.#stored = null;
    };
    all.then(forget, forget);
  }

  /**
   * The number under which a message is being sent. Of QoS 1 it is kept in memory: after a restart it has another one, and
   * the package's way costs four more accesses to the disk. Answers come in the order of the questions, because aedes sends
   * a message when it has its answer.
   */
  override async outgoingUpdate(client: Whose, packet: StoredPacket): Promise<void> {
    const before = this.#updates.get(client.id);
    const isSimple = packet.qos === 1 && packet.cmd === 'publish';
    if (isSimple) this.#backlog.send(client.id, keyOf(client.id, packet), packet.messageId ?? 0);
    if (isSimple && before === undefined) return;
    const update = isSimple ? null : super.outgoingUpdate(client, packet);
    const turn = Promise.allSettled([before, update]);
    this.#updates.set(client.id, turn);
    await turn;
    if (this.#updates.get(client.id) === turn) this.#updates.delete(client.id);
    await update;
  }

  override async outgoingClearMessageId(client: Whose, packet: StoredPacket): Promise<StoredPacket | undefined> {
    const key = this.#backlog.take(client.id, packet.messageId ?? 0);
    if (key !== null) {
      await this.#parts.db.del(key);
      return packet;
    }
    const cleared = await super.outgoingClearMessageId(client, packet);
    if (cleared !== undefined) this.#backlog.drop(client.id, keyOf(client.id, cleared));
    return cleared;
  }

  /** Forgets a session: its subscriptions and what waits for it. */
  async forget(clientId: string): Promise<void> {
    await this.cleanSubscriptions({ id: clientId });
    await this.cleanIncoming({ id: clientId });
    const session = encodeURIComponent(clientId);
    for (const kind of ['outgoing', 'outgoing-id']) await this.#parts.db.clear({ gte: `${kind}:${session}:`, lt: `${kind}:${session};` });
    this.#backlog.forget(clientId);
  }

  *#retainedBy(filters: readonly string[]): Iterable<StoredPacket> {
    for (const text of filters) {
      const exact = this.#retained.get(text);
      if (exact !== undefined) yield exact;
      if (!/[+#]/.test(text)) continue;
      const filter = compileFilter(text) ?? [];
      for (const [topic, packet] of this.#retained) if (matches(filter, topic)) yield packet;
    }
  }

  /** Those for whom something waits. */
  async #sessions(): Promise<ReadonlySet<string>> {
    const sessions = new Set<string>();
    for await (const key of this.#parts.db.keys({ gte: 'outgoing:', lt: 'outgoing;' })) {
      const [, clientId = ''] = key.split(':');
      sessions.add(decodeURIComponent(clientId));
    }
    return sessions;
  }

  #wait(clientId: string, packet: StoredPacket): void {
    // One that waits for the second half of its acknowledgement (QoS 2) has no payload any more.
    const { payload } = packet as Partial<StoredPacket>;
    this.#backlog.add(clientId, keyOf(clientId, packet), payload?.length ?? 0);
  }
}

/** As the package writes it. */
const keyOf = (clientId: string, { brokerId = '', brokerCounter = 0 }: StoredPacket): string =>
  `outgoing:${encodeURIComponent(clientId)}:${brokerId}:${String(brokerCounter).padStart(16, '0')}`;
