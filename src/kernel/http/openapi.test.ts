import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Permission } from '../contract/permission.ts';
import { KERNEL_PERMISSIONS } from '../contract/permissions.ts';
import { KERNEL_ROUTES } from '../contract/routes.ts';
import { KERNEL_SENTENCES } from '../contract/sentences.ts';
import { openApiOf, operationIdOf } from './openapi.ts';
import { createSchemaBook } from './openapi-schemas.ts';

const permissions: readonly Permission[] = KERNEL_PERMISSIONS;
const document = openApiOf({ routes: KERNEL_ROUTES, permissions, sentences: KERNEL_SENTENCES, version: '1.2.3' });

const Operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(
    z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean(), schema: z.looseObject({}) }),
  ),
  requestBody: z
    .looseObject({ required: z.boolean(), content: z.record(z.string(), z.looseObject({ schema: z.looseObject({}) })) })
    .optional(),
  responses: z.record(
    z.string().regex(/^(\d{3}|default)$/),
    z.union([z.object({ $ref: z.string() }), z.looseObject({ description: z.string().min(1) })]),
  ),
});
const Document = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string().startsWith('/api/'),
    z.record(z.enum(['get', 'post', 'put', 'patch', 'delete']).or(z.string().max(0)), Operation),
  ),
  components: z.looseObject({ schemas: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), z.looseObject({})) }),
});

const operations = (): { path: string; method: string; operation: z.infer<typeof Operation> }[] =>
  Object.entries(Document.parse(document).paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })),
  );

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner)));
}

const resolve = (ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), document);

test('every route is there once, and every operation has an id of its own', () => {
  expect(operations()).toHaveLength(KERNEL_ROUTES.length);
  expect(new Set(operations().map(({ operation }) => operation.operationId)).size).toBe(KERNEL_ROUTES.length);
});

test('every reference leads to something, and none is left of the dialect that zod writes', () => {
  const refs = refsIn(document);
  expect(refs.length).toBeGreaterThan(20);
  for (const ref of refs) expect(resolve(ref), ref).toBeDefined();
  expect(JSON.stringify(document)).not.toMatch(/\$defs|"\$schema"|__schema/);
});

test('every parameter of a path is declared, required, and not asked for again in the body', () => {
  for (const { path, operation } of operations()) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name).sort(), path).toEqual(inPath.sort());
    expect(declared.every(({ required }) => required)).toBe(true);
    const fields = Object.keys(
      z.looseObject({ properties: z.looseObject({}).default({}) }).parse(operation.requestBody?.content['application/json']?.schema ?? {})
        .properties,
    );
    expect(
      fields.filter((field) => inPath.includes(field)),
      path,
    ).toEqual([]);
  }
});

test('public routes say so; every other one names its permission and what it is for', () => {
  for (const route of KERNEL_ROUTES) {
    const found = operations().find(({ operation }) => operation.operationId === operationIdOf(route))?.operation;
    expect(found?.security, route.path).toEqual(route.permission === null ? [] : undefined);
    if (route.permission !== null)
      expect(found).toMatchObject({ 'x-permission': route.permission, description: expect.stringContaining(':') });
  }
});

test('every refusal of a contract is a problem response that lists its code', () => {
  for (const route of KERNEL_ROUTES) {
    const found = operations().find(({ operation }) => operation.operationId === operationIdOf(route))?.operation;
    for (const [code, status] of Object.entries(route.refusals)) {
      expect(found?.responses[String(status)]).toMatchObject({ 'x-codes': expect.arrayContaining([code]) });
    }
  }
});

test('edits with a version take If-Match and answer with an ETag', () => {
  const edit = operations().find(({ operation }) => operation.operationId === 'patchSettingsKey')?.operation;
  expect(edit?.parameters.map(({ name }) => name)).toContain('If-Match');
  expect(edit?.responses['200']).toMatchObject({ headers: { ETag: {} } });
});

test('a part that reads otherwise going in than coming out gets two names', () => {
  const book = createSchemaBook();
  const part = z.object({ size: z.int().default(1) }).meta({ id: 'Part' });
  expect(book.schemaOf(z.object({ part }), 'output')).toMatchObject({ properties: { part: { $ref: '#/components/schemas/Part' } } });
  expect(book.schemaOf(z.object({ part }), 'input')).toMatchObject({ properties: { part: { $ref: '#/components/schemas/PartInput' } } });
  expect(book.schemaOf(z.object({ again: part }), 'output')).toMatchObject({
    properties: { again: { $ref: '#/components/schemas/Part' } },
  });
  expect(Object.keys(book.schemas())).toEqual(['Part', 'PartInput']);
});
