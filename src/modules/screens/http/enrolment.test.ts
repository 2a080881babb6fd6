import { beforeEach, describe, expect, test, vi } from 'vitest';
import { must } from '../../../../test/kit/must.ts';
import { deactivateUser } from '../../../kernel/contract/routes/users.ts';
import * as routes from '../contract/routes.ts';
import { screensHouse, signIn } from '../testing/house.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await screensHouse();
const { adam, clock, db, enrol, enrolled, code, otherSiteId } = house;
const [sam, nora] = [house.as('sam'), house.as('nora')];
beforeEach(() => clock.set(NOW));

const stateOf = ({ body }: { readonly body: unknown }): unknown => Reflect.get(Object(body), 'state') ?? Reflect.get(Object(body), 'code');
const passwordOf = ({ body }: { readonly body: unknown }): string =>
  String(Reflect.get(Object(Reflect.get(Object(body), 'broker')), 'password'));
const REFUSED = 'screens.enrolment_refused';
const heldOf = async (uuid: string) => (await must(adam, routes.listHeldEnrolments, {})).items.find((held) => held.uuid === uuid);

describe('a code', () => {
  test('is good once, for one player, and written as people write it', async () => {
    const shown = await code();
    expect(shown).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(stateOf(await enrol(shown.toLowerCase().replaceAll('-', ' ')))).toBe('enrolled');
    expect(stateOf(await enrol(shown))).toBe(REFUSED);
  });

  test('is over after its minutes, and when it is revoked', async () => {
    const [late, revoked] = [await code({ minutes: 5 }), await must(adam, routes.makeEnrolmentCode, {})];
    await must(adam, routes.revokeEnrolmentCode, { id: revoked.id });
    expect(stateOf(await enrol(revoked.code))).toBe(REFUSED);
    clock.advance({ minutes: 5 });
    expect(stateOf(await enrol(late))).toBe(REFUSED);
    expect(stateOf(await enrol('no code at all'))).toBe(REFUSED);
  });

  test('does no more than its maker may at that moment', async () => {
    const { code: shown } = await must(nora, routes.makeEnrolmentCode, { siteId: otherSiteId });
    await must(sam, deactivateUser, { id: house.ids.nora });
    expect(stateOf(await enrol(shown))).toBe(REFUSED);
  });

  test('shown by two players at once lets one of them in', async () => {
    const shown = await code();
    const answers = await Promise.all([enrol(shown), enrol(shown), enrol(shown)]);
    expect(answers.map(stateOf).toSorted()).toEqual(['enrolled', REFUSED, REFUSED]);
  });

  test('for one screen is good for no player of another one', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    expect(stateOf(await enrol(await code({ screenId: one.screenId }), other.uuid))).toBe(REFUSED);
  });

  test('is kept as a hash, and so is the password', async () => {
    const shown = await code();
    const password = passwordOf(await enrol(shown));
    expect(password.length).toBeGreaterThanOrEqual(32);
    const rows = [
      await db.selectFrom('screens.screens').selectAll().execute(),
      await db.selectFrom('screens.enrolment_codes').selectAll().execute(),
      await db.selectFrom('kernel.audit').selectAll().execute(),
      await db.selectFrom('kernel.events').selectAll().execute(),
    ];
    for (const secret of [shown, shown.replaceAll('-', ''), password]) expect(JSON.stringify(rows)).not.toContain(secret);
  });
});

describe('the same player', () => {
  test('may ask again until it was heard once, and each password ends the one before', async () => {
    const [shown, uuid] = [await code(), crypto.randomUUID()];
    const first = await enrol(shown, uuid);
    clock.advance({ minutes: 45 });
    const second = await enrol(shown, uuid.toUpperCase());
    expect(stateOf(second)).toBe('enrolled');
    const broker = Object(Reflect.get(Object(second.body), 'broker'));
    await expect(signIn({ ...broker, password: passwordOf(first) })).rejects.toThrow();
    const player = await signIn(broker);
    await player.say(`infoscreen/${uuid}/heartbeat`, {});
    await vi.waitFor(
      async () => expect(await must(adam, routes.getScreen, { id: uuid })).toMatchObject({ account: { isUsed: true } }),
      10_000,
    );
    expect(stateOf(await enrol(shown, uuid))).toBe(REFUSED);
  });

  test('may not ask again a day later', async () => {
    const [shown, uuid] = [await code(), crypto.randomUUID()];
    await enrol(shown, uuid);
    clock.advance({ hours: 25 });
    expect(stateOf(await enrol(shown, uuid))).toBe(REFUSED);
  });
});

