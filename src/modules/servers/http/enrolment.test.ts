import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deactivateUser, editUser } from '../../../kernel/contract/routes/users.ts';
import * as routes from '../contract/routes.ts';
import { idOf, itemsOf, type Person, serversConsole } from '../testing/console.ts';
import { reportText } from '../testing/report-text.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await serversConsole(NOW);
const { db, clock, otherSiteId } = house;
const [sam, adam, olga, vera, nora] = (['sam', 'adam', 'olga', 'vera', 'nora'] as const).map(house.person) as [
  Person,
  Person,
  Person,
  Person,
  Person,
];
const stranger = house.with({});

let scheduleId: string;
let count = 0;
beforeAll(async () => {
  scheduleId = idOf(await olga.call(routes.addSchedule, { name: 'monthly', intervalDays: 30 }));
});
beforeEach(() => clock.set(NOW));

const tomorrow = () => clock.now().add({ hours: 24 }).toString();
const machineHash = () => crypto.randomUUID().replaceAll('-', '').repeat(2);
const field = (body: unknown, name: string) => String(Reflect.get(Object(body), name));

async function madeToken(
  more: Readonly<Record<string, unknown>> = {},
  person = olga,
): Promise<{ readonly id: string; readonly token: string }> {
  const reply = await person.call(routes.makeEnrolmentToken, { name: `image ${++count}`, uses: 2, expiresAt: tomorrow(), ...more });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return { id: idOf(reply), token: field(reply.body, 'token') };
}

const enrol = (token: string, machine = machineHash(), hostname = `node-${++count}`) =>
  stranger.call(routes.enrolServer, { token, hostname, machine });
const audits = async (id: string) =>
  (await db.selectFrom('kernel.audit').select(['action', 'actor_name']).where('subject_id', '=', id).orderBy('id').execute()).map(
    ({ action, actor_name }) => `${action} by ${actor_name}`,
  );

test('a machine becomes a server of its maker, with a token that reports', async () => {
  const { token } = await madeToken({ scheduleId });
  const machine = machineHash();
  const reply = await enrol(token, machine, 'node-a.example.org');
  expect(reply).toMatchObject({ status: 201, body: { name: 'node-a.example.org', reportUrl: 'http://localhost:8080/api/servers/report' } });
  const id = idOf(reply);
  expect((await olga.call(routes.getServer, { id })).body).toMatchObject({
    hostname: 'node-a.example.org',
    updateSchedule: { id: scheduleId },
    responsibles: [{ username: 'olga', role: 'owner' }],
    createdBy: 'olga',
  });
  expect(await audits(id)).toEqual(['servers.added by olga', 'servers.report_token_made by olga', 'servers.enrolled by olga']);
  const body = reportText({ now: clock.now(), machine });
  expect((await house.report(field(reply.body, 'reportToken'), body)).status).toBe(204);
});

test('the same machine again is the same server with a new token, until it has reported', async () => {
  const { token } = await madeToken({ uses: 1 });
  const machine = machineHash();
  const [first, second] = [await enrol(token, machine), await enrol(token, machine)];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(idOf(second)).toBe(idOf(first));
  const body = reportText({ now: clock.now(), machine });
  expect((await house.report(field(first.body, 'reportToken'), body)).status).toBe(401);
  expect((await house.report(field(second.body, 'reportToken'), body)).status).toBe(204);
  expect(await enrol(token, machine)).toMatchObject({ status: 409, body: { code: 'servers.already_enrolled' } });
  // By another token, too: it is the same machine.
  expect(await enrol((await madeToken()).token, machine)).toMatchObject({ status: 409, body: { code: 'servers.already_enrolled' } });
});

test('machines of one name are told apart', async () => {
  const { token } = await madeToken();
  const machine = machineHash();
  expect((await enrol(token, machineHash(), 'golden-image')).body).toMatchObject({ name: 'golden-image' });
  expect((await enrol(token, machine, 'golden-image')).body).toMatchObject({ name: `golden-image-${machine.slice(0, 8)}` });
});

