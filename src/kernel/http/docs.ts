import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { newNonce, pageCsp } from './security.ts';

const START = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', validatorUrl: null, deepLinking: true });\n";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Caretaker API</title>
<link rel="icon" href="/docs/files/favicon-32x32.png">
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
</head>
<body><div id="ui"></div><script src="/docs/files/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;

/** `/openapi.json`, and Swagger UI at `/docs` from files that are in the package: nothing inline, nothing from elsewhere. */
export async function registerDocs(app: FastifyInstance, openApi: object): Promise<void> {
  const text = JSON.stringify(openApi);
  app.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
  app.get('/docs', (_request, reply) =>
    reply.header('content-security-policy', pageCsp(newNonce())).type('text/html; charset=utf-8').send(PAGE),
  );
  app.get('/docs/', (_request, reply) => reply.redirect('/docs', 308));
  app.get('/redoc', (_request, reply) => reply.redirect('/docs', 308));
  app.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  const packageFile = createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json');
  await app.register(fastifyStatic, {
    root: join(dirname(packageFile), 'static'),
    prefix: '/docs/files/',
    decorateReply: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=86400'),
  });
}
