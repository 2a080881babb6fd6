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
  /** The broker cannot be reached from here: what is silent then may be well. */
  isAway(): boolean;
  /** Accounts of devices, wherever the broker is. */
  readonly accounts: MqttAccounts;
  /** Where devices find the broker, without what the console signs in with. */
  address(): BrokerAddress;
}

export interface BrokerAddress {
  readonly protocol: string;
  /** Null: the embedded one, where the console is. */
  readonly host: string | null;
  /** Null: the usual one of the protocol. */
  readonly port: number | null;
}

/** What an account of a device may do. */
export interface MqttPrincipal {
  /** Topic filters of MQTT; name topics exactly, what is open here is open to whoever stole the device. */
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /**
   * Many devices use the account at once. Each has a pace of its own, none has a session that lasts, and what the account may do changes
   * without ending their connections.
   */
  readonly isShared?: boolean;
  /** What may be asked for though nothing of it is delivered that `subscribe` does not name: a device that is not known yet listens first. */
  readonly ask?: readonly string[];
}

export interface MqttAccount extends MqttPrincipal {
  readonly username: string;
  /** Where it is new, or another one than before. */
  readonly password?: string;
}

/**
 * The embedded broker asks a module's `MqttCredentials` at each sign-in. A broker elsewhere keeps accounts of its own: they are made
 * there by the dynamic-security plugin of Mosquitto. A module states both ways what is the case now. Throws `DeliveryError`:
 * `permanent` where the broker refuses, or has no such plugin to ask.
 */
export interface MqttAccounts {
  /** Makes or changes an account. Its connections end, so that it signs in anew with what it may do now; see `isShared`. */
  grant(account: MqttAccount): Promise<void>;
  /** Ends an account: its connections, and what waits for it. One that is not there is none. */
  revoke(username: string): Promise<void>;
  /**
   * Makes all accounts whose name begins with `prefix` what they should be, without touching those that already are; others with the
   * prefix are revoked. They are asked for after the broker has said what it has, so that none which is made meanwhile is taken for
   * a stranger. `missing`: the broker has lost them, and nobody but the device knows the password.
   */
  reconcile(
    prefix: string,
    accounts: () => Promise<readonly Omit<MqttAccount, 'password'>[]>,
  ): Promise<{ readonly missing: readonly string[] }>;
}

export interface MqttSignIn {
  readonly username: string;
  readonly password: string;
  /** As the device says it. */
  readonly clientId: string;
}

/** An account that says more than its pace allows, since the last time that was told. */
export interface MqttFlood {
  readonly username: string;
  /** Where it spoke last, among what it may say; null: nowhere. */
  readonly topic: string | null;
  /** Messages that had to wait. */
  readonly count: number;
  readonly at: Temporal.Instant;
}

/** A module's accounts of the embedded broker. Asked one module after the other; the first that knows the account decides. */
export interface MqttCredentials {
  /** Null: unknown, switched off, or another password. Compare hashes in constant time. */
  check(signIn: MqttSignIn): Promise<MqttPrincipal | null>;
  /** For modules that show to people who says too much; at most once a second for each. */
  limited?(flood: MqttFlood): Promise<unknown>;
}
