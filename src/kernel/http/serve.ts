import type { z } from 'zod';
import type { Result } from '../../shared/result.ts';
import type { Clock } from '../../shared/time.ts';
import type { Actor, PersonActor } from '../auth/actor.ts';
import type { Scope } from '../contract/access.ts';
import { plainIssue } from '../contract/plain-issue.ts';
import type { Route } from '../contract/route.ts';
import type { MediaAnswer } from './media.ts';

/** What a handler knows beside its input. */
export interface Call {
  readonly actor: Actor;
  /** The signed-in person; throws for a device or a stranger, which the route's permission excludes. */
  readonly person: PersonActor;
  /** The rectangles in which the caller holds the route's permission. Every store read takes it. */
  readonly scope: Scope;
  /** Version from `If-Match`; null when the caller sent none. */
  readonly ifMatch: number | null;
  /** The body of a route that takes `bytes`, to be read once. */
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly requestId: string;
  readonly clock: Clock;
  /** Cookies in and out; only auth uses them. */
  readonly cookies: Cookies;
  /** Headers that a few edges must see: `user-agent`, `last-event-id`. */
  header(name: string): string | null;
}

export interface Cookies {
  get(name: string): string | null;
  set(name: string, value: string, options: { readonly maxAgeSeconds: number }): void;
  clear(name: string): void;
}

/** Input that has passed the contract, ready to be authorised and run. */
interface Parsed {
  readonly ok: true;
  readonly input: Readonly<Record<string, unknown>>;
  run(call: Call): Promise<unknown>;
}

interface Unparsed {
  readonly ok: false;
  readonly issues: readonly z.core.$ZodIssue[];
}

/** A contract with the function that answers it. */
export interface Served {
  readonly route: Route;
  parse(raw: unknown): Parsed | Unparsed;
}

/** An answer that is JSON already: long lists are put together from texts, with no object in between. Tests hold it against the contract, too. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Ties a contract to its answer. By the time `run` is called the input is valid and the caller authorised. */
export function serve<I extends z.ZodType<Record<string, unknown>>, O extends z.ZodType, C extends string>(
  route: Route<I, O, C>,
  run: (input: z.output<I>, call: Call) => Promise<z.input<O> | JsonText>,
): Served {
  return {
    route,
    parse(raw) {
      const parsed = route.input.safeParse(raw, { error: plainIssue });
      return parsed.success
        ? { ok: true, input: parsed.data, run: (call) => run(parsed.data, call) }
        : { ok: false, issues: parsed.error.issues };
    },
  };
}

/** The same for a contract with a media type: its answer is a stream or a text, and the output schema says what it is made of. */
export function serveStream<I extends z.ZodType<Record<string, unknown>>, O extends z.ZodType, C extends string>(
  route: Route<I, O, C>,
  run: (input: z.output<I>, call: Call) => Promise<MediaAnswer>,
): Served {
  return {
    route,
    parse(raw) {
      const parsed = route.input.safeParse(raw, { error: plainIssue });
      return parsed.success
        ? { ok: true, input: parsed.data, run: (call) => run(parsed.data, call) }
        : { ok: false, issues: parsed.error.issues };
    },
  };
}

/** Thrown at the edge by `orRefuse`; the mount turns it into a problem with the contract's status. */
export class Refusal extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  constructor(code: string, params: Readonly<Record<string, string | number | boolean | null>> = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.params = params;
  }
}

/** The value of an action's result; a refusal leaves through the mount. */
export function orRefuse<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refusal(result.code, result.params);
}
