import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** A page of its own beside the console's: another program that runs in a browser, open to anyone who finds it. */
export interface Site {
  /** Without a slash at its end. */
  readonly path: string;
  /** As it was built: the page, and `assets` named by their content. All its addresses are relative. */
  readonly folder: string;
  readonly page: string;
  /** Its content security policy. */
  readonly policy: string;
}

const NOT_BUILT = 'This page is not built yet: run `npm run up`, and start again.\n';

export async function registerSites(app: FastifyInstance, sites: readonly Site[]): Promise<void> {
  for (const { path, folder, page, policy } of sites) {
    const file = join(folder, page);
    const html = existsSync(file) ? readFileSync(file, 'utf8') : null;
    app.route({ method: ['GET', 'HEAD'], url: path, handler: (_request, reply) => reply.redirect(`${path}/`, 308) });
    app.route({
      method: ['GET', 'HEAD'],
      url: `${path}/`,
      handler: (_request, reply) =>
        html === null
          ? reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT)
          : reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(html),
    });
    if (html !== null) {
      await app.register(fastifyStatic, {
        root: join(folder, 'assets'),
        prefix: `${path}/assets/`,
        wildcard: false,
        index: false,
        cacheControl: false,
        decorateReply: false,
        setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
      });
    }
  }
}
