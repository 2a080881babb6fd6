import type { z } from 'zod';
import { type PayloadOf, type PayloadSpec, readPayload } from './payload.ts';
import { compilePattern, type ParamNames, type TopicParams } from './topic.ts';

/** One message of a subscription, parsed. */
export interface Received<Pattern extends string, Payload> {
  readonly params: TopicParams<Pattern>;
  readonly payload: Payload;
  /** The broker had kept it: it was sent before we asked. */
  readonly retained: boolean;
  readonly receivedAt: Temporal.Instant;
}

/** Why a message was not handed on. */
export interface Malformed {
  /** Levels as they came: not checked. */
  readonly params: Readonly<Record<string, string>>;
  /** Where and what, in English, without the payload itself: `actual_state.pid: Invalid input: expected number`. */
  readonly reason: string;
  readonly receivedAt: Temporal.Instant;
}

/** A sender that said more than its pace allows, at a broker elsewhere: what was beyond it is gone. */
export interface Limited {
  readonly sender: string;
  readonly count: number;
  readonly at: Temporal.Instant;
}

export interface SubscriptionSpec<Pattern extends string, Spec extends PayloadSpec, IsRetained extends boolean> {
  /** Levels that vary have a name: `caretaker/servers/:serverId/heartbeat`. */
  readonly topic: Pattern;
  /** What a level must be beside being one, `{ serverId: z.uuid() }`. */
  readonly params?: { readonly [Name in ParamNames<Pattern>]?: z.ZodType<string> };
  /** JSON by a zod schema, `text` (UTF-8), or `bytes`. */
  readonly payload: Spec;
  /** Bytes; larger payloads are malformed. The broker's own limit unless told. */
  readonly maxBytes?: number;
  /** The topic carries retained messages: every process hears all of them, and an empty payload (deleted) arrives as null. */
  readonly retained?: IsRetained;
  /** The level that says who speaks: each of them is held to a pace, where the broker does not do that. */
  readonly sender?: ParamNames<Pattern>;
  /**
   * The handler gathers what comes and writes it together: the next message of a topic is begun, in order, while the one before is still
   * waiting for that. One that is tried again comes after those behind it.
   */
  readonly isGathered?: boolean;
  /** May be called twice for one message, and by several processes at once: must be safe to repeat. Failing means: not yet done. */
  handle(received: Received<Pattern, PayloadOf<Spec> | (IsRetained extends true ? null : never)>): Promise<unknown>;
  /** For modules that show to people what was wrong; counting and logging happens without. */
  malformed?(fault: Malformed): Promise<unknown>;
  /** The same of who says too much; at most once a second for each. */
  limited?(flood: Limited): Promise<unknown>;
}

/** A message as the broker delivered it. */
export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  readonly receivedAt: Temporal.Instant;
}

/** What to do about a message: null where the subscription is about another topic. */
export type Reading =
  | { readonly ok: true; run(): Promise<unknown> }
  | { readonly ok: false; readonly fault: Malformed; run(): Promise<unknown> };

/** A declared subscription, its types closed over. */
export interface Subscription {
  readonly pattern: string;
  readonly filter: string;
  readonly isRetained: boolean;
  readonly isGathered: boolean;
  /** No level of its topic varies: all who speak there are one sender. */
  readonly isOneTopic: boolean;
  read(message: Message): Reading | null;
  /** Whether it hears this topic, and who speaks there. */
  senderOf(topic: string): { readonly isHeard: boolean; readonly sender: string | null };
  limited(flood: Limited): Promise<unknown>;
}

/** Declares a subscription; a module hands it over as `mqttSubscriptions`. Throws for a pattern that is none. */
export function subscription<const Pattern extends string, Spec extends PayloadSpec, IsRetained extends boolean = false>(
  spec: SubscriptionSpec<Pattern, Spec, IsRetained>,
): Subscription {
  const pattern = compilePattern(spec.topic);
  return {
    pattern: spec.topic,
    filter: pattern.filter,
    isRetained: spec.retained === true,
    isGathered: spec.isGathered === true,
    isOneTopic: pattern.filter === spec.topic,
    senderOf(topic) {
      const params = pattern.read(topic);
      if (pattern.filter === topic) return { isHeard: true, sender: topic };
      const sender = params === null || params === 'bad' || spec.sender === undefined ? null : (params[spec.sender] ?? null);
      return { isHeard: params !== null, sender };
    },
    limited: async (flood) => spec.limited?.(flood),
    read(message) {
      const params = pattern.read(message.topic);
      if (params === null) return null;
      const faulty = (reason: string): Reading => {
        const fault = { params: params === 'bad' ? {} : params, reason, receivedAt: message.receivedAt };
        return { ok: false, fault, run: async () => spec.malformed?.(fault) };
      };
      if (params === 'bad') return faulty('topic: a level is empty or has a character that does not belong there');
      const level = faultOfLevels(spec.params ?? {}, params);
      if (level !== null) return faulty(level);
      const { retained, receivedAt } = message;
      const known = { params: params as TopicParams<Pattern>, retained, receivedAt };
      if (spec.retained === true && message.payload.length === 0)
        return ready(() => spec.handle({ ...known, payload: nothing<IsRetained>() }));
      const payload = readPayload(spec.payload, message.payload, spec.maxBytes);
      return payload.ok ? ready(() => spec.handle({ ...known, payload: payload.value })) : faulty(payload.reason);
    },
  };
}

const ready = (run: () => Promise<unknown>): Reading => ({ ok: true, run });

/** Only asked for where `retained` is true: the compiler cannot follow a value into a type. */
const nothing = <IsRetained extends boolean>() => null as IsRetained extends true ? null : never;

function faultOfLevels(schemas: Readonly<Record<string, z.ZodType | undefined>>, params: Readonly<Record<string, string>>): string | null {
  for (const [name, schema] of Object.entries(schemas)) {
    const issue = schema?.safeParse(params[name]).error?.issues[0];
    if (issue !== undefined) return `topic: ${name}: ${issue.message}`;
  }
  return null;
}
