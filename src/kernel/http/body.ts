import type { FastifyInstance } from 'fastify';
import { generalTrouble, Troubled } from './problems.ts';

/** Deeper than any input of ours; a megabyte of brackets would otherwise exhaust the stack of whoever walks it. */
const MAX_DEPTH = 64;

/** Bodies of this context are JSON. An empty one counts as none: many clients name a media type with nothing behind it. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    if (text.trim() === '') return done(null, undefined);
    if (isDeeperThan(text, MAX_DEPTH)) return done(new Troubled(generalTrouble('kernel.malformed')));
    // A byte order mark is legal to ignore (RFC 8259 section 8.1), and PowerShell writes one.
    return parse(request, text.replace(/^\uFEFF/, ''), done);
  });
}

/** Bodies of this context are text, whatever the sender calls it: `curl --data-binary` and `wget` say "form". */
export function acceptText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, { body: body.toString() }));
}

/** Bodies of this context are files: nothing of them is read before the answer asks for it. */
export function acceptBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (isInText) {
      if (char === '\\') at += 1;
      else if (char === '"') isInText = false;
    } else if (char === '"') isInText = true;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}
