import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../shared/time.ts';
import { isDatabaseAway } from '../db/errors.ts';
import type { Log } from '../log/log.ts';
import { createFloods } from './floods.ts';
import type { MqttMetrics } from './mqtt-metrics.ts';
import { createPaces, type PaceLimits } from './pace.ts';
import type { SeldomLog } from './seldom-log.ts';
import type { Message, Subscription } from './subscription.ts';

/** A message on its way through the house. */
export interface Delivery extends Message {
  /** The sender wants to know that it arrived (QoS 1): it is never dropped. */
  readonly isOwed: boolean;
  /** Called once everybody who subscribed is done with it. */
  done(): void;
  /** The connection it came by is gone: the broker sends what is owed again, so that nobody needs to begin with it. */
  isStale(): boolean;
}

export interface DispatchParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MqttMetrics;
  readonly seldom: SeldomLog;
  /** Messages handled at once; those of one topic never are. */
  readonly atOnce?: number;
  /** Messages and bytes that may wait, beyond those that are being handled. */
  readonly maxWaiting?: number;
  readonly maxWaitingBytes?: number;
  /** How much one sender may say, and on one topic that all use; absent: as much as they like. */
  readonly pace?: PaceLimits;
  /** The broker holds each sender to its pace by itself. */
  readonly isPacedByBroker?: boolean;
  /** Before the second try; each further one waits twice as long. */
  readonly firstPauseMs?: number;
}

/** Hands messages to the subscriptions: in order within a topic, beside each other otherwise. */
export interface Dispatch {
  /** Null: taken. Otherwise the house is full, and nothing more may be handed over until the promise resolves. */
  take(delivery: Delivery): Promise<void> | null;
  /** What waits is forgotten, what is being handled is awaited; tries that wait for their turn are given up. */
  stop(): Promise<void>;
}

/** Many: a handler that writes what several devices said in one statement waits for the others. */
const AT_ONCE = 1024;
const MAX_WAITING = 2_000;
const MAX_WAITING_BYTES = 32 * 1_048_576;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A handler that fails as often as this on one message fails on that message, not on the day. */
const TRIES = 3;

export function createDispatch(subscriptions: readonly Subscription[], parts: DispatchParts): Dispatch {
  const { metrics, atOnce = AT_ONCE, maxWaiting = MAX_WAITING, maxWaitingBytes = MAX_WAITING_BYTES } = parts;
  /** By topic, what came and is not done yet; the first one is being handled or has its turn next. */
  const lanes = new Map<string, Delivery[]>();
  const turns: Delivery[][] = [];
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const handle = createHandler(subscriptions, parts, stopping.signal);
  const isTooMuch = parts.pace === undefined ? () => false : createLimiter(subscriptions, { ...parts, pace: parts.pace });
  let waitingBytes = 0;
  let waiting = 0;
  let room: PromiseWithResolvers<void> | null = null;

  const isFull = (): boolean => waiting >= maxWaiting || waitingBytes >= maxWaitingBytes;
  const isGathered = (topic: string): boolean => {
    const readers = subscriptions.filter((one) => one.senderOf(topic).isHeard);
    return readers.length > 0 && readers.every((one) => one.isGathered);
  };

  function add(delivery: Delivery): void {
    waiting += 1;
    waitingBytes += delivery.payload.length;
    if (isGathered(delivery.topic)) {
      turns.push([delivery]);
      return;
    }
    const lane = lanes.get(delivery.topic);
    if (lane !== undefined) {
      lane.push(delivery);
      return;
    }
    const begun = [delivery];
    lanes.set(delivery.topic, begun);
    turns.push(begun);
  }

  function advance(): void {
    while (running.size < atOnce && !stopping.signal.aborted) {
      const lane = turns.shift();
      if (lane === undefined) return;
      const work: Promise<void> = runNext(lane).finally(() => {
        running.delete(work);
        advance();
      });
      running.add(work);
    }
  }

  async function runNext(lane: Delivery[]): Promise<void> {
    const [delivery] = lane;
    if (delivery !== undefined) await handle(delivery);
    lane.shift();
    waiting -= 1;
    waitingBytes -= delivery?.payload.length ?? 0;
    // To the end of the queue: one busy topic does not keep the others waiting.
    if (lane.length > 0) turns.push(lane);
    else if (delivery !== undefined && lanes.get(delivery.topic) === lane) lanes.delete(delivery.topic);
    if (isFull()) return;
    room?.resolve();
    room = null;
  }

  return {
    take(delivery) {
      if (isTooMuch(delivery)) {
        delivery.done();
        return null;
      }
      if (isFull() && !delivery.isOwed) {
        metrics.messages.inc({ topic: 'any', outcome: 'dropped' });
        parts.seldom.warn('full', {}, 'messages that nobody must have are dropped: the handlers do not keep up');
        return null;
      }
      add(delivery);
      advance();
      if (!isFull()) return null;
      room ??= Promise.withResolvers();
      return room.promise;
    },
    async stop() {
      stopping.abort();
      turns.length = 0;
      room?.resolve();
      await Promise.all(running);
    },
  };
}