describe('a code that was spent stays spent', () => {
  test('when its screen gets new credentials by another code', async () => {
    const [spent, uuid] = [await code(), crypto.randomUUID()];
    const screenId = String(Reflect.get(Object((await enrol(spent, uuid)).body), 'screenId'));
    const newer = await code({ screenId });
    expect(stateOf(await enrol(newer, uuid))).toBe('enrolled');
    expect(stateOf(await enrol(spent, uuid))).toBe(REFUSED);
    expect(stateOf(await enrol(newer, uuid))).toBe('enrolled');
  });

  test.each(['by a new screen', 'by a takeover'])('when the account is taken away that came %s', async (way) => {
    const [spent, uuid] = [await code(), crypto.randomUUID()];
    if (way === 'by a takeover') {
      const known = await enrolled({}, uuid);
      expect(stateOf(await enrol(spent, uuid))).toBe('held');
      await must(adam, routes.decideHeldEnrolment, { id: (await heldOf(uuid))?.id ?? '', decision: 'accept' });
      await must(adam, routes.revokeAccount, { id: known.screenId });
    } else {
      await enrol(spent, uuid);
      await must(adam, routes.revokeAccount, { id: uuid });
    }
    // Also where there is none any more.
    await must(adam, routes.revokeAccount, { id: uuid });
    expect(stateOf(await enrol(spent, uuid))).toBe(REFUSED);
    expect(await must(adam, routes.getScreen, { id: uuid })).toMatchObject({ account: null });
  });

  test('when its screen is archived', async () => {
    const [spent, uuid] = [await code(), crypto.randomUUID()];
    await enrol(spent, uuid);
    await must(adam, routes.archiveScreen, { id: uuid });
    expect(stateOf(await enrol(spent, uuid))).toBe(REFUSED);
  });

  test('when it and another one for its screen are shown at once', async () => {
    const [spent, uuid] = [await code(), crypto.randomUUID()];
    const screenId = String(Reflect.get(Object((await enrol(spent, uuid)).body), 'screenId'));
    const newer = await code({ screenId });
    const answers = await Promise.all([enrol(spent, uuid), enrol(newer, uuid), enrol(spent, uuid), enrol(newer, uuid)]);
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    expect([stateOf(await enrol(newer, uuid)), stateOf(await enrol(spent, uuid))]).toEqual(['enrolled', REFUSED]);
  });
});

describe('a player that says to be a screen which is known', () => {
  test('waits for a person, and takes the screen over when it was accepted', async () => {
    const known = await enrolled({ hostname: 'lobby', mac: 'aa:bb:cc:00:00:01' });
    const shown = await code();
    expect(stateOf(await enrol(shown, known.uuid, { hostname: 'lobby', mac: 'aa:bb:cc:00:00:02' }))).toBe('held');
    expect(stateOf(await enrol(shown, known.uuid))).toBe('held');
    // Until then nothing has changed for the one that is there.
    const old = await signIn(known.broker);
    const held = await heldOf(known.uuid);
    expect(held).toMatchObject({
      ...{ screen: { id: known.screenId, name: 'lobby' }, known: { mac: 'aa:bb:cc:00:00:01' }, claimed: { mac: 'aa:bb:cc:00:00:02' } },
      address: '127.0.0.1',
    });
    await must(adam, routes.decideHeldEnrolment, { id: held?.id ?? '', decision: 'accept' });
    expect(await heldOf(known.uuid)).toBeUndefined();
    const taken = await enrol(shown, known.uuid, { mac: 'aa:bb:cc:00:00:02' });
    expect(taken).toMatchObject({ body: { state: 'enrolled', screenId: known.screenId } });
    await old.closed;
    expect(await must(adam, routes.getScreen, { id: known.screenId })).toMatchObject({ hardware: { mac: 'aa:bb:cc:00:00:02' } });
  });

  test('stays out when it was refused, and what is decided is decided', async () => {
    const known = await enrolled();
    const shown = await code();
    await enrol(shown, known.uuid);
    const id = (await heldOf(known.uuid))?.id ?? '';
    await must(adam, routes.decideHeldEnrolment, { id, decision: 'refuse' });
    expect(stateOf(await enrol(shown, known.uuid))).toBe(REFUSED);
    expect(await adam.call(routes.decideHeldEnrolment, { id, decision: 'accept' })).toMatchObject({ status: 404 });
    await signIn(known.broker);
  });

  test('is held also by a code for that screen, where it is another computer', async () => {
    const known = await enrolled({ serial: '1000' });
    expect(stateOf(await enrol(await code({ screenId: known.screenId }), known.uuid, { serial: '2000' }))).toBe('held');
    expect(stateOf(await enrol(await code({ screenId: known.screenId }), known.uuid, { serial: '1000' }))).toBe('enrolled');
  });

  test('waits for a week at most, and not after its code was revoked', async () => {
    const [known, other] = [await enrolled(), await enrolled()];
    const [late, revoked] = [await code(), await must(adam, routes.makeEnrolmentCode, {})];
    expect([stateOf(await enrol(late, known.uuid)), stateOf(await enrol(revoked.code, other.uuid))]).toEqual(['held', 'held']);
    const id = (await heldOf(other.uuid))?.id ?? '';
    const found = () =>
      db
        .selectFrom('kernel.findings')
        .select('rule')
        .where('asset_id', '=', other.screenId)
        .where('closed_at', 'is', null)
        .where('rule', '=', 'held-enrolment')
        .execute();
    expect(await found()).toHaveLength(1);
    await must(adam, routes.revokeEnrolmentCode, { id: revoked.id });
    expect(await found()).toEqual([]);
    expect(await heldOf(other.uuid)).toBeUndefined();
    expect(await adam.call(routes.decideHeldEnrolment, { id, decision: 'accept' })).toMatchObject({ status: 404 });
    clock.advance({ hours: 24 * 7 - 1 });
    expect(stateOf(await enrol(late, known.uuid))).toBe('held');
    clock.advance({ hours: 1 });
    expect(stateOf(await enrol(late, known.uuid))).toBe(REFUSED);
  });

  test('is refused by a code of another site, which learns nothing by it', async () => {
    const known = await enrolled();
    const { code: shown } = await must(sam, routes.makeEnrolmentCode, { siteId: otherSiteId });
    expect(stateOf(await enrol(shown, known.uuid))).toBe(REFUSED);
  });
});

