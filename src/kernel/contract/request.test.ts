import { expect, test } from 'vitest';
import { z } from 'zod';
import { requestOf } from './request.ts';
import { route } from './route.ts';

const shared = { summary: '', permission: null, input: z.strictObject({}), output: z.null(), refusals: {} } as const;
const get = route({ ...shared, method: 'GET', path: '/servers/:id/packages' });
const patch = route({ ...shared, method: 'PATCH', path: '/settings/:key' });
const upload = route({ ...shared, method: 'POST', path: '/lists/:id/text', body: 'text' });
const remove = route({ ...shared, method: 'DELETE', path: '/servers/:id/users/:userId' });

test('path parameters go into the path, escaped, and the rest of a GET into the query', () => {
  expect(requestOf(get, { id: 'a/b', q: 'lib c&d', limit: 5, cursor: undefined })).toEqual({
    url: '/api/servers/a%2Fb/packages?q=lib+c%26d&limit=5',
    body: null,
    contentType: null,
  });
});

test('a change carries the rest as its body; null is a value, undefined is not sent', () => {
  expect(requestOf(patch, { key: 'auth.days', value: null, other: undefined })).toEqual({
    url: '/api/settings/auth.days',
    body: '{"value":null}',
    contentType: 'application/json',
  });
});

test('a DELETE has no body', () => {
  expect(requestOf(remove, { id: '1', userId: '2' })).toEqual({ url: '/api/servers/1/users/2', body: null, contentType: null });
});

test('a route that takes a text gets it as it is', () => {
  expect(requestOf(upload, { id: '1', body: '# "list"\n192.0.2.0/24\n' })).toEqual({
    url: '/api/lists/1/text',
    body: '# "list"\n192.0.2.0/24\n',
    contentType: 'text/plain; charset=utf-8',
  });
});