/** Whether a message is beyond its sender's pace. Kept out here, where it costs nothing: the others wait for none of it. */
function createLimiter(subscriptions: readonly Subscription[], parts: DispatchParts & { readonly pace: PaceLimits }) {
  const { metrics, seldom, log } = parts;
  const paceOf = createPaces(parts.pace);
  const paced = subscriptions.filter(({ isOneTopic }) => isOneTopic || parts.isPacedByBroker !== true);
  const floods = createFloods({
    log,
    tell: ({ subscription, sender }: { readonly subscription: Subscription; readonly sender: string }, count) =>
      subscription.limited({ sender, count, at: parts.clock.now() }),
  });
  return ({ topic, payload }: Delivery): boolean => {
    for (const subscription of paced) {
      const { sender } = subscription.senderOf(topic);
      if (sender === null) continue;
      const pace = paceOf(sender);
      // Once over, nothing more is counted against it: otherwise a long flood would keep it silent for long after.
      if (pace.waitMs() === 0) {
        pace.spend(1, payload.length);
        return false;
      }
      metrics.limited.inc();
      seldom.warn(`pace ${sender}`, { topic }, 'a device says too much; what is beyond its pace is thrown away');
      floods.add(sender, { subscription, sender }, 1);
      return true;
    }
    return false;
  };
}

/** Brings one message to everybody who subscribed to its topic. Never throws. */
function createHandler(subscriptions: readonly Subscription[], parts: DispatchParts, stopping: AbortSignal) {
  const { metrics, seldom } = parts;
  const deliver = createDeliver(parts, stopping);
  return async (delivery: Delivery): Promise<void> => {
    if (delivery.isStale()) return;
    let readers = 0;
    let isDone = true;
    for (const subscription of subscriptions) {
      const reading = subscription.read(delivery);
      if (reading === null) continue;
      readers += 1;
      const topic = subscription.pattern;
      if (!reading.ok) {
        metrics.messages.inc({ topic, outcome: 'malformed' });
        seldom.warn(`malformed ${topic}`, { topic, reason: reading.fault.reason }, 'a message could not be read');
      }
      isDone = (await deliver(topic, delivery, reading)) && isDone;
    }
    if (readers === 0) {
      metrics.messages.inc({ topic: 'other', outcome: 'unexpected' });
      seldom.warn('unexpected', {}, 'a message came that nobody subscribed to');
    }
    if (isDone) delivery.done();
  };
}

/** Tries until the handler has succeeded or failed for good; false: it was interrupted, and the message is still owed. */
function createDeliver({ log, metrics, seldom, firstPauseMs = FIRST_PAUSE_MS }: DispatchParts, stopping: AbortSignal) {
  return async (topic: string, delivery: Delivery, reading: { readonly ok: boolean; run(): Promise<unknown> }): Promise<boolean> => {
    const stop = metrics.seconds.startTimer({ topic });
    for (let tries = 1; ; tries += 1) {
      try {
        await reading.run();
        stop();
        if (reading.ok) metrics.messages.inc({ topic, outcome: 'handled' });
        return true;
      } catch (error) {
        // While the database is away nothing can be done about any message: then waiting is right, however long.
        if (tries >= TRIES && !isDatabaseAway(error)) {
          metrics.messages.inc({ topic, outcome: 'failed' });
          log.error({ topic, tries, err: error }, 'a message could not be handled and is given up');
          return true;
        }
        metrics.messages.inc({ topic, outcome: 'retried' });
        seldom.warn(`retried ${topic}`, { topic, tries, err: error }, 'a message could not be handled and will be tried again');
      }
      const pause = Math.min(firstPauseMs * 2 ** (tries - 1), LONGEST_PAUSE_MS);
      await sleep(pause, undefined, { signal: stopping }).catch(() => {}); // Stopped while waiting.
      if (stopping.aborted || delivery.isStale()) return false;
    }
  };
}