test('another device takes the place of a broken one by a code for its screen; the old one is out', async () => {
  const broken = await enrolled({ hostname: 'hall', serial: '1' });
  const old = await signIn(broken.broker);
  await old.say(`infoscreen/${broken.uuid}/heartbeat`, { current_process: 'vlc', process_status: 'crashed' });
  await old.say(`infoscreen/${broken.uuid}/service_failed`, { unit: 'player.service' }, { retain: true });
  await old.say(`infoscreen/${broken.uuid}/heartbeat`, '{');
  await vi.waitFor(
    async () =>
      expect(await must(adam, routes.getScreen, { id: broken.screenId })).toMatchObject({
        ...{ processStatus: 'crashed', serviceFailedUnit: 'player.service', malformedCount: 1 },
      }),
    10_000,
  );
  const uuid = crypto.randomUUID();
  const answer = await enrol(await code({ screenId: broken.screenId }), uuid, { hostname: 'hall', serial: '2' });
  expect(answer).toMatchObject({ body: { state: 'enrolled', screenId: broken.screenId } });
  await old.closed;
  await expect(signIn(broken.broker)).rejects.toThrow();
  expect(await must(adam, routes.getScreen, { id: uuid })).toMatchObject({
    ...{ id: broken.screenId, name: 'hall', hardware: { serial: '2' } },
    // The faults of the old one are not its own.
    ...{ processStatus: null, currentProcess: null, serviceFailedAt: null, malformedCount: 0 },
  });
});

test('players of one image may call themselves the same, and say what no name can hold', async () => {
  const [one, other] = [await enrolled({ hostname: 'raspberrypi' }), await enrolled({ hostname: 'raspberrypi' })];
  const zoned = await enrolled({ hostname: 'zoned', ip: 'fe80::1%eth0' });
  expect(await must(adam, routes.getScreen, { id: zoned.screenId })).toMatchObject({ hardware: { ip: 'fe80::1%eth0' } });
  const odd = await enrolled({ hostname: 'a\u0000b\u202ec\n', ip: 'nowhere' });
  const nameOf = async (id: string) => (await must(adam, routes.getScreen, { id })).name;
  expect(await nameOf(one.screenId)).toBe('raspberrypi');
  expect(await nameOf(other.screenId)).toBe(`raspberrypi-${other.uuid.slice(-12)}`);
  expect(await nameOf(odd.screenId)).toBe('abc');
});

test('two players whose names begin alike do not get one account', async () => {
  const begin = '0197a1b2-c3d4-7e5f';
  await enrolled({}, `${begin}-8111-111111111111`);
  expect(stateOf(await enrol(await code(), `${begin}-8222-222222222222`))).toBe(REFUSED);
});