test('many at once: as many as it has uses, and no more', async () => {
  const { token } = await madeToken({ uses: 3 });
  const replies = await Promise.all(Array.from({ length: 8 }, () => enrol(token)));
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 201, 403, 403, 403, 403, 403]);
  expect(itemsOf(await olga.call(routes.listEnrolmentTokens)).find(({ uses }) => uses === 3)).toMatchObject({ mostUses: 3 });
});

describe('a token that does not open', () => {
  const refused = { status: 403, body: { code: 'servers.enrolment_refused' } };

  test('a wrong one, one that was revoked, one that has run out', async () => {
    expect(await enrol('cte_wrong')).toMatchObject(refused);
    const { id, token } = await madeToken();
    clock.advance({ hours: 25 });
    expect(await enrol(token)).toMatchObject(refused);
    clock.set(NOW);
    expect((await olga.call(routes.revokeEnrolmentToken, { id })).status).toBe(204);
    expect(await enrol(token)).toMatchObject(refused);
  });

  test('one whose maker may no longer create servers, or is switched off', async () => {
    const { token } = await madeToken({}, adam);
    await sam.call(editUser, { id: adam.id, grants: [{ role: 'user' }] });
    expect(await enrol(token)).toMatchObject(refused);
    await sam.call(editUser, { id: adam.id, grants: [{ role: 'admin' }] });
    await sam.call(deactivateUser, { id: adam.id });
    expect(await enrol(token)).toMatchObject(refused);
  });

  test('a machine without an identity', async () => {
    const { token } = await madeToken();
    for (const machine of ['', 'x', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']) {
      expect(await enrol(token, machine)).toMatchObject({ status: 422, body: { code: 'servers.no_machine' } });
    }
  });
});

describe('tokens', () => {
  test('are stored as a hash, listed without it, and revoked with an audit', async () => {
    const { id, token } = await madeToken();
    const rows = JSON.stringify([
      await db.selectFrom('servers.enrolment_tokens').selectAll().execute(),
      await db.selectFrom('kernel.audit').selectAll().execute(),
    ]);
    expect(rows).not.toContain(token);
    expect(itemsOf(await olga.call(routes.listEnrolmentTokens))).toContainEqual(
      expect.objectContaining({ id, hint: token.slice(0, 10), uses: 0, mostUses: 2, by: 'olga' }),
    );
    await olga.call(routes.revokeEnrolmentToken, { id });
    expect(await audits(id)).toEqual(['servers.enrolment_token_made by olga', 'servers.enrolment_token_revoked by olga']);
    expect(itemsOf(await olga.call(routes.listEnrolmentTokens)).map((each) => each['id'])).not.toContain(id);
  });

  test('belong to a site', async () => {
    const { id } = await madeToken();
    expect(itemsOf(await nora.call(routes.listEnrolmentTokens))).toEqual([]);
    expect((await nora.call(routes.revokeEnrolmentToken, { id })).status).toBe(404);
    expect((await vera.call(routes.listEnrolmentTokens)).status).toBe(403);
    const theirs = await madeToken({}, nora);
    const reply = await enrol(theirs.token);
    expect((await nora.call(routes.getServer, { id: idOf(reply) })).body).toMatchObject({ site: { id: otherSiteId } });
    expect((await nora.call(routes.makeEnrolmentToken, { name: 'x', uses: 1, expiresAt: tomorrow(), scheduleId })).body).toMatchObject({
      code: 'servers.unknown_schedule',
    });
  });

  test.each([
    ['that ended yesterday', { expiresAt: '2026-11-20T00:00:00Z' }, 'servers.expiry_past'],
    ['for years', { expiresAt: '2030-01-01T00:00:00Z' }, 'servers.expiry_too_far'],
    ['for nobody', { uses: 0 }, 'kernel.bad_input'],
  ])('%s are not made', async (_what, more, code) => {
    const input = { name: 'x', uses: 1, expiresAt: tomorrow(), ...more };
    expect((await olga.call(routes.makeEnrolmentToken, input)).body).toMatchObject({ code });
  });
});
