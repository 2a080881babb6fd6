import { describe, expect, test } from 'vitest';
import { addTeam } from '../../../kernel/contract/routes/users.ts';
import * as routes from '../contract/routes.ts';
import { idOf, serversConsole } from '../testing/console.ts';

const house = await serversConsole();
const [olga, sam] = [house.person('olga'), house.person('sam')];
const id = idOf(await olga.call(routes.addServer, { name: 'web01', hostname: 'web01' }));
const { nobody, nora, vera } = house.ids;

describe('who does not see a server', () => {
  test.each([
    ['somebody without a grant', { userId: nobody }],
    ['an administrator of another site', { userId: nora }],
  ])('cannot be made responsible for it: %s', async (_who, who) => {
    const refused = { status: 422, body: { code: 'assets.out_of_sight', errors: [{ path: 'userId' }] } };
    expect(await olga.call(routes.addResponsible, { id, role: 'maintainer', ...who })).toMatchObject(refused);
    const added = { name: 'web02', hostname: 'web02', ownerUserId: who.userId };
    expect(await olga.call(routes.addServer, added)).toMatchObject({
      status: 422,
      body: { code: 'assets.out_of_sight', errors: [{ path: 'ownerUserId' }] },
    });
  });

  test('a team counts by who is in it, and by what it is granted', async () => {
    const granted = (siteId: string | null) => [{ role: 'user', siteId, module: 'servers' }];
    const code = async (team: Record<string, unknown>) => {
      const teamId = idOf(await sam.call(addTeam, team));
      return Reflect.get(Object((await olga.call(routes.addResponsible, { id, role: 'maintainer', teamId })).body), 'code') ?? 'taken';
    };
    expect(await code({ name: 'blind', memberIds: [nobody, nora] })).toBe('assets.out_of_sight');
    expect(await code({ name: 'one sees', memberIds: [nobody, vera] })).toBe('taken');
    expect(await code({ name: 'granted elsewhere', memberIds: [nobody], grants: granted(house.otherSiteId) })).toBe('assets.out_of_sight');
    expect(await code({ name: 'granted', memberIds: [nobody], grants: granted(null) })).toBe('taken');
    expect(await code({ name: 'nobody in it yet', memberIds: [] })).toBe('taken');
  });

  test('is named by no line of a sheet, which the dry run says already', async () => {
    const sheet = (name: string, owners: string) => `name,owners\n${name},${owners}\n`;
    for (const dryRun of [true, false]) {
      const reply = await sam.call(routes.importServers, { csv: sheet('web03', 'nora'), dryRun });
      expect(reply.body).toMatchObject(
        dryRun
          ? { faults: [{ line: 2, column: 'owners', code: 'assets.out_of_sight' }] }
          : { code: 'servers.sheet_faulty', errors: [{ path: expect.stringContaining('owners') }] },
      );
    }
  });
});
