import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Route } from '../contract/route.ts';
import type { Sentences } from '../contract/sentences.ts';
import type { Pages } from './pages.ts';
import { generalTrouble, sendProblem } from './problems.ts';

interface Missing {
  readonly routes: readonly Route[];
  /** Routes that other processes of the console serve. */
  readonly elsewhere: readonly Route[];
  /** Null: other processes have them. */
  readonly pages: Pages | null;
  readonly sentences: Sentences;
}

/** First segments that are answered by programs, not by pages. */
const NO_PAGE = /^\/(api|files|content|docs|openapi\.json|redoc|healthz|readiness|metrics|agent)(\/|$)/;

/** An address that nothing is mounted at: the pages' own, another process's (421), a known one by another method (405), or nothing (404). */
export function answerMissing(request: FastifyRequest, reply: FastifyReply, missing: Missing): FastifyReply {
  const { routes, elsewhere, pages, sentences } = missing;
  const path = request.url.split('?', 1)[0] ?? '';
  const wantsPage = (request.method === 'GET' || request.method === 'HEAD') && (request.headers.accept ?? '').includes('text/html');
  if (wantsPage && !NO_PAGE.test(path)) {
    return pages === null ? sendProblem(reply, generalTrouble('kernel.elsewhere'), sentences) : pages.sendIndex(reply);
  }
  const methods = routes.filter((route) => patternOf(route).test(path)).map((route) => route.method);
  const others = elsewhere.filter((route) => patternOf(route).test(path));
  // RFC 9110 section 15.5.20: sent to a server that does not answer for it.
  if (others.some(({ method }) => methods.length === 0 || method === request.method)) {
    return sendProblem(reply, generalTrouble('kernel.elsewhere'), sentences);
  }
  if (methods.length === 0) return sendProblem(reply, generalTrouble('kernel.not_found'), sentences);
  // RFC 9110 section 15.5.6: a 405 names the methods that would do.
  const allow = [...new Set(methods)].join(', ');
  return sendProblem(reply, generalTrouble('kernel.method_not_allowed', { headers: { allow } }), sentences);
}

const patternOf = ({ path }: Route): RegExp => new RegExp(`^/api${path.replaceAll(/:\w+/g, '[^/]+')}$`);
