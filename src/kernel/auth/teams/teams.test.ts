import { beforeAll, expect, test } from 'vitest';
import { getMe, logIn } from '../../contract/routes/auth.ts';
import * as contract from '../../contract/routes/users.ts';
import {
  addAsset,
  addPerson,
  addSite,
  auditActions,
  makeResponsible,
  PASSWORD,
  type Reply,
  type Shown,
  testConsole,
  testGround,
} from '../test-console.ts';

const ground = await testGround();
const console = await testConsole(ground);
const ids = new Map<string, string>();
const shown = new Map<string, Shown>();
let north: string;

beforeAll(async () => {
  north = await addSite(ground, 'North', true);
  await enter('root', { isSuperadmin: true });
  await enter('adam', { grants: [{ role: 'admin', siteId: null, module: null }] });
  await enter('vera');
  await enter('olga');
});

async function enter(username: string, rights: Parameters<typeof addPerson>[2] = {}): Promise<void> {
  ids.set(username, (await addPerson(console, username, rights)).id);
  const { body } = await console.call(logIn, { username, password: PASSWORD });
  shown.set(username, { bearer: String(body['accessToken']) });
}

const id = (name: string): string => ids.get(name) ?? '';
const as = (name: string): Shown => shown.get(name) ?? null;
const codeOf = ({ status, body }: Reply): string => `${status} ${typeof body['code'] === 'string' ? body['code'] : ''}`.trim();
const add = (name: string, more: Record<string, unknown> = {}, by = 'adam') => console.call(contract.addTeam, { name, ...more }, as(by));
const edit = (team: Reply, change: Record<string, unknown>, by = 'adam') =>
  console.call(contract.editTeam, { id: String(team.body['id']), ...change }, as(by));
const archive = (team: Reply, by = 'adam') => console.call(contract.archiveTeam, { id: String(team.body['id']) }, as(by));

const editor = { role: 'editor', siteId: null, module: null };

test("a team's grants hold for its members from the next request on, and end with the team", async () => {
  const grantsOf = async (name: string) => (await console.call(getMe, {}, as(name))).body['grants'];
  const team = await add('Operators', { memberIds: [id('vera')], grants: [editor] });
  expect(team).toMatchObject({ status: 201, body: { members: [{ name: 'vera' }], grants: [editor] } });
  expect(await grantsOf('vera')).toEqual([editor]);
  expect((await edit(team, { memberIds: [id('olga')] })).status).toBe(200);
  expect(await grantsOf('vera')).toEqual([]);
  expect(await grantsOf('olga')).toEqual([editor]);
  expect((await archive(team)).status).toBe(204);
  expect(await grantsOf('olga')).toEqual([]);
  expect(await auditActions(ground.db)).toEqual(expect.arrayContaining(['teams.added', 'teams.archived', 'teams.changed']));
});

test.each(['adam', 'root'])('%s neither raises nor lowers themselves by way of a team', async (name) => {
  const [own, other] = [
    await add(`With ${name}`, { memberIds: [id(name)] }, name),
    await add(`Without ${name}`, { grants: [editor] }, name),
  ];
  expect(own.status).toBe(201);
  expect(codeOf(await add(`New ${name}`, { memberIds: [id(name)], grants: [editor] }, name))).toBe('409 users.own_account');
  expect(codeOf(await edit(own, { grants: [editor] }, name))).toBe('409 users.own_account');
  expect(codeOf(await edit(other, { memberIds: [id(name)] }, name))).toBe('409 users.own_account');
  expect((await edit(own, { name: `Renamed ${name}` }, name)).status).toBe(200);
  expect((await edit(own, { memberIds: [] }, name)).status).toBe(200);
});

test('who was put into a team with grants by another neither leaves nor archives it', async () => {
  const team = await add('Made by root', { memberIds: [id('adam')], grants: [editor] }, 'root');
  expect(codeOf(await edit(team, { memberIds: [] }))).toBe('409 users.own_account');
  expect(codeOf(await archive(team))).toBe('409 users.own_account');
  expect((await archive(team, 'root')).status).toBe(204);
});

test('administrators neither see superadmins in teams, nor put them in or out', async () => {
  const team = await add('Mixed', { memberIds: [id('root'), id('vera')] }, 'root');
  const listed = (await console.call(contract.listTeams, { q: 'mixed' }, as('adam'))).body['items'];
  expect(listed).toMatchObject([{ members: [{ name: 'vera' }] }]);
  expect((await edit(team, { memberIds: [id('olga')] })).body).toMatchObject({ members: [{ name: 'olga' }] });
  const members = (await console.call(contract.listTeams, { q: 'mixed' }, as('root'))).body['items'];
  expect(members).toMatchObject([{ members: [{ name: 'olga' }, { name: 'root' }] }]);
  expect(codeOf(await add('Trap', { memberIds: [id('root')] }))).toBe('422 users.unknown');
});

test('names are unique among teams that are not archived, in any case', async () => {
  const team = await add('Kitchen');
  expect(codeOf(await add('KITCHEN'))).toBe('409 teams.name_taken');
  await archive(team);
  expect((await add('Kitchen')).status).toBe(201);
  expect(codeOf(await edit(team, { name: 'Cellar' }))).toBe('404 teams.unknown');
});

test('the only owner of an asset is not archived', async () => {
  const team = await add('Owners');
  const asset = await addAsset(ground, { name: 'web01', siteId: north });
  await makeResponsible(ground, asset, { teamId: String(team.body['id']) }, 'owner');
  expect(codeOf(await archive(team))).toBe('409 users.last_owner');
  await makeResponsible(ground, asset, { userId: id('vera') }, 'owner');
  expect((await archive(team)).status).toBe(204);
});

test('somebody else has changed the team in the meantime', async () => {
  const team = await add('Contested');
  const late = () => console.call(contract.editTeam, { id: String(team.body['id']), name: 'Mine' }, as('adam'), { 'if-match': '"1"' });
  expect((await late()).status).toBe(200);
  expect(codeOf(await late())).toBe('412 kernel.version_conflict');
});
