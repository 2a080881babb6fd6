import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { Route } from '../../src/kernel/contract/route.ts';
import { ALL_ROUTES, isMutating, nameOf, permissionOf } from '../kit/all-routes.ts';
import { emptyHouse } from '../kit/house.ts';

const { app } = await emptyHouse();

interface Operation {
  readonly security?: readonly unknown[];
  readonly 'x-permission'?: string;
}
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {};

beforeAll(async () => {
  const reply = await app.http.app.inject({ url: '/openapi.json' });
  paths = reply.json<{ paths: typeof paths }>().paths;
});

const openApiPath = ({ path }: Route): string => `/api${path.replaceAll(/:(\w+)/g, '{$1}')}`;
const operationOf = (route: Route): Operation | undefined => paths[openApiPath(route)]?.[route.method.toLowerCase()];

test('no two contracts share a method and an address', () => {
  expect(new Set(ALL_ROUTES.map(nameOf)).size).toBe(ALL_ROUTES.length);
});

test('every permission that a contract asks for stands in a table', () => {
  expect(() => ALL_ROUTES.map(permissionOf)).not.toThrow();
});

test('/openapi.json holds every contract and nothing else', () => {
  const printed = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(printed.sort()).toEqual(ALL_ROUTES.map((route) => `${route.method.toLowerCase()} ${openApiPath(route)}`).sort());
});

test('exactly the routes without a permission are public in /openapi.json', () => {
  const isPublic = (route: Route): boolean => JSON.stringify(operationOf(route)?.security) === '[]';
  expect(ALL_ROUTES.filter(isPublic).map(nameOf)).toEqual(ALL_ROUTES.filter(({ permission }) => permission === null).map(nameOf));
});

test('the public ones are the doors, and no other', () => {
  const open = ALL_ROUTES.filter(({ permission }) => permission === null).map(nameOf);
  expect(open.sort()).toEqual([
    'GET /servers/calendar.ics',
    'GET /setup',
    'POST /auth/login',
    'POST /auth/refresh',
    'POST /screens/enrol',
    'POST /servers/enrol',
    'POST /setup',
  ]);
});

test('nothing is changed by a permission to read', () => {
  const reading = ALL_ROUTES.filter((route) => isMutating(route) && route.permission?.endsWith(':read'));
  expect(reading.map(nameOf)).toEqual([]);
});

test('every other one names its permission there', () => {
  const guarded = ALL_ROUTES.filter(({ permission }) => permission !== null);
  expect(guarded.map((route) => operationOf(route)?.['x-permission'])).toEqual(guarded.map(({ permission }) => permission));
});

/** Answered outside `/api` by intent, beside the pages' own files and those of the documentation. */
const EDGES = [
  '/',
  '/healthz',
  '/readiness',
  '/metrics',
  '/openapi.json',
  '/docs',
  '/docs/',
  '/redoc',
  '/agent/report.sh',
  '/agent/gate.sh',
  '/mqtt',
  '/content/:token/:name',
  '/player',
  '/player/',
];
const webDir = new URL('../../dist/web', import.meta.url).pathname;
const playerDir = new URL('../../dist', import.meta.url).pathname;
const isFile = (url: string): boolean =>
  url.startsWith('/docs/') || existsSync(`${webDir}${url}`) || (url.startsWith('/player/assets/') && existsSync(`${playerDir}${url}`));

test('whatever the server answers is a contract or a known edge', () => {
  const mounted = mountedRoutes(app.http.app.printRoutes({ commonPrefix: false }));
  const [api, other] = [mounted.filter(({ url }) => url.startsWith('/api')), mounted.filter(({ url }) => !url.startsWith('/api'))];
  expect(api.map(({ method, url }) => `${method} ${url}`).sort()).toEqual(
    ALL_ROUTES.map(({ method, path }) => `${method} /api${path}`).sort(),
  );
  expect(other.filter(({ method, url }) => !['GET', 'HEAD'].includes(method) || !(EDGES.includes(url) || isFile(url)))).toEqual([]);
  expect(EDGES.filter((edge) => !other.some(({ url }) => url === edge))).toEqual([]);
});

/** Reads Fastify's drawing of its tree: four signs of indentation per level, each line the rest of its parent's address. */
function mountedRoutes(drawing: string): readonly { readonly method: string; readonly url: string }[] {
  const above: string[] = [];
  return drawing.split('\n').flatMap((line) => {
    const match = /^([│├└─\s]*)(\S+)(?: \(([^)]+)\))?/.exec(line);
    if (match === null) return [];
    const level = (match[1] ?? '').length / 4;
    above.splice(level - 1, Number.POSITIVE_INFINITY, match[2] ?? '');
    const url = above.join('');
    return (match[3] ?? '').split(', ').flatMap((method) => (method === '' ? [] : [{ method, url }]));
  });
}
