import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { generalTrouble, Troubled } from './problems.ts';

/** A file that whoever knows its address may fetch, outside `/api`. */
export interface Download {
  /** With `:token`, which nobody can guess. */
  readonly path: string;
  /** Null: there is none. */
  find(token: string): Promise<DownloadFile | null>;
}

export interface DownloadFile {
  readonly bytes: number;
  readonly mediaType: string;
  /** Names the very content, without quotes. */
  readonly etag: string;
  /** Null: its bytes are lost. */
  open(range?: { readonly first: number; readonly last: number }): Promise<Readable | null>;
}

/**
 * What may be in such a file is somebody's upload: it runs nothing, wherever it is opened. Other origins may show it, because players
 * live on another one, and its address is the secret.
 */
const HEADERS = {
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Length, Content-Range',
  'accept-ranges': 'bytes',
  // The content of an address never changes.
  'cache-control': 'private, max-age=31536000, immutable',
} as const;

export function registerDownloads(app: FastifyInstance, downloads: readonly Download[]): void {
  for (const { path, find } of downloads)
    app.route({
      method: ['GET', 'HEAD'],
      url: path,
      handler: async (request, reply) => {
        const file = await find(tokenOf(request));
        if (file === null) throw new Troubled(generalTrouble('kernel.not_found'));
        return send(request, reply, file);
      },
    });
}

const tokenOf = ({ params }: FastifyRequest): string => String((params as Readonly<Record<string, unknown>>)['token']);

async function send(request: FastifyRequest, reply: FastifyReply, file: DownloadFile): Promise<FastifyReply> {
  const { bytes, mediaType, etag } = file;
  reply.headers({ ...HEADERS, etag: `"${etag}"`, 'content-type': mediaType });
  if (request.headers['if-none-match'] === `"${etag}"`) return reply.code(304).send();
  const asked = conditional(request, etag) ? rangeOf(request.headers.range, bytes) : null;
  if (asked === 'beyond') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
  const [first, last] = [asked?.first ?? 0, asked?.last ?? bytes - 1];
  reply.code(asked === null ? 200 : 206).header('content-length', last - first + 1);
  if (asked !== null) reply.header('content-range', `bytes ${first}-${last}/${bytes}`);
  if (request.method === 'HEAD') return reply.send();
  const stream = await file.open(asked === null ? undefined : { first, last });
  if (stream === null) throw new Troubled(generalTrouble('kernel.not_found'));
  return reply.send(stream);
}

/** RFC 9110 section 13.1.5: of another content no part is wanted. */
const conditional = ({ headers }: FastifyRequest, etag: string): boolean =>
  headers['if-range'] === undefined || headers['if-range'] === `"${etag}"`;

/** One range (section 14.1.2); what is none, or several, is answered with the whole. */
export function rangeOf(header: string | undefined, bytes: number): { readonly first: number; readonly last: number } | 'beyond' | null {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return null;
  if (from === '') return Number(to) === 0 || bytes === 0 ? 'beyond' : { first: Math.max(0, bytes - Number(to)), last: bytes - 1 };
  if (to !== '' && Number(to) < Number(from)) return null;
  if (Number(from) >= bytes) return 'beyond';
  return { first: Number(from), last: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) };
}
