import { Aedes, type AedesOptions, type Client, type PublishPacket } from 'aedes';

type Done = (error?: Error) => void;

interface Waiting {
  readonly packet: PublishPacket;
  readonly client: Client | null;
  readonly done: Done;
}

/**
 * aedes, with two of its promises kept.
 *
 * - It acknowledges a message (QoS 1) and stores it then: what it said it had would be lost by a crash in between. Here
 *   the question whether somebody may publish is answered after the message has been stored and handed on, and when aedes
 *   comes to publish it, that has been done.
 * - It stores messages beside each other and hands them on as they come out; whoever gets them in another order than they
 *   were numbered loses those that are overtaken, because aedes takes them for duplicates. Here the next message begins
 *   when the one before has been stored. So order holds, too (3.1.1, section 4.6).
 */
export class StoringBroker extends Aedes {
  readonly #unstored: () => Promise<unknown> | null;
  readonly #settled = new WeakSet<PublishPacket>();
  readonly #waiting: Waiting[] = [];
  /** Ends the turn of the message that is being stored; null while there is none. */
  #endTurn: (() => void) | null = null;
  #isAdvancing = false;

  /** `unstored`: what was handed on before it is on disk; nothing is acknowledged until it is. */
  constructor(unstored: () => Promise<unknown> | null, options: AedesOptions) {
    super(options);
    this.#unstored = unstored;
    const emitter: unknown = Reflect.get(this, 'mq');
    if (!isEmitter(emitter)) throw new Error('aedes has no emitter where it used to be');
    const emit = emitter.emit.bind(emitter);
    // A message is handed on here, after it has been stored.
    emitter.emit = (...message: unknown[]) => {
      const endTurn = this.#endTurn;
      emit(...message);
      // Not that of whoever has begun meanwhile.
      endTurn?.();
    };
  }

  override publish(packet: PublishPacket, clientOrDone: Client | null | Done, done: Done = () => {}): void {
    const [client, then] = typeof clientOrDone === 'function' ? [null, clientOrDone] : [clientOrDone, done];
    if (this.#settled.has(packet)) then();
    else this.#enqueue({ packet, client, done: then });
  }

  /** Stores and hands on what is acknowledged once (QoS 1); the others aedes brings here in the right order by itself. */
  store(packet: PublishPacket, client: Client | null, done: (error: Error | null) => void): void {
    if (packet.qos !== 1) {
      done(null);
      return;
    }
    const settle: Done = (error) => {
      if (!error) this.#settled.add(packet);
      done(error ?? null);
    };
    this.#enqueue({ packet, client, done: settle });
  }

  /** Acknowledged like any other message (3.1.1, section 3.3.5), and goes nowhere. */
  swallow(packet: PublishPacket): void {
    this.#settled.add(packet);
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#advance();
  }

  /** A loop, not a recursion: what needs no storing ends its turn at once, and thousands may wait. */
  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    while (this.#endTurn === null) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#begin(next);
    }
    this.#isAdvancing = false;
  }

  #begin({ packet, client, done }: Waiting): void {
    const endTurn = (): void => {
      if (this.#endTurn !== endTurn) return;
      this.#endTurn = null;
      this.#advance();
    };
    this.#endTurn = endTurn;
    const finish: Done = (error) => {
      const stored = this.#unstored();
      endTurn();
      if (error || stored === null) done(error);
      else stored.then(() => done(), done);
    };
    // The types know two of the three arguments.
    Reflect.apply(Aedes.prototype.publish, this, [packet, client, finish]);
  }
}

interface Emitter {
  emit(...message: unknown[]): void;
}

const isEmitter = (value: unknown): value is Emitter =>
  typeof value === 'object' && value !== null && 'emit' in value && typeof value.emit === 'function';
