import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A text or stream with what a plain one does not say. */
export interface Media {
  readonly body: Readable | string;
  /** Names the very content, without quotes. */
  readonly etag?: string;
  /** Plain ASCII: what it is called where it is saved. */
  readonly fileName?: string;
  /** Where the route's answers are of several types. */
  readonly mediaType?: string;
  /** The address names this very content, for ever: whoever has it need not ask again. */
  readonly isImmutable?: boolean;
}

export type MediaAnswer = Readable | string | Media;

const isMedia = (answer: MediaAnswer): answer is Media => typeof answer === 'object' && 'body' in answer;

/** Sends an answer that is no JSON of the contract's; 304 where the caller has this very content (RFC 9110 section 13.1.2). */
export function sendMedia(request: FastifyRequest, reply: FastifyReply, answer: MediaAnswer): FastifyReply {
  if (!isMedia(answer)) return reply.send(answer);
  const { body, etag, fileName, mediaType, isImmutable = false } = answer;
  if (mediaType !== undefined) reply.type(mediaType);
  if (fileName !== undefined) reply.header('content-disposition', `attachment; filename="${fileName}"`);
  if (etag === undefined) return reply.send(body);
  // A tag is of use only to whoever may keep the content and asks whether it still holds.
  reply.headers({ etag: `"${etag}"`, 'cache-control': isImmutable ? 'private, max-age=86400, immutable' : 'private, no-cache' });
  if (!hasIt(request.headers['if-none-match'], etag)) return reply.send(body);
  if (typeof body !== 'string') body.destroy();
  return reply.code(304).send();
}

/** Weak comparison (section 8.8.3.2): proxies that compress make tags weak. */
const hasIt = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === `"${etag}"`);
