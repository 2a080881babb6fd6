import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { type AssetId, newId } from '../../shared/ids.ts';
import { WHOLE_ESTATE } from '../contract/access.ts';
import type { Tx } from '../db/database.ts';
import { testHouse } from '../findings/test-house.ts';
import { listAssets } from './asset-list.ts';
import { archiveSite, ensureDefaultSite, listSites } from './sites.ts';
import { listSuggestions } from './suggestions.ts';

const house = await testHouse();
const { assets, clock, db, doing, siteId } = house;
const adam = await house.newPerson('adam', [{ role: 'admin', siteId: null, module: null }]);
const olga = await house.newPerson('olga', [{ role: 'user', siteId: null, module: null }]);

const suggestedFor = async (id: string) =>
  (await listSuggestions(db, id, WHOLE_ESTATE)).map(({ otherAsset, because }) => [otherAsset.name, because]);
const machineOf = async (id: AssetId) => (await assets.find(db, id))?.machine?.id ?? null;

describe('sites', () => {
  test('there is one default site, however often and by how many consoles it is asked for', async () => {
    await Promise.all(Array.from({ length: 4 }, () => ensureDefaultSite(house.transact, 'UTC')));
    const sites = await listSites(db, WHOLE_ESTATE);
    expect(sites).toMatchObject([{ isDefault: true, timeZone: 'Europe/Berlin' }]);
  });

  test('a site with an asset is in use; when it is gone it can be archived, and its name is free again', async () => {
    const branch = await house.newSite('Branch');
    const assetId = await house.newAsset({ name: 'last', siteId: branch });
    expect(await doing((work) => archiveSite(work, branch))).toMatchObject({ code: 'sites.in_use' });
    expect(await doing((work) => archiveSite(work, siteId))).toMatchObject({ code: 'sites.is_default' });
    await doing((work) => assets.archive(work, assetId));
    expect(await doing((work) => archiveSite(work, branch))).toMatchObject({ ok: true });
    expect(await doing((work) => archiveSite(work, branch))).toMatchObject({ code: 'sites.unknown' });
    expect(await assets.site(db, branch)).toBeNull();
    await house.newSite('branch');
  });

  test('nobody archives a site under an asset that is being added', async () => {
    const branch = await house.newSite('Contested');
    const add = doing(async (work) => {
      const site = await assets.site(work.tx, branch);
      if (site === null) return 'no site';
      await sql`select pg_sleep(0.1)`.execute(work.tx);
      const asset = {
        id: newId<'asset'>(),
        module: 'servers',
        kind: 'server',
        name: 'new',
        siteId: branch,
        tags: [],
        hostName: null,
        address: null,
      };
      return (await assets.add(work, asset, null)).ok ? 'added' : 'refused';
    });
    const archive = doing(async (work) => {
      await sql`select pg_sleep(0.05)`.execute(work.tx);
      return archiveSite(work, branch);
    });
    expect([await add, (await archive).ok]).toEqual(['added', false]);
  });
});

