import type { Edge } from '../http/edges.ts';
import type { CheckResult, Health } from './health.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** `GET /healthz`: the process is alive. Touches nothing, so that a broken database does not get the console killed. */
export const aliveEdge: Edge = {
  path: '/healthz',
  who: 'anyone',
  answer: async () => ({ status: 200, mediaType: JSON_TYPE, text: '{"status":"alive"}' }),
};

/** `GET /readiness`: every check; 503 while a critical one fails. Details are for insiders, they may name hosts. */
export const readinessEdge = (health: Health): Edge => ({
  path: '/readiness',
  who: 'anyone',
  async answer(caller) {
    const { status, checks } = await health.report();
    const show = (await caller.isInsider()) ? withDetail : withoutDetail;
    const text = JSON.stringify({ status, checks: Object.fromEntries(checks.map((check) => [check.name, show(check)])) });
    return { status: status === 'not-ready' ? 503 : 200, mediaType: JSON_TYPE, text };
  },
});

const withoutDetail = ({ status, ms }: CheckResult) => ({ status, ms });

const withDetail = ({ status, ms, detail }: CheckResult) => ({ status, ms, ...(detail === null ? {} : { detail }) });
