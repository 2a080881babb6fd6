import type { Edge } from '../http/edges.ts';
import type { Metrics } from './metrics.ts';

/** `GET /metrics` in Prometheus's text format. */
export const metricsEdge = ({ registry }: Metrics): Edge => ({
  path: '/metrics',
  who: 'insider',
  answer: async () => ({ status: 200, mediaType: registry.contentType, text: await registry.metrics() }),
});
