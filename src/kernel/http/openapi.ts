import type { Permission } from '../contract/permission.ts';
import { Problem } from '../contract/problem.ts';
import type { Route } from '../contract/route.ts';
import { type Sentences, sentenceOf } from '../contract/sentences.ts';
import { statusOf } from './mount.ts';
import { createSchemaBook, type Json, type SchemaBook } from './openapi-schemas.ts';

export interface OpenApiParts {
  readonly routes: readonly Route[];
  readonly permissions: readonly Permission[];
  readonly sentences: Sentences;
  readonly version: string;
}

/** OpenAPI 3.1 of all routes. A public one has `security: []`; every other one needs a session or a bearer token. */
export function openApiOf(parts: OpenApiParts): Json {
  const book = createSchemaBook();
  const problem = book.schemaOf(Problem, 'output');
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of parts.routes) {
    const path = `/api${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operationOf(route, parts, { book, problem });
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Caretaker', version: parts.version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: book.schemas(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token of `POST /api/auth/login`, an API token, or a device token.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'caretaker_session',
          description: 'A browser session; behind TLS with the prefix `__Host-`.',
        },
      },
      responses: {
        Problem: { description: 'Any refusal, as RFC 9457 says it.', content: { 'application/problem+json': { schema: problem } } },
      },
    },
    security: [{ bearer: [] }, { session: [] }],
  };
}

interface Printing {
  readonly book: SchemaBook;
  readonly problem: Json;
}

function operationOf(route: Route, parts: OpenApiParts, printing: Printing): Json {
  const permission = parts.permissions.find(({ name }) => name === route.permission);
  const { parameters, requestBody } = inputOf(route, printing.book);
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    tags: [route.path.split('/')[1] ?? 'kernel'],
    ...(route.permission === null ? {} : { description: descriptionOf(route.permission, permission), 'x-permission': route.permission }),
    ...securityOf(route, permission),
    parameters,
    ...(requestBody === null ? {} : { requestBody }),
    responses: {
      ...successOf(route, printing.book),
      ...refusalsOf(route, parts.sentences, printing.problem),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** `PATCH /servers/:id/users` → `patchServersIdUsers`; stable as long as the address is. */
export const operationIdOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string =>
  method.toLowerCase() + path.replaceAll(/[/:-]+(\w)/g, (_separator, first: string) => first.toUpperCase());

const descriptionOf = (name: string, permission: Permission | undefined): string =>
  permission === undefined ? `Needs \`${name}\`.` : `Needs \`${name}\`: ${permission.about}`;

function securityOf(route: Route, permission: Permission | undefined): Json {
  if (route.permission === null) return { security: [] };
  return permission?.role === 'device' ? { security: [{ bearer: [] }] } : {};
}

function inputOf(route: Route, book: SchemaBook): { readonly parameters: Json[]; readonly requestBody: Json | null } {
  const { properties, required } = book.objectOf(route.input, 'input');
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
  const names = Object.keys(properties);
  const parameters = names
    .filter((name) => inPath.includes(name) || !hasBody || route.body === 'bytes')
    .map((name) => ({
      name,
      in: inPath.includes(name) ? 'path' : 'query',
      required: inPath.includes(name) || required.includes(name),
      schema: properties[name],
    }));
  const changesVersion = route.version !== undefined && route.method !== 'GET';
  const ifMatch = {
    name: 'If-Match',
    in: 'header',
    required: false,
    schema: { type: 'string' },
    description: 'The `ETag` that was read last.',
  };
  return {
    parameters: changesVersion ? [...parameters, ifMatch] : parameters,
    requestBody: hasBody ? bodyOf(route, { properties, required: required.filter((name) => !inPath.includes(name)), inPath }) : null,
  };
}

function bodyOf(
  route: Route,
  {
    properties,
    required,
    inPath,
  }: { readonly properties: Record<string, Json>; readonly required: string[]; readonly inPath: readonly unknown[] },
): Json | null {
  if (route.body === 'bytes')
    return { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };
  if (route.body === 'text') return { required: true, content: { 'text/plain': { schema: { type: 'string' } } } };
  const fields = Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.includes(name)));
  if (Object.keys(fields).length === 0) return null;
  const schema = { type: 'object', properties: fields, ...(required.length === 0 ? {} : { required }), additionalProperties: false };
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

function successOf(route: Route, book: SchemaBook): Json {
  const status = statusOf(route);
  if (route.mediaType !== undefined) {
    const schema = { type: 'string', 'x-each': book.schemaOf(route.output, 'output') };
    return { [status]: { description: route.summary, content: { [route.mediaType]: { schema } } } };
  }
  if (status === 204) return { 204: { description: 'Done.' } };
  const etag = { ETag: { description: 'The version, for `If-Match`.', schema: { type: 'string' } } };
  return {
    [status]: {
      description: route.summary,
      ...(route.version === undefined ? {} : { headers: etag }),
      content: { 'application/json': { schema: book.schemaOf(route.output, 'output') } },
    },
  };
}

/** One response per status, its codes listed: OpenAPI knows no two answers of one status. */
function refusalsOf(route: Route, sentences: Sentences, problem: Json): Json {
  const byStatus = Map.groupBy(Object.entries(route.refusals), ([, status]) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, refusals]) => {
      const codes = refusals.map(([code]) => code);
      const description = codes.map((code) => `\`${code}\`: ${sentenceOf(sentences, code)}`).join('\n\n');
      return [status, { description, 'x-codes': codes, content: { 'application/problem+json': { schema: problem } } }];
    }),
  );
}
