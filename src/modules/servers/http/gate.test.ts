import { expect, test } from 'vitest';
import * as routes from '../contract/routes.ts';
import { idOf, serversConsole } from '../testing/console.ts';

const house = await serversConsole('2026-11-21T13:12:00Z');
const [olga, vera, nora, adam, nobody] = (['olga', 'vera', 'nora', 'adam', 'nobody'] as const).map(house.person);
const serviceWindow = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' };
const id = idOf((await olga?.call(routes.addServer, { name: 'web01', hostname: 'web', serviceWindow })) ?? fail());

function fail(): never {
  throw new Error('the cast is not there');
}

test('in use: not without a person, and the next safe instant', async () => {
  expect(await vera?.call(routes.askGate, { id: 'WEB01', action: 'update' })).toMatchObject({
    status: 200,
    body: {
      allowed: false,
      answer: 'confirm',
      reasons: [{ code: 'in_use', params: { until: '2026-11-21T21:00:00Z' } }],
      nextAllowedAt: '2026-11-21T21:00:00Z',
      server: { id, name: 'web01' },
      sentence: expect.stringContaining('in use until 2026-11-21 22:00 (Europe/Berlin)'),
    },
  });
});

test('a name is looked for in sight only', async () => {
  expect(await nora?.call(routes.askGate, { id: 'web01', action: 'update' })).toMatchObject({ status: 404 });
  expect(await nora?.call(routes.askGate, { id, action: 'update' })).toMatchObject({ status: 404 });
  expect(await nobody?.call(routes.askGate, { id, action: 'update' })).toMatchObject({ status: 403 });
});

test('a name that two sites share is said to be so, and an id is not', async () => {
  await adam?.call(routes.addServer, { name: 'Web01', hostname: 'other', siteId: house.otherSiteId });
  expect(await adam?.call(routes.askGate, { id: 'web01', action: 'update' })).toMatchObject({
    status: 409,
    body: { code: 'servers.ambiguous_name', params: { sites: expect.stringContaining('Elsewhere') } },
  });
  expect(await adam?.call(routes.askGate, { id, action: 'reboot' })).toMatchObject({ status: 200 });
  expect(await nora?.call(routes.askGate, { id: 'web01', action: 'update' })).toMatchObject({ status: 200, body: { answer: 'confirm' } });
});
