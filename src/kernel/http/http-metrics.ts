import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics.ts';

/** Counts a refusal by its code. */
export type CountRefusal = (code: string) => void;

/** Counts and times every answered request by the pattern of its route, never by its address: labels must stay few. */
export function createHttpMetrics(app: FastifyInstance, metrics: Metrics): CountRefusal {
  const labels = ['method', 'route', 'status'] as const;
  const requests = metrics.counter('caretaker_http_requests_total', 'Requests answered.', labels);
  const seconds = metrics.histogram('caretaker_http_request_seconds', 'Time from the request to the end of its answer.', [
    'method',
    'route',
  ]);
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'none';
    requests.inc({ method, route, status: String(reply.statusCode) });
    // A stream of live events lasts as long as somebody looks; its length says nothing about us.
    const isStream = request.routeOptions.config.contract?.mediaType === 'text/event-stream';
    if (!isStream) seconds.observe({ method, route }, reply.elapsedTime / 1_000);
  });
  const refusals = metrics.counter('caretaker_http_refusals_total', 'Requests refused or failed, by the code of the problem.', ['code']);
  return (code) => refusals.inc({ code });
}
