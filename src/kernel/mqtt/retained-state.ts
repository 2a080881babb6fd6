import type { Retained, RetainedSpec, RetainedState } from './mqtt.ts';
import type { PayloadOf, PayloadSpec } from './payload.ts';
import { type Subscription, subscription } from './subscription.ts';
import type { TopicParams } from './topic.ts';

/** What the room needs of a state, whatever its types. */
export interface StateKeeper {
  readonly subscription: Subscription;
  /** A connection is there, and nothing has been heard by it yet. */
  begin(): void;
  /** The subscription stands: what the broker keeps comes now. */
  settle(): void;
  /** The broker is lost. */
  end(): void;
}

/** MQTT says when a subscription stands, not when all that was kept has come: this much silence after it counts as all. */
const QUIET_MS = 500;

/** A map of what the broker keeps, and what the room does with it. */
export function createRetainedState<const Pattern extends string, Spec extends PayloadSpec>(
  spec: RetainedSpec<Pattern, Spec>,
  quietMs = QUIET_MS,
): { readonly state: RetainedState<Pattern, PayloadOf<Spec>>; readonly keeper: StateKeeper } {
  type Value = PayloadOf<Spec>;
  const all = new Map<string, Retained<Pattern, Value>>();
  const listeners = new Set<(topic: string, value: Value | null) => void>();
  /** Topics heard by this connection; the others are gone when all has come. */
  let heard = new Set<string>();
  let isSettled = false;
  let isReady = false;
  let readiness = Promise.withResolvers<void>();
  let quiet: NodeJS.Timeout | null = null;

  const drop = (topic: string): void => {
    if (!all.delete(topic)) return;
    for (const listener of listeners) listener(topic, null);
  };

  const finish = (): void => {
    for (const topic of [...all.keys()]) if (!heard.has(topic)) drop(topic);
    isReady = true;
    readiness.resolve();
  };

  const waitForQuiet = (): void => {
    if (isReady || !isSettled) return;
    clearTimeout(quiet ?? undefined);
    quiet = setTimeout(finish, quietMs).unref();
  };

  const isKept = (topic: string): void => {
    heard.add(topic);
    waitForQuiet();
  };

  const inner = subscription({
    ...spec,
    retained: true,
    async handle({ params, payload }) {
      const topic = fill(spec.topic, params);
      if (payload === null) drop(topic);
      else {
        all.set(topic, { params, value: payload });
        isKept(topic);
        for (const listener of listeners) listener(topic, payload);
      }
    },
    // Nobody can say what it means: as little as if it were not there.
    malformed: async ({ params }) => drop(fill(spec.topic, params)),
  });

  return {
    state: {
      all,
      get isReady() {
        return isReady;
      },
      ready: () => readiness.promise,
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    keeper: {
      subscription: inner,
      begin() {
        heard = new Set();
      },
      settle() {
        isSettled = true;
        waitForQuiet();
      },
      end() {
        clearTimeout(quiet ?? undefined);
        isSettled = false;
        if (isReady) readiness = Promise.withResolvers();
        isReady = false;
      },
    },
  };
}

/** The topic it came by: its levels are known to be levels, or do not matter. */
const fill = (pattern: string, params: Readonly<Record<string, string>> | TopicParams<string>): string => {
  const values: Readonly<Record<string, string>> = params;
  return pattern.replaceAll(/:(\w+)/g, (_match, name: string) => values[name] ?? '');
};
