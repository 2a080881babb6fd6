import type { z } from 'zod';
import type { PayloadOf, PayloadSpec } from './payload.ts';
import type { ParamNames, TopicParams } from './topic.ts';

export interface PublishOptions {
  /** 1 unless told: the promise then resolves with the broker's acknowledgement. With 0 it resolves when it was written. */
  readonly qos?: 0 | 1;
  /** The broker keeps it for whoever subscribes later; an empty payload deletes what it keeps. */
  readonly retain?: boolean;
  /** The broker forgets it after that (MQTT 5 only; a broker of version 3.1.1 keeps it). */
  readonly expiry?: Temporal.Duration;
}

export interface RetainedSpec<Pattern extends string, Spec extends PayloadSpec> {
  readonly topic: Pattern;
  readonly params?: { readonly [Name in ParamNames<Pattern>]?: z.ZodType<string> };
  readonly payload: Spec;
}

export interface Retained<Pattern extends string, Value> {
  readonly params: TopicParams<Pattern>;
  readonly value: Value;
}

/** What the broker keeps below a pattern, as this process has heard it. */
export interface RetainedState<Pattern extends string, Value> {
  /** By topic; what could not be read is not in it. */
  readonly all: ReadonlyMap<string, Retained<Pattern, Value>>;
  /** Called after each change with the topic; the value is null when it was deleted. Answers how to stop listening. */
  onChange(listener: (topic: string, value: Value | null) => void): () => void;
  /** Everything that the broker kept has been heard. Again false while it is away. */
  readonly isReady: boolean;
  /** Resolves when `isReady` becomes true. */
  ready(): Promise<void>;
}

/** The house's messages. */
export interface Mqtt {
  /**
   * Resolves once the broker has it. Throws `DeliveryError`: at once while the broker is away, after ten seconds where it
   * does not answer (then it may have arrived). Nothing is kept for later: who must deliver does it from a job.
   */
  publish(topic: string, payload: string | Uint8Array, options?: PublishOptions): Promise<void>;
  /** To be called while wiring. */
  retainedState<const Pattern extends string, Spec extends PayloadSpec>(
    spec: RetainedSpec<Pattern, Spec>,
  ): RetainedState<Pattern, PayloadOf<Spec>>;
  /** Called after each connection to the broker, the first one included: what must stand there can be published again. */
  onConnected(listener: () => void): void;
  /** Ends the connections of an account of the embedded broker, so that it signs in anew with what it may do now. */
  disconnect(username: string): void;
  /** The same for an account that is gone: its session and what waits for it are forgotten, too. */
  forget(username: string): Promise<void>;
}

/** What an account of the embedded broker may do. */
export interface MqttPrincipal {
  /** Topic filters of MQTT; name topics exactly, what is open here is open to whoever stole the device. */
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface MqttSignIn {
  readonly username: string;
  readonly password: string;
  /** As the device says it. */
  readonly clientId: string;
}

/** A module's accounts of the embedded broker. Asked one module after the other; the first that knows the account decides. */
export interface MqttCredentials {
  /** Null: unknown, switched off, or another password. Compare hashes in constant time. */
  check(signIn: MqttSignIn): Promise<MqttPrincipal | null>;
}
