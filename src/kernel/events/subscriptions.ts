import type { Subscriber } from '../module.ts';

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