describe('an asset', () => {
  const asset = (name: string, address: string | null = null) => ({
    ...{ id: newId<'asset'>(), module: 'servers', kind: 'server', name, siteId, tags: ['a', 'a', 'b'], hostName: null, address },
  });

  test('has a name of its own per site and kind, in any case, among what is not archived', async () => {
    const first = asset('Unique');
    expect(await doing((work) => assets.add(work, first, null))).toMatchObject({ ok: true, value: { tags: ['a', 'b'] } });
    expect(await doing((work) => assets.add(work, asset('UNIQUE'), null))).toMatchObject({ ok: false, code: 'assets.name_taken' });
    await doing((work) => assets.archive(work, first.id));
    expect(await doing((work) => assets.add(work, asset('unique'), null))).toMatchObject({ ok: true });
  });

  test('has an address that PostgreSQL takes for one', async () => {
    expect(await doing((work) => assets.add(work, asset('bad', '10.0.0.300'), null))).toMatchObject({
      ok: false,
      code: 'assets.bad_address',
    });
    expect(await doing((work) => assets.add(work, asset('good', '2001:db8::1'), null))).toMatchObject({ ok: true });
  });

  test('is found by name, host name, address and tag, in the order in which people count', async () => {
    for (const [index, name] of ['srv10', 'srv2', 'Äpfel', 'Zebra', 'apfel'].entries()) {
      await house.newAsset({ name: `list ${name}`, hostName: `host${index}.list.example`, address: `192.0.2.${index + 1}` });
    }
    const search = async (q: string) => (await listAssets(db, { scope: WHOLE_ESTATE, q, limit: 50 })).items.map(({ name }) => name);
    expect(await search('list ')).toEqual(['list apfel', 'list Äpfel', 'list srv2', 'list srv10', 'list Zebra']);
    expect(await search('HOST3.list')).toEqual(['list Zebra']);
    expect(await search('192.0.2.2')).toEqual(['list srv2']);
    expect(await search('b')).toContain('unique');
    const paged: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listAssets(db, { scope: WHOLE_ESTATE, q: 'list ', limit: 2, cursor });
      paged.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(await search('list '));
    expect((await listAssets(db, { scope: [{ module: 'backups', siteId: null }], limit: 50 })).items).toEqual([]);
  });
});

describe('links', () => {
  test('are suggested by machine hash, host name and address, between kinds, on one site', async () => {
    const server = await house.newAsset({ name: 'web01', hostName: 'web01', address: '198.51.100.1' });
    await house.newAsset({ name: 'job by name', module: 'backups', hostName: 'WEB01.example.org' });
    await house.newAsset({ name: 'job by address', module: 'backups', address: '198.51.100.1' });
    await house.newAsset({ name: 'stranger', module: 'backups', hostName: 'web010' });
    await house.newAsset({ name: 'same kind', hostName: 'web01' });
    await house.newAsset({ name: 'elsewhere', module: 'backups', hostName: 'web01', siteId: await house.newSite('Elsewhere') });
    expect(await suggestedFor(server)).toEqual([
      ['job by address', 'address'],
      ['job by name', 'host_name'],
    ]);
  });

  test('two full names with one label are two machines', async () => {
    const server = await house.newAsset({ name: 'mail a', hostName: 'mail.a.example' });
    await house.newAsset({ name: 'mail b', module: 'backups', hostName: 'mail.b.example' });
    expect(await suggestedFor(server)).toEqual([]);
  });

  test('a suggestion that no longer holds goes, a better reason replaces it, a refused pair never comes back', async () => {
    const server = await house.newAsset({ name: 'db01', hostName: 'db01' });
    const job = await house.newAsset({ name: 'db job', module: 'backups', hostName: 'db01' });
    const change = (id: AssetId, clue: { hostName?: string; machineHash?: string }) => doing((work) => assets.change(work, id, clue));
    await change(server, { hostName: 'other' });
    expect(await suggestedFor(server)).toEqual([]);
    await change(server, { hostName: 'db01' });
    await change(server, { machineHash: 'm' });
    await change(job, { machineHash: 'm' });
    expect(await suggestedFor(server)).toEqual([['db job', 'machine_hash']]);
    expect(await doing((work) => assets.refuseLink(work, job, server))).toMatchObject({ ok: true });
    await change(job, { hostName: 'other' });
    await change(job, { hostName: 'db01' });
    expect(await suggestedFor(server)).toEqual([]);
  });

  test('a confirmed link makes a machine; a merge re-homes all assets of the younger one', async () => {
    const [a, b, c, d] = [
      await house.newAsset({ name: 'm a', hostName: 'ma' }),
      await house.newAsset({ name: 'm b', module: 'backups' }),
      await house.newAsset({ name: 'm c' }),
      await house.newAsset({ name: 'm d', module: 'backups' }),
    ];
    await doing((work) => assets.confirmLink(work, a, b));
    const older = await machineOf(a);
    clock.pass({ minutes: 1 });
    await doing((work) => assets.confirmLink(work, c, d));
    expect(await doing((work) => assets.confirmLink(work, d, b))).toMatchObject({ ok: true, value: { machine: { name: 'ma' } } });
    expect(await Promise.all([a, b, c, d].map(machineOf))).toEqual([older, older, older, older]);
    await doing((work) => assets.unlink(work, d));
    expect(await machineOf(d)).toBeNull();
    expect(await suggestedFor(d)).toEqual([]);
    await doing((work) => assets.unlink(work, c));
    await doing((work) => assets.unlink(work, b));
    expect(await Promise.all([a, b].map(machineOf))).toEqual([null, null]);
    expect(await db.selectFrom('kernel.machines').select('id').where('id', '=', older).execute()).toEqual([]);
  });

  test('two assets of different sites are never one machine', async () => {
    const here = await house.newAsset({ name: 'here' });
    const there = await house.newAsset({ name: 'there', siteId: await house.newSite('There') });
    expect(await doing((work) => assets.confirmLink(work, here, there))).toMatchObject({ ok: false, code: 'assets.other_site' });
  });

  test('made crosswise at once end in one machine', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, index) => house.newAsset({ name: `x ${index}` })));
    const at = (index: number) => ids[index % 6] ?? expect.fail();
    await Promise.all(Array.from({ length: 6 }, (_, index) => doing((work) => assets.confirmLink(work, at(index), at(index + 1)))));
    expect(new Set(await Promise.all(ids.map(machineOf))).size).toBe(1);
  });
});

