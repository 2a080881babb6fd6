import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { newNonce, pageCsp } from './security.ts';

export interface Pages {
  /** The one HTML page, with a nonce of its own; where pages are not built, a sentence that says so. */
  sendIndex(reply: FastifyReply): FastifyReply;
}

const NOT_BUILT =
  'The pages of this console are not built yet: run `npm run up`, or `npm run build` and start again. The API answers all the same.\n';

/** Serves the built pages: `/` and every address of the pages' own router, and their files, which never change under one name. */
export async function registerPages(app: FastifyInstance, webDir: string): Promise<Pages> {
  const indexFile = join(webDir, 'index.html');
  const isBuilt = existsSync(indexFile);
  const pages = isBuilt ? pagesFrom(readFileSync(indexFile, 'utf8')) : noPages;
  app.route({ method: ['GET', 'HEAD'], url: '/', handler: (_request, reply) => pages.sendIndex(reply) });
  if (isBuilt) await registerFiles(app, webDir);
  return pages;
}

const noPages: Pages = { sendIndex: (reply) => reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT) };

const pagesFrom = (template: string): Pages => ({
  sendIndex(reply) {
    const nonce = newNonce();
    return reply
      .header('content-security-policy', pageCsp(nonce))
      .type('text/html; charset=utf-8')
      .send(template.replaceAll('__NONCE__', nonce));
  },
});

async function registerFiles(app: FastifyInstance, webDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: webDir,
    // Each file gets a route of its own at start: nothing below the folder can be reached by a clever path.
    wildcard: false,
    index: false,
    globIgnore: ['**/index.html'],
    cacheControl: false,
    decorateReply: false,
    setHeaders: (reply, path) => {
      const isNamedByContent = path.startsWith(join(webDir, 'files'));
      void reply.header('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
    },
  });
}
