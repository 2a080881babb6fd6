import type { FastifyReply } from 'fastify';
import { GENERAL_REFUSALS, type Problem } from '../contract/problem.ts';
import { type Sentences, sentenceOf } from '../contract/sentences.ts';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** What went wrong with one request, before it is put into words. */
export interface Trouble {
  readonly status: number;
  readonly code: string;
  /** `path` names the input to blame and `retryAfterSeconds` becomes the header; the rest are figures of the sentence. */
  readonly params?: Problem['params'];
  readonly errors?: Problem['errors'];
  /** For `Allow`, `WWW-Authenticate` and the like. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const generalTrouble = (code: keyof typeof GENERAL_REFUSALS, more: Omit<Trouble, 'status' | 'code'> = {}): Trouble => ({
  status: GENERAL_REFUSALS[code],
  code,
  ...more,
});

/** Thrown at the edge for what a code alone cannot say, such as a list of faulty fields. */
export class Troubled extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.code);
    this.name = 'Troubled';
    this.trouble = trouble;
  }
}

/** RFC 9457 body of a trouble. */
function problemOf(trouble: Trouble, sentences: Sentences, requestId: string): Problem {
  const { path, ...params } = trouble.params ?? {};
  const title = sentenceOf(sentences, trouble.code, params);
  const errors = trouble.errors ?? (typeof path === 'string' ? [{ path, message: title }] : undefined);
  return {
    type: `/problems/${trouble.code}`,
    title,
    status: trouble.status,
    code: trouble.code,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(errors === undefined ? {} : { errors }),
    requestId,
  };
}

/** Headers that belong to a trouble, `Retry-After` (RFC 9110 section 10.2.3) and the challenge of a 401 among them. */
function troubleHeaders({ status, params, headers }: Trouble): Record<string, string> {
  const seconds = params?.['retryAfterSeconds'];
  return {
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(status === 503 ? { 'retry-after': '2' } : {}),
    ...(typeof seconds === 'number' ? { 'retry-after': String(Math.max(1, Math.ceil(seconds))) } : {}),
    ...headers,
  };
}

export const sendProblem = (reply: FastifyReply, trouble: Trouble, sentences: Sentences): FastifyReply =>
  reply
    .code(trouble.status)
    .headers(troubleHeaders(trouble))
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(trouble, sentences, reply.request.id)));