describe('responsibility', () => {
  test('the last owner stays, also when two leave at once', async () => {
    const id = await house.newAsset({ name: 'owned', owner: adam.userId });
    expect(await doing((work) => assets.removeResponsible(work, id, { userId: adam.userId }))).toMatchObject({ code: 'assets.last_owner' });
    expect(await doing((work) => assets.setResponsible(work, id, { userId: adam.userId }, 'maintainer'))).toMatchObject({
      code: 'assets.last_owner',
    });
    await doing((work) => assets.setResponsible(work, id, { userId: olga.userId }, 'owner'));
    const left = await Promise.all([adam, olga].map(({ userId }) => doing((work) => assets.removeResponsible(work, id, { userId }))));
    expect(left.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await assets.responsibles(db, [id])).get(id)).toHaveLength(1);
  });

  test('an owner who was switched off does not count as one who is left', async () => {
    const gone = await house.newPerson('gone', [{ role: 'user', siteId: null, module: null }]);
    const id = await house.newAsset({ name: 'half owned', owner: adam.userId });
    await doing((work) => assets.setResponsible(work, id, { userId: gone.userId }, 'owner'));
    await sql`update kernel.users set deactivated_at = now() where id = ${gone.userId}`.execute(db);
    expect(await doing((work) => assets.removeResponsible(work, id, { userId: adam.userId }))).toMatchObject({ code: 'assets.last_owner' });
    expect(await doing((work) => assets.removeResponsible(work, id, { userId: gone.userId }))).toMatchObject({ ok: true });
    expect(await doing((work) => assets.setResponsible(work, id, { userId: gone.userId }, 'owner'))).toMatchObject({
      code: 'assets.unknown_user',
    });
    expect(await doing((work) => assets.removeResponsible(work, id, { userId: gone.userId }))).toMatchObject({
      code: 'assets.not_responsible',
    });
  });

  test('is told owners first, then by name', async () => {
    const id = await house.newAsset({ name: 'people', owner: olga.userId });
    await doing((work) => assets.setResponsible(work, id, { userId: adam.userId }, 'maintainer'));
    const team = await house.newTeam('Aces', []);
    const people = await doing((work) => assets.setResponsible(work, id, { teamId: team }, 'owner'));
    expect(people).toMatchObject({
      value: [
        { username: 'Aces', role: 'owner' },
        { username: 'olga', role: 'owner' },
        { username: 'adam', role: 'maintainer' },
      ],
    });
  });
});

