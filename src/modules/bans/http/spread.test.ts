import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { describeNeeding } from '../../../../test/needs.ts';
import { editSetting } from '../../../kernel/contract/routes/console.ts';
import { createOutbound } from '../../../kernel/outbound/create-outbound.ts';
import { createReputation, createWhois } from '../actions/about/about.ts';
import { createSpread } from '../actions/spread/offers.ts';
import { addAllowed } from '../contract/allow-routes.ts';
import { listOrders } from '../contract/order-routes.ts';
import * as contract from '../contract/spread-routes.ts';
import { record, seen } from '../testing/archive.ts';
import { startFail2ban, type TestFail2ban } from '../testing/fail2ban.ts';
import { type ListsHouse, listsHouse, until } from '../testing/lists-house.ts';
import { listParts } from '../testing/lists-parts.ts';

describeNeeding(['fail2ban'], 'spread and advice', () => {
  let server: TestFail2ban;
  let house: ListsHouse;
  const hosts: { id: string; siteId: string }[] = [];
  const outbound = createOutbound({ proxy: null, ownPorts: () => [], held: { whileNotHeld: (send) => send() } });

  beforeAll(async () => {
    server = await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd' }] });
    house = await listsHouse({ isStarted: true });
    for (const name of ['web01', 'web02', 'web03']) {
      hosts.push({
        id: await house.addHost(server, { name, jails: ['sshd'], level: name === 'web03' ? 'ban' : 'observe' }),
        siteId: house.siteId,
      });
    }
    return async () => {
      await outbound.close();
      await server.stop();
    };
  }, 60_000);

  const adam = () => house.again('adam');
  /** One ban on the first host and two on the second, all of the last hour. */
  async function meet(address: string): Promise<void> {
    const now = house.clock.now();
    const ban = (minutes: number) => seen({ address, at: now.subtract({ minutes }), durationSeconds: 600 });
    await record(house.db, hosts[0] ?? { id: '', siteId: '' }, [ban(50)]);
    await record(house.db, hosts[1] ?? { id: '', siteId: '' }, [ban(40), ban(20)]);
  }
  /** As the job does every minute. */
  const runSpread = async (): Promise<void> => {
    const parts = listParts(house, outbound);
    await createSpread(parts)();
    await parts.reach.close();
  };

  test('three bans on two hosts are offered to the third; applied, they are banned there; the same bans are offered once', async () => {
    await meet('185.220.101.7');
    const { body: rule } = await (await adam()).call(contract.addSpreadRule, { name: 'brute force' });
    expect(rule).toMatchObject({ bans: 3, withinHours: 24, onHosts: 2, appliesItself: false });
    const offers = async () => (await (await adam()).call(contract.listSpreadOffers, {})).body.items;
    await runSpread();
    const [offer] = await until(offers, (items) => items.length === 1);
    expect(offer).toMatchObject({ address: '185.220.101.7', jail: 'sshd', state: 'open', targets: [{ name: 'web03' }] });
    expect(offer?.evidence.map(({ host, bans }) => [host.name, bans])).toEqual([
      ['web02', 2],
      ['web01', 1],
    ]);
    await runSpread();
    expect(await offers()).toHaveLength(1);
    const applied = await (await house.again('olga')).call(contract.applySpreadOffer, { id: offer?.id ?? '' });
    expect(applied.body.orders).toMatchObject([{ host: { name: 'web03' }, state: 'done', origin: 'spread', note: 'brute force' }]);
    expect(server.recorded()).toContain('ban sshd 185.220.101.7');
    // Its own ban does not count, nor do those that were counted.
    await runSpread();
    expect(await offers()).toHaveLength(1);
    expect((await (await house.again('olga')).call(contract.applySpreadOffer, { id: offer?.id ?? '' })).status).toBe(409);
    await (await adam()).call(contract.editSpreadRule, { id: rule.id, appliesItself: true }, { ifMatch: rule.version });
    await meet('185.220.101.8');
    await runSpread();
    expect(server.recorded()).toContain('ban sshd 185.220.101.8');
    expect((await (await adam()).call(listOrders, { address: '185.220.101.8' })).body.items).toMatchObject([
      { origin: 'spread', by: null },
    ]);
  });

  test('what is protected is refused, and it is said by what', async () => {
    await (await adam()).call(addAllowed, { address: '185.220.102.0/24', note: 'a partner' });
    await meet('185.220.102.7');
    await runSpread();
    const { items } = (await (await adam()).call(contract.listSpreadOffers, { state: 'refused' })).body;
    expect(items).toMatchObject([{ address: '185.220.102.7', because: 'allow_entry' }]);
    expect(server.recorded()).not.toContain('ban sshd 185.220.102.7');
  });

  test('several addresses of one /24 are advised as a network, with who else is in it and what speaks against it', async () => {
    const now = house.clock.now();
    const bans = [1, 2, 3, 4].map((last) => seen({ address: `185.220.102.${last + 100}`, at: now.subtract({ minutes: last }) }));
    await record(house.db, hosts[0] ?? { id: '', siteId: '' }, bans);
    const { body } = await (await house.again('vera')).call(contract.getAdvice, {});
    expect(body.items[0]).toMatchObject({ kind: 'network', network: '185.220.102.0/24', addresses: 5, hosts: 2 });
    expect(body.items[0]?.members.map(({ address }) => address)).toContain('185.220.102.101');
    expect(body.items[0]?.protections).toMatchObject([{ kind: 'allow_entry', what: '185.220.102.0/24' }]);
    expect((await (await house.again('nora')).call(contract.getAdvice, {})).body.items).toEqual([]);
  });

  test('beside an address: the registry that knows it, and AbuseIPDB by a key; texts stay texts, and are asked for once', async () => {
    const asked: string[] = [];
    const registry = createServer((request, reply) => {
      asked.push(`${request.url} ${request.headers['key'] ?? ''}`.trim());
      if (request.url?.startsWith('/wrong/')) return void reply.writeHead(302, { location: 'https://rdap.example.org/ip/1' }).end();
      reply.writeHead(200, { 'content-type': 'application/rdap+json' });
      reply.end(JSON.stringify(request.url?.startsWith('/check') ? REPUTATION : RDAP));
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
    const parts = {
      ...listParts(house, outbound),
      services: { rdap: [`${origin}/wrong/`, `${origin}/right/`], abuseIpDb: `${origin}/check`, trustedOrigins: [origin] },
    };
    const [whois, reputation] = [createWhois(parts), createReputation(parts)];
    const found = await whois('185.220.103.7');
    expect(found).toMatchObject({
      state: 'known',
      found: { network: '185.220.103.0/24', name: '<b>NET</b>', abuseContact: 'abuse@example.org' },
    });
    expect((await whois('185.220.103.7')).fetchedAt).toEqual(found.fetchedAt);
    expect(asked).toEqual(['/wrong/ip/185.220.103.7', '/right/ip/185.220.103.7']);
    expect(await whois('10.0.0.1')).toMatchObject({ state: 'not_public' });

    expect(await reputation('185.220.103.7')).toMatchObject({ state: 'not_configured' });
    await (await house.again('sam')).call(editSetting, { key: 'bans.abuseIpDbKey', value: 'k3y' });
    expect(await reputation('185.220.103.7')).toMatchObject({ state: 'known', found: { score: 97, reports: 12, provider: 'Example' } });
    expect(asked.at(-1)).toBe('/check?ipAddress=185.220.103.7&maxAgeInDays=90 k3y');
    const reply = await (await house.again('vera')).call(contract.getReputation, { ip: '192.168.0.1' });
    expect(reply.body.state).toBe('not_public');
    registry.close();
  });
});

const RDAP = {
  objectClassName: 'ip network',
  name: '<b>NET</b>\u0007',
  handle: 'NET-1',
  country: 'DE',
  cidr0_cidrs: [{ v4prefix: '185.220.103.0', length: 24 }],
  entities: [
    {
      roles: ['registrant'],
      vcardArray: ['vcard', [['fn', {}, 'text', 'Example']]],
      entities: [{ roles: ['abuse'], vcardArray: ['vcard', [['email', {}, 'text', 'abuse@example.org']]] }],
    },
  ],
};
const REPUTATION = {
  data: { ipAddress: '185.220.103.7', abuseConfidenceScore: 97, totalReports: 12, numDistinctUsers: 3, isp: 'Example', countryCode: 'DE' },
};
