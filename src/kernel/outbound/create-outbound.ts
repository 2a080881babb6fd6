import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type Dispatcher, request as undiciRequest } from 'undici';
import { told } from '../contract/told.ts';
import type { Held } from '../held/held.ts';
import { type Agents, createAgents } from './agents.ts';
import { DeliveryError } from './delivery-error.ts';
import { createGuard, type GuardParts, resolveBySystem } from './guard.ts';
import type { Outbound, OutboundReply, OutboundRequest } from './outbound.ts';

export interface OutboundParts extends Pick<GuardParts, 'ownPorts'> {
  /** `http://proxy.example:3128`, or null. */
  readonly proxy: string | null;
  /** The system's, unless a test has names of its own. */
  readonly resolve?: GuardParts['resolve'];
  /** A restored console calls nobody until it is released. */
  readonly held: Pick<Held, 'whileNotHeld'>;
}

const TIMEOUT = Temporal.Duration.from({ seconds: 10 });
const MAX_BYTES = 1_048_576;
const MAX_REDIRECTS = 3;

export function createOutbound({ proxy, ownPorts, held, resolve = resolveBySystem }: OutboundParts): Outbound {
  const agents = createAgents({ guard: createGuard({ resolve, ownPorts }), proxy });
  return {
    async request(request) {
      const url = parseUrl(request.url);
      const signal = AbortSignal.timeout((request.timeout ?? TIMEOUT).total('milliseconds'));
      try {
        return await held.whileNotHeld(() => call(agents, { ...request, signal }, url));
      } catch (error) {
        throw toDeliveryError(error, url, signal);
      }
    },
    close: () => agents.close(),
  };
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new DeliveryError(told('outbound.not_http'), { permanent: true });
  }
  // Credentials in an address end up in logs of every proxy on the way.
  if (url.username !== '' || url.password !== '') throw new DeliveryError(told('outbound.credentials'), { permanent: true });
  return url;
}

type Timed = OutboundRequest & { readonly signal: AbortSignal };

async function call(agents: Agents, request: Timed, start: URL): Promise<OutboundReply> {
  const isTrusted = (request.trustedOrigins ?? []).includes(start.origin);
  const dispatcher = await agents.pick(start, isTrusted);
  let { method = 'GET', body = null } = request;
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await undiciRequest(url, {
      dispatcher,
      method,
      body,
      signal: request.signal,
      headers: { 'user-agent': 'caretaker', 'accept-encoding': 'identity', ...request.headers },
    });
    // Whoever reads the body hears of its errors; one that is left unread must not end the console with its own.
    answer.body.on('error', () => {});
    try {
      const next = redirectOf(answer, url);
      if (next === null) return await replyOf(answer, request.maxBytes ?? MAX_BYTES);
      if (redirects === MAX_REDIRECTS)
        throw new DeliveryError(told('outbound.endless_redirect', { origin: url.origin }), { permanent: true });
      // RFC 9110 section 15.4: 303 always, and by custom 301 and 302, turn a POST into a GET.
      if (answer.statusCode === 303 || (method === 'POST' && answer.statusCode < 303)) [method, body] = ['GET', null];
      url = next;
    } finally {
      answer.body.destroy();
    }
  }
}

const REDIRECTS = [301, 302, 303, 307, 308];

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData, from: URL): URL | null {
  const { location } = headers;
  if (!REDIRECTS.includes(statusCode) || typeof location !== 'string') return null;
  const next = URL.parse(location, from);
  if (next === null || next.origin !== from.origin) {
    throw new DeliveryError(told('outbound.redirects_away', { origin: from.origin }), { permanent: true });
  }
  return next;
}

async function replyOf({ statusCode, headers, body }: Dispatcher.ResponseData, maxBytes: number): Promise<OutboundReply> {
  const plain = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  const unpacked = unpack(body, String(headers['content-encoding'] ?? 'identity'));
  return { status: statusCode, headers: Object.fromEntries(plain), body: await readAtMost(unpacked, maxBytes) };
}

/** We ask for plain bytes, and not everybody listens. What comes out is counted, not what goes in. */
function unpack(body: Readable, encoding: string): Readable {
  const unpacker = UNPACKERS[encoding.toLowerCase()];
  if (encoding === 'identity') return body;
  if (unpacker === undefined) throw new DeliveryError(told('outbound.unknown_packing'), { permanent: true });
  const plain = unpacker();
  body.once('error', (error) => plain.destroy(error));
  plain.once('close', () => body.destroy());
  return body.pipe(plain);
}

const UNPACKERS: Readonly<Record<string, () => ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress>>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

async function readAtMost(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (bytes > maxBytes) throw new DeliveryError(told('outbound.too_large', { bytes: maxBytes }), { permanent: true });
    chunks.push(part);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function toDeliveryError(error: unknown, url: URL, signal: AbortSignal): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (signal.aborted) return new DeliveryError(told('outbound.timeout', { origin: url.origin }), { permanent: false, cause: error });
  const reason = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown';
  return new DeliveryError(told('outbound.unreachable', { origin: url.origin, reason }), { permanent: false, cause: error });
}
