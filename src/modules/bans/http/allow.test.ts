import { sql } from 'kysely';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeNeeding } from '../../../../test/needs.ts';
import { createAssets } from '../../../kernel/assets/create-assets.ts';
import { createFindings } from '../../../kernel/findings/create-findings.ts';
import { createKeepAllow } from '../actions/allow/keep.ts';
import { createKeepWhereMissing } from '../actions/allow/see-missing.ts';
import { lookAt } from '../actions/hosts/look.ts';
import { newMemory } from '../actions/hosts/look-parts.ts';
import { HOST_RULES } from '../actions/hosts/rules.ts';
import { addAllowed, editAllowed, listAllowed, removeAllowed } from '../contract/allow-routes.ts';
import { BANS_EVENTS } from '../contract/events.ts';
import { addBanOnHost } from '../contract/order-routes.ts';
import { startFail2ban, type TestFail2ban } from '../testing/fail2ban.ts';
import { type ListsHouse, listsHouse, until } from '../testing/lists-house.ts';
import { listParts } from '../testing/lists-parts.ts';

describeNeeding(['fail2ban'], 'the allow list', () => {
  let server: TestFail2ban;
  let house: ListsHouse;
  let hostId = '';

  beforeAll(async () => {
    server = await startFail2ban({
      jails: [
        { name: 'sshd', filter: 'sshd', lines: ['ignoreip = 198.51.100.0/24'] },
        { name: 'mail', filter: 'sshd' },
      ],
    });
    house = await listsHouse({ isStarted: true });
    hostId = await house.addHost(server, { name: 'web01', jails: ['sshd', 'mail'] });
    return () => server.stop();
  }, 60_000);

  const ignored = async (jail: string) => (await server.client('get', jail, 'ignoreip')).stdout.match(/\S+\.\S+/g) ?? [];
  const olga = () => house.again('olga');

  test('an entry stands in every running ignore list at once; what stood there before is somebody else’s', async () => {
    const { body, status } = await (await olga()).call(addAllowed, { address: '203.0.113.0/28', note: 'the office' });
    expect(status).toBe(201);
    expect(body.placements.map(({ jail, state }) => [jail, state])).toEqual([
      ['mail', 'placed'],
      ['sshd', 'placed'],
    ]);
    expect(await ignored('sshd')).toContain('203.0.113.0/28');
    const known = await (await olga()).call(addAllowed, { address: '198.51.100.0/24', jail: 'sshd' });
    expect(known.body.placements.map(({ state }) => state)).toEqual(['present']);
    await (await olga()).call(removeAllowed, { id: known.body.id });
    expect(await ignored('sshd')).toContain('198.51.100.0/24');
    await (await olga()).call(removeAllowed, { id: body.id });
    expect(await ignored('sshd')).not.toContain('203.0.113.0/28');
    expect(await ignored('mail')).not.toContain('203.0.113.0/28');
  });

  test('the same entry twice, an end that is over, a host elsewhere, everywhere without the right: refused', async () => {
    const entry = { address: '192.0.2.16/28', jail: 'mail' };
    await (await olga()).call(addAllowed, entry);
    const codes = async (change: Record<string, unknown>, who: 'olga' | 'nora' = 'olga') =>
      Reflect.get((await (await house.again(who)).call(addAllowed, { ...entry, ...change })).body, 'code');
    expect(await codes({})).toBe('bans.allow_exists');
    expect(await codes({ address: '192.0.2.17/28' })).toBe('bans.host_bits_set');
    expect(await codes({ address: '0.0.0.0/0' })).toBe('bans.too_wide');
    expect(await codes({ until: '2016-01-01T00:00:00Z' })).toBe('bans.end_in_past');
    expect(await codes({ hostId: crypto.randomUUID() })).toBe('bans.unknown_host');
    expect(await codes({ hostId, isEverywhere: true })).toBe('bans.allow_unclear');
    expect(await codes({ siteId: house.otherSiteId, isEverywhere: true }, 'nora')).toBe('bans.not_everywhere');
  });

  test('what it covers is unbanned, and a ban by hand of it asks', async () => {
    await (await olga()).call(addBanOnHost, { id: hostId, address: '192.0.2.99', jail: 'sshd', note: 'mistake' });
    const { body } = await (await olga()).call(addAllowed, { address: '192.0.2.99', unban: true, note: 'a colleague' });
    expect(server.recorded()).toContain('unban sshd 192.0.2.99');
    const ban = await (await olga()).call(addBanOnHost, { id: hostId, address: '192.0.2.99', jail: 'sshd', note: 'again' });
    expect([ban.status, ban.text]).toEqual([409, expect.stringContaining('a colleague')]);
    expect((await (await house.again('vera')).call(listAllowed, { address: '192.0.2.99' })).body.items.map(({ id }) => id)).toEqual([
      body.id,
    ]);
  });

  test('a reload takes it out of the running ignore list, and the console puts it back', async () => {
    await (await olga()).call(addAllowed, { address: '192.0.2.64/26', jail: 'mail' });
    await server.client('reload');
    expect(await ignored('mail')).not.toContain('192.0.2.64/26');
    // Any change makes the console look at the host; without one it looks every five minutes.
    await (await olga()).call(addAllowed, { address: '192.0.2.32/28', jail: 'mail' });
    expect(await ignored('mail')).toContain('192.0.2.64/26');
  });

  test.each([
    ['a reload', '192.0.2.104/29', () => server.client('reload')],
    ['a reload of the jail alone', '192.0.2.112/29', () => server.client('reload', 'mail')],
    ['a restart', '192.0.2.120/29', () => server.terminate().then(() => server.start())],
  ])('after %s it is back within one look, and a look that misses nothing writes nothing', async (_what, network, lose) => {
    const parts = listParts(house, { request: () => Promise.reject(new Error('nobody is called')), close: async () => {} });
    onTestFinished(() => parts.reach.close());
    const findings = createFindings({ rules: HOST_RULES.map((rule) => ({ module: 'bans', rule })) });
    const keepAllow = createKeepWhereMissing(parts, parts.reach, createKeepAllow(parts));
    const lookParts = { ...parts, findings, assets: createAssets({ findings }), keepAllow };
    await (await olga()).call(addAllowed, { address: network, jail: 'mail' });
    expect(await ignored('mail')).toContain(network);
    const rows = () => sql`select xmin::text, * from bans.allow_placements order by entry_id, jail`.execute(house.db);
    const before = await rows();
    expect(await lookAt(lookParts, hostId, newMemory())).toBe('ok');
    expect((await rows()).rows).toEqual(before.rows);
    await lose();
    expect(await ignored('mail')).not.toContain(network);
    expect(await lookAt(lookParts, hostId, newMemory())).toBe('ok');
    expect(await ignored('mail')).toContain(network);
  });

  test('it is taken back at its end, by the clock', async () => {
    const until1 = house.clock.now().add({ hours: 2 }).toString();
    const { body } = await (await olga()).call(addAllowed, { address: '192.0.2.200', until: until1 });
    const later = house.clock.now().add({ hours: 3 }).toString();
    const edited = await (await olga()).call(editAllowed, { id: body.id, until: later }, { ifMatch: body.version });
    expect(edited.body.until).toBe(later);
    house.clock.advance({ hours: 4 });
    await house.tell(BANS_EVENTS.allowChanged);
    const ended = async () => (await (await olga()).call(listAllowed, { ended: 'true' })).body.items.find(({ id }) => id === body.id);
    const row = await until(ended, (entry) => entry !== undefined && entry.placements.length === 0);
    expect(row?.endedHow).toBe('expired');
    expect(await ignored('sshd')).not.toContain('192.0.2.200');
  });
});
