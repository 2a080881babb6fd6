import type { z } from 'zod';
import { type Request, requestOf } from '../../kernel/contract/request.ts';
import type { Route } from '../../kernel/contract/route.ts';
import { problemOf, unreachable } from './problem.ts';

export type InputOf<R extends Route> = z.input<R['input']>;
export type OutputOf<R extends Route> = z.output<R['output']>;

export interface CallOptions {
  /** Version that the change is based on; another one in the database answers `kernel.version_conflict`. */
  readonly ifMatch?: number;
  readonly signal?: AbortSignal;
}

type SignedOutListener = () => void;
const signedOut = new Set<SignedOutListener>();

/** Told when any call finds that the session has ended. Returns the way to stop listening. */
export function onSignedOut(listener: SignedOutListener): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/** Calls one route of a contract. Throws `ProblemError`; a route without output answers null. */
export async function call<R extends Route>(route: R, input: InputOf<R>, options: CallOptions = {}): Promise<OutputOf<R>> {
  const reply = await send(route, requestOf(route, input), options);
  if (!reply.ok) {
    const problem = await problemOf(reply);
    if (problem.code === 'kernel.not_signed_in') for (const listener of signedOut) listener();
    throw problem;
  }
  return (reply.status === 204 ? null : await reply.json()) as OutputOf<R>;
}

async function send(route: Route, { url, body, contentType }: Request, { ifMatch, signal }: CallOptions): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (contentType !== null) headers.set('content-type', contentType);
  if (ifMatch !== undefined) headers.set('if-match', `"${ifMatch}"`);
  try {
    return await fetch(url, { method: route.method, headers, body, credentials: 'same-origin', signal: signal ?? null });
  } catch (thrown) {
    if (signal?.aborted === true) throw thrown;
    throw unreachable();
  }
}
