import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Clock } from '../../shared/time.ts';
import type { Permission } from '../contract/permission.ts';
import type { Route } from '../contract/route.ts';
import type { Sentences } from '../contract/sentences.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { refuseBrokenRequest } from './broken-request.ts';
import { registerDocs } from './docs.ts';
import { type Download, registerDownloads } from './downloads.ts';
import { type Edge, registerEdges } from './edges.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { answerMissing } from './missing.ts';
import { mount } from './mount.ts';
import { openApiOf } from './openapi.ts';
import { type Pages, registerPages } from './pages.ts';
import { generalTrouble, sendProblem, type Trouble } from './problems.ts';
import { requestIdOf } from './request-id.ts';
import { DATA_CSP, HSTS, SECURITY_HEADERS } from './security.ts';
import { Refusal, type Served } from './serve.ts';
import { registerSites, type Site } from './sites.ts';
import { troubleOf } from './trouble.ts';
import { mayUpgrade, registerUpgrade, type Upgrade } from './upgrade.ts';

export interface HttpParts {
  readonly served: readonly Served[];
  /** Routes that only other processes of the console serve; they are documented all the same. */
  readonly elsewhere?: readonly Route[];
  readonly gatekeeper: Gatekeeper;
  readonly permissions: readonly Permission[];
  /** Of the kernel and of all modules, merged. */
  readonly sentences: Sentences;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Addresses and ranges whose `X-Forwarded-*` headers are believed. */
  readonly trustProxy: readonly string[];
  /** Origin that people use; null: whatever address the request came to. */
  readonly publicUrl: string | null;
  readonly version: string;
  /** Folder of the built pages; null: this process serves neither them nor the API's documents. */
  readonly webDir: string | null;
  /** `/healthz`, `/readiness`, `/metrics` and texts of modules. */
  readonly edges: readonly Edge[];
  /** Files that whoever knows their address may fetch. */
  readonly downloads?: readonly Download[];
  /** Pages beside the console's. */
  readonly sites?: readonly Site[];
  /** An address whose connections become something else; absent: none does. */
  readonly upgrade?: Upgrade;
  /** Ends what would hold connections open for good (live), before requests are waited for. */
  readonly beforeStop?: () => Promise<void>;
  /** Requests per minute and address beyond which everything is refused; null switches all limits off, for tests. */
  readonly requestsPerMinute?: number | null;
  /** See MountParts. */
  readonly checkOutput?: boolean;
}

export interface Http {
  readonly app: FastifyInstance;
  /** Answers go on, each with `Connection: close`: callers come again by a new connection, to whoever takes it then. */
  drain(): void;
  /** Starts to listen; answers the port, which matters where 0 was asked for. */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>;
  /** Listens no more, finishes requests for at most ten seconds, then cuts what is left. */
  stop(): Promise<void>;
}

/** Pages and scripts of one person ask far less; a scanner asks more. */
const REQUESTS_PER_MINUTE = 3_000;
const DRAIN_MS = 10_000;
const BODY_LIMIT = 1_048_576;

/** The whole HTTP edge, not yet listening. */
export async function createHttp(parts: HttpParts): Promise<Http> {
  const { upgrade } = parts;
  const isSecure = secureBy(parts.publicUrl);
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const trouble = troubleFor(error, request, parts.log);
    countRefusal(trouble.code);
    return sendProblem(reply, trouble, parts.sentences);
  };
  const app = fastify({
    trustProxy: parts.trustProxy.length === 0 ? false : [...parts.trustProxy],
    genReqId: requestIdOf,
    bodyLimit: BODY_LIMIT,
    // A request must arrive whole within this time: otherwise trickling senders would hold sockets for ever.
    requestTimeout: 60_000,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseBrokenRequest,
    // An address that cannot be read has met no hook yet.
    frameworkErrors: (error, request, reply) => {
      setHeaders(request, reply, isSecure);
      answer(error, request, reply);
    },
    routerOptions: { maxParamLength: 500 },
    http: { shouldUpgradeCallback: (request) => upgrade !== undefined && mayUpgrade(request, upgrade) },
  });
  app.addHook('onRequest', async (request, reply) => {
    setHeaders(request, reply, isSecure);
    refusePacked(request);
  });
  const countRefusal = createHttpMetrics(app, parts.metrics);
  app.setErrorHandler(answer);
  await app.register(cookie);
  await addRateLimit(app, parts.requestsPerMinute);
  const ownOrigins = parts.publicUrl === null ? [] : [parts.publicUrl];
  if (upgrade !== undefined) registerUpgrade(app, upgrade, ownOrigins);
  await mount(app, { ...parts, ownOrigins, isSecure, checkOutput: parts.checkOutput ?? false });
  registerEdges(app, { ...parts, isSecure });
  registerDownloads(app, parts.downloads ?? []);
  await registerSites(app, parts.sites ?? []);
  const routes = parts.served.map(({ route }) => route);
  const elsewhere = parts.elsewhere ?? [];
  const pages = parts.webDir === null ? null : await servePages(app, [...routes, ...elsewhere], { ...parts, webDir: parts.webDir });
  const { sentences } = parts;
  app.setNotFoundHandler((request, reply) => answerMissing(request, reply, { routes, elsewhere, pages, sentences }));
  return { app, drain: () => drain(app), listen: (address) => listen(app, address), stop: () => stop(app, parts) };
}

