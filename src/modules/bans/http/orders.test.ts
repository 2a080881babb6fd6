import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { describeNeeding } from '../../../../test/needs.ts';
import { BANS_EVENTS } from '../contract/events.ts';
import { addBanOnHost, addBans, listOrders, lookUpAddress, removeBanOnHost, removeBans } from '../contract/order-routes.ts';
import { createHostTurns } from '../store/host-turns.ts';
import { startFail2ban, type TestFail2ban } from '../testing/fail2ban.ts';
import { type ListsHouse, listsHouse, until } from '../testing/lists-house.ts';

describeNeeding(['fail2ban'], 'orders', () => {
  let one: TestFail2ban;
  let two: TestFail2ban;
  let house: ListsHouse;
  let [oneId, twoId] = ['', ''];

  beforeAll(async () => {
    const jails = [
      { name: 'sshd', filter: 'sshd', banTime: 600 },
      { name: 'long', filter: 'sshd', banTime: -1 },
    ];
    [one, two] = await Promise.all([startFail2ban({ jails }), startFail2ban({ jails: jails.slice(0, 1) })]);
    house = await listsHouse({ isStarted: true });
    oneId = await house.addHost(one, { name: 'web01', jails: ['sshd', 'long'], addresses: ['198.51.100.1'] });
    twoId = await house.addHost(two, { name: 'web02', jails: ['sshd'] });
    return async () => {
      await Promise.all([one.stop(), two.stop()]);
    };
  }, 60_000);

  const olga = () => house.as('olga');
  const orders = async () => (await (await house.again('olga')).call(listOrders, { limit: 100 })).body.items;
  const asked = { jail: 'sshd', note: 'knocks at every door' };

  test('a ban on a whole site is carried out on each host at once, by its own action', async () => {
    const { status, body } = await olga().call(addBans, { ...asked, address: '203.0.113.5', hours: 1 });
    expect(status).toBe(201);
    expect(body.orders.map(({ host, state, jailSeconds }) => [host.name, state, jailSeconds])).toEqual([
      ['web01', 'done', 600],
      ['web02', 'done', 600],
    ]);
    // The jail lets go after ten minutes, and an hour was asked for.
    expect(body.remarks).toEqual(['renewed_until_end']);
    expect(one.recorded()).toContain('ban sshd 203.0.113.5');
    expect(two.recorded()).toContain('ban sshd 203.0.113.5');
    const { rows } =
      await sql`select provenance, note, by_user_id, order_id from bans.bans where address = '203.0.113.5' order by host_id`.execute(
        house.db,
      );
    expect(rows).toMatchObject([{ provenance: 'manual', note: asked.note, by_user_id: house.ids.olga }, { provenance: 'manual' }]);
  });

  test('asked twice it is one order, with the new end', async () => {
    const first = await olga().call(addBanOnHost, { id: oneId, ...asked, address: '203.0.113.6', hours: 1 });
    const second = await olga().call(addBanOnHost, { id: oneId, ...asked, address: '203.0.113.6', hours: 2, note: 'still knocks' });
    expect(second.body.orders.map(({ id }) => id)).toEqual(first.body.orders.map(({ id }) => id));
    expect(second.body.orders[0]?.note).toBe('still knocks');
    expect(one.recorded().filter((line) => line === 'ban sshd 203.0.113.6')).toHaveLength(1);
  });

  test('a ban that waits for its turn is not carried out any more when it has been lifted meanwhile', async () => {
    const address = '203.0.113.211';
    // Another process is at work on the host.
    const giveBack = await createHostTurns(house.db).take(oneId);
    const waiting = olga().call(addBanOnHost, { id: oneId, ...asked, address, hours: 1 });
    await until(orders, (all) => all.some((order) => order.address === address));
    const lifting = olga().call(removeBanOnHost, { id: oneId, jail: 'sshd', ip: address });
    await until(orders, (all) => all.some((order) => order.address === address && order.state === 'lifted'));
    await giveBack?.();
    await Promise.all([waiting, lifting]);
    expect(one.recorded().filter((line) => line.includes(address))).toEqual([]);
  });

  test('a network is banned as one, and it is said that the action decides what that means', async () => {
    const { body } = await olga().call(addBanOnHost, { id: oneId, ...asked, jail: 'long', address: '203.0.113.64/26' });
    expect(body.orders[0]).toMatchObject({ state: 'done', address: '203.0.113.64/26', until: null, jailSeconds: -1 });
    expect(body.remarks).toEqual(['network_depends_on_action']);
    expect(one.recorded()).toContain('ban long 203.0.113.64/26');
    const { body: found } = await house.as('vera').call(lookUpAddress, { ip: '203.0.113.70' });
    expect(found.hosts.find(({ name }) => name === 'web01')?.jails).toEqual([{ name: 'long', network: '203.0.113.64/26' }]);
  });

  test('fail2ban itself ends the ban of a network alone, and all inside where the network is not banned', async () => {
    const inJail = async () => (await one.client('get', 'long', 'banned')).stdout.match(/\d+\.[\d.]+(\/\d+)?/g)?.toSorted() ?? [];
    await one.client('set', 'long', 'banip', '192.0.2.128/25', '192.0.2.130', '192.0.2.200');
    await one.client('set', 'long', 'unbanip', '192.0.2.128/25');
    expect((await inJail()).filter((text) => text.startsWith('192.0.2.'))).toEqual(['192.0.2.130', '192.0.2.200']);
    await one.client('set', 'long', 'unbanip', '192.0.2.128/25');
    expect((await inJail()).filter((text) => text.startsWith('192.0.2.'))).toEqual([]);
  });

  test('an unban of a network ends exactly its ban, also where it is none; with all inside only when that is said', async () => {
    const network = '45.67.8.0/25';
    const banned = async () =>
      ((await one.client('get', 'long', 'banned')).stdout.match(/45\.67\.8\.[\d]+(\/\d+)?/g) ?? []).toSorted().join(' ');
    const archived = async () => {
      const { rows } = await sql<{ address: string }>`select address::text as address from bans.bans
        where host_id = ${oneId} and address <<= ${network}::inet and ended_at is null`.execute(house.db);
      return rows
        .map(({ address }) => address.replace('/32', ''))
        .toSorted()
        .join(' ');
    };
    for (const address of [network, '45.67.8.7', '45.67.8.64/26']) {
      const { body } = await olga().call(addBanOnHost, { id: oneId, ...asked, jail: 'long', address });
      expect(body.orders[0]?.state).toBe('done');
    }
    expect(await banned()).toBe('45.67.8.0/25 45.67.8.64/26 45.67.8.7');
    const unban = { id: oneId, ip: network };
    const exact = await olga().call(removeBanOnHost, unban);
    expect(exact.body.orders[0]).toMatchObject({ state: 'done', withInside: false });
    expect([await banned(), await archived()]).toEqual(['45.67.8.64/26 45.67.8.7', '45.67.8.64/26 45.67.8.7']);
    // It is not banned any more: fail2ban's own unban would now end all that lies in it.
    await olga().call(removeBanOnHost, { ...unban, jail: 'long' });
    expect([await banned(), await archived()]).toEqual(['45.67.8.64/26 45.67.8.7', '45.67.8.64/26 45.67.8.7']);
    const all = await olga().call(removeBanOnHost, { ...unban, withInside: 'true' });
    expect(all.body.orders[0]).toMatchObject({ state: 'done', withInside: true });
    expect([await banned(), await archived()]).toEqual(['', '']);
    const { items } = (await olga().call(listOrders, { address: network, kind: 'ban' })).body;
    expect(items.map(({ address, state }) => `${address} ${state}`).toSorted()).toEqual([
      `${network} lifted`,
      '45.67.8.64/26 lifted',
      '45.67.8.7 lifted',
    ]);
  });

  test('the look-up asks every host and tells what is known', async () => {
    const { body } = await house.as('vera').call(lookUpAddress, { ip: '203.0.113.5' });
    expect(body.hosts).toEqual([
      { id: oneId, name: 'web01', jails: [{ name: 'sshd', network: '203.0.113.5' }], failure: null },
      { id: twoId, name: 'web02', jails: [{ name: 'sshd', network: '203.0.113.5' }], failure: null },
    ]);
    expect(body.bans.map(({ host }) => host.name).sort()).toEqual(['web01', 'web02']);
    expect(body.orders).toHaveLength(2);
    expect(body.protections).toEqual([]);
  });

  test.each([
    ['no address', { address: '1.2.3' }, 422, 'bans.not_an_address', 'address'],
    ['host bits', { address: '203.0.113.9/24' }, 422, 'bans.host_bits_set', 'address'],
    ['half the world', { address: '16.0.0.0/7' }, 422, 'bans.too_wide', 'address'],
    ['half of IPv6', { address: '2000::/18' }, 422, 'bans.too_wide', 'address'],
    ['a jail that is not there', { jail: 'nginx' }, 404, 'bans.unknown_jail', 'jail'],
    ['two ends', { hours: 1, until: '2036-01-01T00:00:00Z' }, 422, 'bans.end_unclear', 'hours'],
    ['an end that is over', { until: '2016-01-01T00:00:00Z' }, 422, 'bans.end_in_past', 'until'],
  ])('%s is refused with the field, and nothing reaches the host', async (_what, change, status, code, path) => {
    const before = one.recorded();
    const reply = await olga().call(addBanOnHost, { id: oneId, ...asked, address: '203.0.113.9', ...change });
    expect([reply.status, Reflect.get(reply.body, 'code')]).toEqual([status, code]);
    expect(reply.text).toContain(`"${path}"`);
    expect(one.recorded()).toEqual(before);
    expect((await olga().call(listOrders, { address: '203.0.113.9' })).body.items).toEqual([]);
  });

  test('a host’s own address asks again and says whose it is', async () => {
    const ban = { id: twoId, ...asked, address: '198.51.100.0/24' };
    const refused = await olga().call(addBanOnHost, ban);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('198.51.100.1 (web01)')]);
    const { body } = await olga().call(addBanOnHost, { ...ban, confirmProtected: true });
    expect(body.orders[0]?.state).toBe('done');
  });

  test('nobody bans the address they are signed in from without saying so twice', async () => {
    const own = { id: twoId, ...asked, address: '127.0.0.1' };
    const first = await olga().call(addBanOnHost, own);
    expect([first.status, Reflect.get(first.body, 'code')]).toEqual([409, 'bans.protected_address']);
    const second = await olga().call(addBanOnHost, { ...own, confirmProtected: true });
    expect([second.status, Reflect.get(second.body, 'code')]).toEqual([409, 'bans.own_address']);
    const wrong = await olga().call(addBanOnHost, { ...own, confirmProtected: true, confirmOwnAddress: '127.0.0.2' });
    expect(Reflect.get(wrong.body, 'code')).toBe('bans.own_address');
    expect(two.recorded()).not.toContain('ban sshd 127.0.0.1');
    const said = await olga().call(addBanOnHost, { ...own, confirmProtected: true, confirmOwnAddress: '127.0.0.1' });
    expect(said.body.orders[0]?.state).toBe('done');
    expect(two.recorded()).toContain('ban sshd 127.0.0.1');
  });

  test('unbanned everywhere; the archive keeps what was', async () => {
    const { body } = await olga().call(removeBans, { ip: '203.0.113.5', note: 'it was the printer' });
    expect(body.orders.map(({ kind, state }) => [kind, state])).toEqual([
      ['unban', 'done'],
      ['unban', 'done'],
    ]);
    expect(one.recorded()).toContain('unban sshd 203.0.113.5');
    expect(two.recorded()).toContain('unban sshd 203.0.113.5');
    const { rows } = await sql`select ended_how from bans.bans where address = '203.0.113.5'`.execute(house.db);
    expect(rows).toEqual([{ ended_how: 'unbanned' }, { ended_how: 'unbanned' }]);
    const { items } = (await olga().call(listOrders, { address: '203.0.113.5', kind: 'ban' })).body;
    expect(items.map(({ state, liftedHow }) => [state, liftedHow])).toEqual([
      ['lifted', 'unbanned'],
      ['lifted', 'unbanned'],
    ]);
  });

  test('renewed before the jail lets go, and lifted at the end that was asked for', async () => {
    const { body } = await olga().call(addBanOnHost, { id: twoId, ...asked, address: '203.0.113.20', hours: 1 });
    const id = body.orders[0]?.id ?? '';
    const ends = async () => (await two.client('get', 'sshd', 'banip', '--with-time')).stdout.match(/203\.0\.113\.20 .* = (.*)/)?.[1] ?? '';
    const endBefore = await ends();
    await setTimeout(1_100);
    const order = async () => (await orders()).find((one) => one.id === id);
    house.clock.advance({ seconds: 541 });
    await house.tell(BANS_EVENTS.orderChanged);
    expect((await until(order, (row) => row?.renewals === 1))?.state).toBe('done');
    expect(two.recorded().filter((line) => line === 'ban sshd 203.0.113.20')).toHaveLength(1);
    // fail2ban has put the end off, without letting go in between.
    expect((await ends()) > endBefore).toBe(true);
    house.clock.advance({ hours: 1 });
    await house.tell(BANS_EVENTS.orderChanged);
    expect(await until(order, (row) => row?.state === 'lifted')).toMatchObject({ liftedHow: 'expired' });
    expect(two.recorded()).toContain('unban sshd 203.0.113.20');
  });

  test('a host that is down: the order waits, and is carried out when it is back', async () => {
    await two.terminate();
    const { body } = await (await house.again('olga')).call(addBanOnHost, { id: twoId, ...asked, address: '203.0.113.30' });
    expect(body.orders[0]).toMatchObject({ state: 'pending', tries: 1 });
    expect(body.orders[0]?.failure).toMatch(/^bans\.(not_running|host_unreachable)$/);
    expect(body.remarks).toContain('host_unreached');
    await two.start();
    house.clock.advance({ seconds: 30 });
    await house.tell(BANS_EVENTS.orderChanged);
    const order = async () => (await orders()).find(({ id }) => id === body.orders[0]?.id);
    expect((await until(order, (row) => row?.state === 'done'))?.failure).toBeNull();
    expect(two.recorded()).toContain('ban sshd 203.0.113.30');
  }, 30_000);

  test('a jail that is gone in the middle: failed for good, and said so', async () => {
    await one.client('stop', 'sshd');
    const { body } = await (await house.again('olga')).call(addBanOnHost, { id: oneId, ...asked, address: '203.0.113.31' });
    expect(body.orders[0]).toMatchObject({ state: 'failed', failure: 'bans.unknown_jail' });
  });

  test('an order that was written and never sent, because the console died in between, is carried out', async () => {
    const at = house.clock.now();
    await sql`insert into bans.orders (id, site_id, host_id, kind, jail, network, origin, created_at, wakes_at)
      values (${crypto.randomUUID()}, ${house.siteId}, ${twoId}, 'ban', 'sshd', '203.0.113.40', 'person', ${at}, ${at})`.execute(house.db);
    await house.tell(BANS_EVENTS.orderChanged);
    const order = async () => (await orders()).find(({ address }) => address === '203.0.113.40');
    await until(order, (row) => row?.state === 'done');
    expect(two.recorded()).toContain('ban sshd 203.0.113.40');
  });

  test('held after a restore: nothing is banned and nothing unbanned', async () => {
    await sql`insert into kernel.held (since, backup_made_at) values (${house.clock.now()}, ${house.clock.now()})`.execute(house.db);
    const ban = await (await house.again('olga')).call(addBanOnHost, { id: twoId, ...asked, address: '203.0.113.50' });
    expect([ban.status, Reflect.get(ban.body, 'code')]).toEqual([409, 'bans.held']);
    const unban = await (await house.again('olga')).call(removeBans, { ip: '203.0.113.40' });
    expect(unban.status).toBe(409);
  });
});
