import { beforeAll, expect, test } from 'vitest';
import { logIn } from '../../contract/routes/auth.ts';
import { addMyLink, listMyLinks, revokeMyLink } from '../../contract/routes/links.ts';
import { deactivateUser, editUser, reactivateUser, removeUser } from '../../contract/routes/users.ts';
import { addPerson, auditActions, type CastMember, PASSWORD, testConsole, testGround } from '../test-console.ts';
import { createSecretLinks, type LinkPurpose } from './links.ts';

const ground = await testGround();
const CALENDAR: LinkPurpose = { name: 'servers.calendar', path: '/servers/calendar.ics', scopes: ['servers:read'], about: 'A calendar.' };
const OTHER: LinkPurpose = { ...CALENDAR, name: 'servers.other' };
const console = await testConsole({ ...ground, linkPurposes: [CALENDAR, OTHER] });
const links = createSecretLinks(ground);
const origin = { address: '192.0.2.7', requestId: null };

let [olga, vera]: CastMember[] = [];
let [asOlga, asVera, asSam]: { readonly bearer: string }[] = [];

const signIn = async (username: string) => ({
  bearer: String((await console.call(logIn, { username, password: PASSWORD })).body['accessToken']),
});

beforeAll(async () => {
  await addPerson(console, 'sam', { isSuperadmin: true });
  const grants = [{ role: 'editor', siteId: null, module: null }] as const;
  olga = await addPerson(console, 'olga', { grants });
  vera = await addPerson(console, 'vera');
  asOlga = await signIn('olga');
  asVera = await signIn('vera');
  asSam = await signIn('sam');
});

async function madeLink(shown = asOlga): Promise<{ readonly id: string; readonly token: string; readonly url: string }> {
  const { status, body } = await console.call(addMyLink, { purpose: CALENDAR.name, name: 'phone' }, shown);
  expect(status).toBe(201);
  const url = String(body['url']);
  return { id: String(body['id']), url, token: new URL(url).searchParams.get('token') ?? '' };
}

const opens = async (token: string, purpose = CALENDAR): Promise<string | null> =>
  (await links.open(purpose, token, origin))?.username ?? null;

test('a link opens one purpose, as its person with the scopes of that alone', async () => {
  const { token, url } = await madeLink();
  expect(url).toBe(`http://localhost:8080/api/servers/calendar.ics?token=${token}`);
  expect(token).toMatch(/^ctl_[\w-]{43}$/);
  expect(await links.open(CALENDAR, token, origin)).toMatchObject({
    username: 'olga',
    tokenScopes: ['servers:read'],
    grants: [{ role: 'editor' }],
    origin,
  });
  expect(await opens(token, OTHER)).toBeNull();
  expect(await opens(token.slice(0, -1))).toBeNull();
  expect(await opens('')).toBeNull();
});

test('it is stored as a hash, listed for its person alone, and tells when it was last used', async () => {
  const { id, token } = await madeLink();
  await opens(token);
  const rows = JSON.stringify([
    await ground.db.selectFrom('kernel.secret_links').selectAll().execute(),
    await ground.db.selectFrom('kernel.audit').selectAll().execute(),
  ]);
  expect(rows).not.toContain(token);
  const { body } = await console.call(listMyLinks, {}, asOlga);
  expect(body['purposes']).toContainEqual({ name: CALENDAR.name, about: 'A calendar.' });
  expect(body['items']).toContainEqual(
    expect.objectContaining({ id, purpose: CALENDAR.name, name: 'phone', hint: token.slice(0, 8), lastUsedAt: '2026-11-21T08:00:00Z' }),
  );
  expect((await console.call(listMyLinks, {}, asVera)).body['items']).toEqual([]);
});

test('a purpose that there is not is refused', async () => {
  expect(await console.call(addMyLink, { purpose: 'servers.secrets', name: 'x' }, asOlga)).toMatchObject({
    status: 422,
    body: { code: 'auth.unknown_purpose' },
  });
});

test('nobody has more than fifty, also when many are asked for at once', async () => {
  await addPerson(console, 'lena');
  const asLena = await signIn('lena');
  const made = await Promise.all(Array.from({ length: 55 }, () => console.call(addMyLink, { purpose: CALENDAR.name, name: 'x' }, asLena)));
  const refused = made.filter(({ status }) => status !== 201);
  expect(refused).toHaveLength(5);
  expect(refused[0]).toMatchObject({ status: 409, body: { code: 'auth.too_many_links', params: { most: 50 } } });
  const id = String(made.find(({ status }) => status === 201)?.body['id']);
  await console.call(revokeMyLink, { id }, asLena);
  expect((await madeLink(asLena)).token).not.toBe('');
});

test('its person ends it, nobody else does, and both acts are audited', async () => {
  const { id, token } = await madeLink();
  expect((await console.call(revokeMyLink, { id }, asVera)).status).toBe(404);
  expect(await opens(token)).toBe('olga');
  expect((await console.call(revokeMyLink, { id }, asOlga)).status).toBe(204);
  expect((await console.call(revokeMyLink, { id }, asOlga)).status).toBe(404);
  expect(await opens(token)).toBeNull();
  expect(await auditActions(ground.db)).toEqual(expect.arrayContaining(['auth.link_made', 'auth.link_revoked']));
});

test('its person loses rights, and so does the link', async () => {
  const { token } = await madeLink();
  const id = olga?.id ?? '';
  await console.call(editUser, { id, grants: [] }, asSam);
  expect(await links.open(CALENDAR, token, origin)).toMatchObject({ grants: [] });
});

test('it ends with its person, and does not come back with them', async () => {
  const { token } = await madeLink(asVera);
  const id = vera?.id ?? '';
  expect(await opens(token)).toBe('vera');
  await console.call(deactivateUser, { id }, asSam);
  expect(await opens(token)).toBeNull();
  await console.call(reactivateUser, { id }, asSam);
  expect(await opens(token)).toBeNull();
  expect((await console.call(removeUser, { id }, asSam)).status).toBe(204);
  expect(await ground.db.selectFrom('kernel.secret_links').select('id').where('user_id', '=', id).execute()).toEqual([]);
});
