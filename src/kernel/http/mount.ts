import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../../shared/time.ts';
import type { Actor } from '../auth/actor.ts';
import type { Scope } from '../contract/access.ts';
import type { Route } from '../contract/route.ts';
import { acceptBytes, acceptJson, acceptText } from './body.ts';
import { isCrossSite, originOf } from './caller.ts';
import { cookiesOf, readCookie } from './cookies.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { badInput, gatherInput, issuesToErrors, versionOf } from './input.ts';
import { type MediaAnswer, sendMedia } from './media.ts';
import { type Call, JsonText, Refusal, type Served } from './serve.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's contract, for who handles errors and counts requests. */
    contract?: Route;
  }
}

export interface MountParts {
  readonly served: readonly Served[];
  readonly gatekeeper: Gatekeeper;
  readonly clock: Clock;
  /** Origins that pages of ours are shown at, beside the one that a request came to. */
  readonly ownOrigins: readonly string[];
  /** Whether this caller reaches us by TLS, through whatever proxy. */
  isSecure(request: FastifyRequest): boolean;
  /** Answers are held against their contract, and what does not fit is a bug; tests switch it on. */
  readonly checkOutput: boolean;
}

/**
 * Puts contracts and their answers below `/api`. One order for all: who is calling (401), may they ever (403), can the body
 * be read (400, 413, 415), is the input valid (422), does it lie in their scope (404 or 403), then the answer.
 */
export async function mount(app: FastifyInstance, parts: MountParts): Promise<void> {
  const paths = new Set(parts.served.filter(({ route }) => route.method === 'GET').map(({ route }) => route.path));
  const add = (context: FastifyInstance, served: Served): void => addRoute(context, served, parts, paths.has(`${served.route.path}/:id`));
  // One context for each, because what a body may be is a context's matter.
  for (const [kind, accept] of [
    ['json', acceptJson],
    ['text', acceptText],
    ['bytes', acceptBytes],
  ] as const)
    await app.register((context, _options, done) => {
      accept(context);
      for (const served of parts.served.filter(({ route }) => (route.body ?? 'json') === kind)) add(context, served);
      done();
    });
}

function addRoute(app: FastifyInstance, served: Served, parts: MountParts, hasLocation: boolean): void {
  const { route } = served;
  const actors = new WeakMap<FastifyRequest, Actor>();
  app.route({
    method: route.method,
    url: `/api${route.path}`,
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    config: {
      contract: route,
      ...(route.triesPerMinute === undefined ? {} : { rateLimit: { max: route.triesPerMinute, timeWindow: 60_000 } }),
    },
    // After the rate limit (onRequest) and before the body is read: a stranger's megabytes are not waited for.
    preParsing: async (request) => void actors.set(request, await actorOf(request, route, parts)),
    handler: async (request, reply) => {
      const actor = actors.get(request);
      if (actor === undefined) throw new Error('the handler ran without its preParsing hook');
      const parsed = served.parse(gatherInput(request.params, request.query, route.body === 'bytes' ? undefined : request.body));
      if (!parsed.ok) throw badInput(issuesToErrors(parsed.issues));
      const scope = await scopeFor(actor, route, parsed.input, parts);
      const output = await parsed.run(callOf(request, reply, { actor, scope, parts }));
      if (route.mediaType !== undefined) return sendStream(request, reply, route, output);
      return send(reply, route, output, { ...parts, hasLocation });
    },
  });
}

async function actorOf(request: FastifyRequest, route: Route, { gatekeeper, ownOrigins, isSecure }: MountParts): Promise<Actor> {
  const origin = originOf(request);
  const shown = {
    authorization: request.headers.authorization ?? tokenIn(request, route.tokenHeader),
    cookie: (name: string) => readCookie(request, name, isSecure(request)),
  };
  const identified = await gatekeeper.identify(shown, origin);
  const isHeader = identified.ok && identified.via === 'header';
  if (!isHeader && isCrossSite(request, ownOrigins)) throw new Refusal('kernel.cross_site');
  if (route.permission === null) return identified.ok ? identified.actor : { kind: 'stranger', origin };
  if (!identified.ok) throw new Refusal(identified.code);
  const ever = await gatekeeper.mayEver(identified.actor, route);
  if (!ever.ok) throw new Refusal(ever.code);
  return identified.actor;
}

