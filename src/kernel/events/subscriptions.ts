import type { EventPayload } from './tables.ts';

/** Runs at least once per event, in a job of its own: the effect must be idempotent. */
export interface Subscriber {
  readonly event: string;
  /** Stable name of this subscriber; part of the queue's name. */
  readonly name: string;
  run(event: PublishedEvent): Promise<void>;
}

export interface PublishedEvent {
  readonly id: number;
  readonly name: string;
  readonly at: Temporal.Instant;
  readonly siteId: string | null;
  readonly module: string;
  readonly assetId: string | null;
  readonly payload: EventPayload;
}

/** Who hears of which event. Filled by the composition root before the first transaction. */
export interface Subscriptions {
  add(subscriber: Subscriber): void;
  of(event: string): readonly Subscriber[];
  all(): readonly Subscriber[];
}

/** The job queue of a subscriber. */
export const queueOf = (subscriber: Pick<Subscriber, 'event' | 'name'>): string => `on.${subscriber.event}.${subscriber.name}`;

export function createSubscriptions(): Subscriptions {
  const byEvent = new Map<string, Subscriber[]>();
  return {
    add: (subscriber) => void byEvent.set(subscriber.event, [...(byEvent.get(subscriber.event) ?? []), subscriber]),
    of: (event) => byEvent.get(event) ?? [],
    all: () => [...byEvent.values()].flat(),
  };
}