describe('what lists show of who answers', () => {
  /** One transaction that lasts, and another that begins in it. */
  const crosswise = (first: (tx: Tx) => Promise<unknown>, second: (tx: Tx) => Promise<unknown>) =>
    Promise.all([
      db.transaction().execute(async (tx) => {
        await first(tx);
        await sql`select pg_sleep(0.15)`.execute(tx);
      }),
      db.transaction().execute(async (tx) => {
        await sql`select pg_sleep(0.05)`.execute(tx);
        await second(tx);
      }),
    ]);
  const shownOf = async (id: AssetId) => {
    const row = await db.selectFrom('kernel.assets').select('people').where('id', '=', id).executeTakeFirstOrThrow();
    return JSON.parse(row.people);
  };
  const told = async (id: AssetId) => (await assets.responsibles(db, [id])).get(id);

  test.each(['before', 'after'] as const)('somebody becomes responsible just %s they are renamed', async (when) => {
    const [person, id] = [await house.newPerson(`one-${when}`, []), await house.newAsset({ name: `renamed-${when}` })];
    const answer = (tx: Tx) =>
      sql`
      insert into kernel.responsibilities (asset_id, user_id, role, created_at) values (${id}, ${person.userId}, 'owner', now())`.execute(
        tx,
      );
    const rename = (tx: Tx) => sql`update kernel.users set username = ${`another-${when}`} where id = ${person.userId}`.execute(tx);
    await (when === 'before' ? crosswise(answer, rename) : crosswise(rename, answer));
    expect(await shownOf(id)).toMatchObject([{ username: `another-${when}` }]);
    expect(await shownOf(id)).toEqual(await told(id));
  });

  test('two who come at once are both there', async () => {
    const [one, other, id] = [await house.newPerson('one', []), await house.newPerson('other', []), await house.newAsset({ name: 'two' })];
    const answers = (userId: string) => (tx: Tx) =>
      sql`insert into kernel.responsibilities (asset_id, user_id, role, created_at) values (${id}, ${userId}, 'owner', now())`.execute(tx);
    await crosswise(answers(one.userId), answers(other.userId));
    expect(await shownOf(id)).toMatchObject([{ username: 'one' }, { username: 'other' }]);
    expect(await shownOf(id)).toEqual(await told(id));
  });

  test('an asset that is deleted takes its people with it', async () => {
    const id = await house.newAsset({ name: 'short', owner: adam.userId });
    await db.deleteFrom('kernel.assets').where('id', '=', id).execute();
    expect(await told(id)).toBeUndefined();
  });
});

describe('maintenance', () => {
  test.each([
    ['backwards', 60, 30, 'assets.maintenance_backwards'],
    ['in the past', -60, 0, 'assets.maintenance_past'],
    ['90 days and a minute', 0, 90 * 24 * 60 + 1, 'assets.maintenance_too_long'],
    ['90 days', 0, 90 * 24 * 60, null],
  ])('%s', async (name, from, to, code) => {
    const id = await house.newAsset({ name: `period ${name}` });
    const period = { startsAt: clock.now().add({ minutes: from }), endsAt: clock.now().add({ minutes: to }), reason: 'x' };
    const answer = await doing((work) => assets.startMaintenance(work, id, period));
    expect(answer.ok ? null : answer.code).toBe(code);
  });

  test('shows the running period, else the next one', async () => {
    const id = await house.newAsset({ name: 'periods' });
    const start = (from: number, to: number) =>
      doing((work) =>
        assets.startMaintenance(work, id, {
          startsAt: clock.now().add({ hours: from }),
          endsAt: clock.now().add({ hours: to }),
          reason: `${from}`,
        }),
      );
    await start(10, 12);
    await start(2, 3);
    await start(0, 1);
    const shown = async () => (await assets.maintenance(db, [id], clock.now())).get(id)?.reason;
    expect(await shown()).toBe('0');
    clock.pass({ hours: 1 });
    expect(await shown()).toBe('2');
    expect(await doing((work) => assets.endMaintenance(work, id))).toBe(2);
    expect(await shown()).toBeUndefined();
  });
});