/** A token in a header of its own, as if it had come in the usual one. */
function tokenIn({ headers }: FastifyRequest, name: string | undefined): string | null {
  const token = name === undefined ? undefined : headers[name];
  return typeof token === 'string' ? `Bearer ${token}` : null;
}

async function scopeFor(actor: Actor, route: Route, input: Readonly<Record<string, unknown>>, parts: MountParts): Promise<Scope> {
  if (route.permission === null) return [];
  const admission = await parts.gatekeeper.admit(actor, route, input);
  if (!admission.ok) throw new Refusal(admission.code);
  return admission.scope;
}

interface Caller {
  readonly actor: Actor;
  readonly scope: Scope;
  readonly parts: MountParts;
}

const callOf = (request: FastifyRequest, reply: FastifyReply, { actor, scope, parts }: Caller): Call => ({
  actor,
  scope,
  get person() {
    if (actor.kind !== 'person') throw new Error(`a ${actor.kind} reached an answer that is for people`);
    return actor;
  },
  get bytes() {
    // Without a body there is nothing to read.
    return request.body instanceof Readable ? request.body : Readable.from([]);
  },
  ifMatch: versionOf(request.headers['if-match']),
  requestId: request.id,
  clock: parts.clock,
  cookies: cookiesOf(request, reply, parts.isSecure(request)),
  header(name) {
    const value = request.headers[name];
    return typeof value === 'string' ? value : null;
  },
});

const isNothing = (route: Route): boolean => route.output instanceof z.ZodNull;

/** Status of a route's success. */
export const statusOf = (route: Route): number => route.status ?? (isNothing(route) ? 204 : route.method === 'POST' ? 201 : 200);

/** What `serveStream` answered, by whose types it is nothing else. */
function sendStream(request: FastifyRequest, reply: FastifyReply, route: Route, output: unknown): FastifyReply {
  // nginx would otherwise gather a stream before it hands it on.
  reply.code(statusOf(route)).headers({ 'content-type': route.mediaType, 'x-accel-buffering': 'no' });
  return sendMedia(request, reply, output as MediaAnswer);
}

function send(
  reply: FastifyReply,
  route: Route,
  output: unknown,
  options: { readonly checkOutput: boolean; readonly hasLocation: boolean },
): FastifyReply {
  reply.code(statusOf(route));
  if (options.checkOutput) assertFits(route, output);
  if (isNothing(route)) return reply.send();
  const version = fieldOf(output, route.version);
  if (typeof version === 'number') reply.header('etag', `"${version}"`);
  const id = fieldOf(output, 'id');
  if (options.hasLocation && statusOf(route) === 201 && typeof id === 'string') reply.header('location', `/api${route.path}/${id}`);
  return reply.type('application/json; charset=utf-8').send(textOf(output));
}

const textOf = (output: unknown): string => (output instanceof JsonText ? output.text : JSON.stringify(output));

const fieldOf = (output: unknown, name: string | undefined): unknown =>
  name !== undefined && typeof output === 'object' && output !== null && Object.hasOwn(output, name)
    ? Reflect.get(output, name)
    : undefined;

/** An answer says what its contract says and nothing beside: a forgotten column would travel otherwise. */
function assertFits(route: Route, output: unknown): void {
  const travelling = output === undefined ? undefined : JSON.parse(textOf(output));
  const parsed = route.output.safeParse(isNothing(route) ? (travelling ?? null) : travelling);
  if (!parsed.success) throw new Error(`${route.method} ${route.path} broke its contract: ${z.prettifyError(parsed.error)}`);
  const declared: unknown = JSON.parse(JSON.stringify(parsed.data));
  if (!isDeepStrictEqual(declared, travelling ?? null)) throw new Error(`${route.method} ${route.path} says more than its contract`);
}