async function servePages(app: FastifyInstance, routes: readonly Route[], parts: HttpParts & { readonly webDir: string }): Promise<Pages> {
  await registerDocs(app, openApiOf({ routes, permissions: parts.permissions, sentences: parts.sentences, version: parts.version }));
  return registerPages(app, parts.webDir);
}

/** Whether the caller's own connection is TLS: seen by us, told by a trusted proxy, or known from the address people use. */
function secureBy(publicUrl: string | null): (request: FastifyRequest) => boolean {
  const known = publicUrl === null ? null : new URL(publicUrl);
  return (request) => request.protocol === 'https' || (known?.protocol === 'https:' && request.host === known.host);
}

function setHeaders(request: FastifyRequest, reply: FastifyReply, isSecure: (request: FastifyRequest) => boolean): void {
  reply.headers({ ...SECURITY_HEADERS, 'content-security-policy': DATA_CSP, 'x-request-id': request.id, 'cache-control': 'no-store' });
  if (isSecure(request)) reply.header('strict-transport-security', HSTS);
}

/** Nobody may make us unpack: a compressed body can be a thousand times its size. */
function refusePacked({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new Refusal('kernel.media_type');
}

async function addRateLimit(app: FastifyInstance, requestsPerMinute: number | null | undefined): Promise<void> {
  if (requestsPerMinute === null) return;
  await app.register(rateLimit, {
    max: requestsPerMinute ?? REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    // One subscriber of an IPv6 provider has a /64 to choose addresses from.
    ipv6Subnet: 64,
    cache: 10_000,
    errorResponseBuilder: (_request, { ttl }) => new Refusal('kernel.too_many_requests', { retryAfterSeconds: Math.ceil(ttl / 1_000) }),
  });
}

/** What to tell the caller; what they cannot mend goes into the log, once. */
function troubleFor(error: unknown, request: FastifyRequest, log: Log): Trouble {
  const route: Route | null = request.routeOptions?.config?.contract ?? null;
  const trouble = troubleOf(error, route);
  const where = { requestId: request.id, method: request.method, path: route?.path ?? request.url.split('?', 1)[0] };
  if (trouble !== null) {
    if (trouble.status >= 500) log.warn({ ...where, err: error }, 'a request could not be answered now');
    return trouble;
  }
  // The caller left while we were reading; nobody is there to answer, and nothing is wrong here.
  if (request.raw.destroyed && !request.raw.complete) log.debug({ ...where, err: error }, 'a caller left before the end');
  else log.error({ ...where, err: error }, 'a request failed unexpectedly');
  return generalTrouble('kernel.internal');
}

async function listen(app: FastifyInstance, { host, port }: { readonly host: string; readonly port: number }): Promise<{ port: number }> {
  await app.listen({ host, port });
  const address: AddressInfo | string | null = app.server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : port };
}

/** Before any other listener: the answer's head is written by them. */
function drain({ server }: FastifyInstance): void {
  server.prependListener('request', (_request: IncomingMessage, reply: ServerResponse) => void reply.setHeader('connection', 'close'));
}

async function stop(app: FastifyInstance, { beforeStop, upgrade, log }: HttpParts): Promise<void> {
  const cut = setTimeout(() => {
    log.warn('requests were still running at the end of the time to finish them');
    app.server.closeAllConnections();
  }, DRAIN_MS);
  // A connection whose last answer goes out now would be kept for the next request, and the server would wait for it.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 25);
  const closed = app.close();
  await Promise.all([beforeStop?.(), upgrade?.close()]);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
