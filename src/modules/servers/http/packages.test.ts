import { beforeAll, expect, test } from 'vitest';
import * as routes from '../contract/routes.ts';
import { idOf, itemsOf, type Person, serversConsole } from '../testing/console.ts';
import { reportText } from '../testing/report-text.ts';

const house = await serversConsole('2026-11-21T08:00:00Z');
const [adam, vera, nora] = (['adam', 'vera', 'nora'] as const).map(house.person) as [Person, Person, Person];

async function reporting(name: string, lines: string, siteId?: string): Promise<void> {
  const id = idOf(await adam.call(routes.addServer, { name, hostname: name, ...(siteId === undefined ? {} : { siteId }) }));
  const { body } = await adam.call(routes.makeReportToken, { id });
  const machine = crypto.randomUUID().replaceAll('-', '').repeat(2);
  const text = reportText({ now: house.clock.now(), machine, pending: [] }).replace(/(?=REBOOT-FILE)/, lines);
  const counted = text.split('\n').slice(0, -2);
  const whole = `${counted.join('\n')}\nEND: ${counted.length}\n`;
  expect((await house.report(String(Reflect.get(Object(body), 'token')), whole)).status).toBe(204);
}

const inst = (name: string, from: string, to: string) => `INST: ${name} [${from}] (${to} Debian:13.2/stable [amd64])\n`;

beforeAll(async () => {
  await reporting('web01', inst('openssl', '3.0.9-1', '3.0.15-1') + inst('bash', '5.2-1', '5.2-2'));
  await reporting('web02', inst('openssl', '3.0.15-1~deb12u1', '3.0.15-1'));
  await reporting('web03', inst('OpenSSL', '3.0.15-1', '3.0.16-1') + inst('openssl-provider', '1.0', '2.0'));
  await reporting('far01', inst('openssl', '1.1.1-1', '3.0.15-1'), house.otherSiteId);
  await adam.call(routes.addServer, { name: 'mute', hostname: 'mute' });
});

const found = async (input: Readonly<Record<string, unknown>>, person = adam) => {
  const reply = await person.call(routes.searchPackages, input);
  return itemsOf(reply).map(({ server, package: { name, installedVersion } = Object() }) => {
    return `${String(Reflect.get(Object(server), 'name'))} ${String(name)} ${String(installedVersion)}`;
  });
};

test('who has it older, by the order of the package manager', async () => {
  expect(await found({ name: 'openssl', olderThan: '3.0.15-1' })).toEqual([
    'far01 openssl 1.1.1-1',
    'web01 openssl 3.0.9-1',
    'web02 openssl 3.0.15-1~deb12u1',
  ]);
  expect(await found({ name: 'openssl', olderThan: '3.0.10' })).toEqual(['far01 openssl 1.1.1-1', 'web01 openssl 3.0.9-1']);
});

test('a name is a whole name in any case, unless it ends with a star', async () => {
  expect(await found({ name: 'OPENSSL' })).toEqual([
    'far01 openssl 1.1.1-1',
    'web01 openssl 3.0.9-1',
    'web02 openssl 3.0.15-1~deb12u1',
    'web03 OpenSSL 3.0.15-1',
  ]);
  expect(await found({ name: 'openssl-*' })).toEqual(['web03 openssl-provider 1.0']);
  expect(await found({ name: '%' })).toEqual([]);
});

test('page by page nothing is lost or doubled', async () => {
  const seen: string[] = [];
  for (let cursor: unknown; cursor !== null; ) {
    const reply = await adam.call(routes.searchPackages, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...itemsOf(reply).map(({ server, package: each }) => `${JSON.stringify(server)} ${JSON.stringify(each)}`));
    cursor = Reflect.get(Object(reply.body), 'nextCursor');
  }
  expect(new Set(seen).size).toBe(6);
  expect(seen).toHaveLength(6);
});

test('who cannot be known is counted, and who is out of sight is not', async () => {
  expect((await adam.call(routes.searchPackages, { name: 'bash' })).body).toMatchObject({ unknownServers: 1 });
  expect(await found({ name: 'openssl' }, nora)).toEqual(['far01 openssl 1.1.1-1']);
  expect((await nora.call(routes.searchPackages, { name: 'bash' })).body).toMatchObject({ items: [], unknownServers: 0 });
  expect((await vera.call(routes.searchPackages, { olderThan: '1' })).body).toMatchObject({ code: 'servers.package_unnamed' });
});
