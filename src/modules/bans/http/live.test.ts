import { sql } from 'kysely';
import { expect } from 'vitest';
import { house } from '../../../../test/kit/house.ts';
import { testNeeding } from '../../../../test/needs.ts';
import { systemClock } from '../../../shared/time.ts';
import * as stats from '../contract/stats-routes.ts';
import { createFail2ban, unixSocket } from '../devices/fail2ban/index.ts';
import { addHost, record, seen } from '../testing/archive.ts';
import { startFail2ban } from '../testing/fail2ban.ts';

const { db, as, otherSiteId } = await house({ clock: systemClock });

testNeeding('fail2ban', 'live figures are what the host says, with what the archive knows beside', async () => {
  await using server = await startFail2ban({
    jails: [
      { name: 'sshd', filter: 'sshd', action: 'noop', banTime: 86_400 },
      { name: 'nginx', filter: 'sshd', action: 'noop', banTime: 86_400 },
    ],
  });
  const site = await db.selectFrom('kernel.sites').select('id').where('id', '!=', otherSiteId).executeTakeFirstOrThrow();
  const host = await addHost(db, site.id, 'web1');
  await sql`update bans.hosts set socket_path = ${server.socket} where id = ${host.id}`.execute(db);
  const fail2ban = createFail2ban(unixSocket(server.socket));
  await fail2ban.ban('sshd', ['192.0.2.7', '192.0.2.8', '2001:db8::1']);
  await fail2ban.ban('nginx', ['192.0.2.7']);
  await fail2ban.close();
  const known = seen({ address: '192.0.2.7', at: systemClock.now().subtract({ minutes: 5 }), durationSeconds: 86_400 });
  const gone = seen({ address: '198.51.100.1', at: systemClock.now().subtract({ minutes: 5 }), durationSeconds: 86_400 });
  await record(db, host, [known, gone], () => ({ country: 'NL', asn: 64_496, organisation: 'Example' }));

  const vera = as('vera');
  const live = { source: 'live' as const };
  expect((await vera.call(stats.getBansByJail, live)).body).toMatchObject({
    ...{ total: 4, source: 'live', unreached: [] },
    items: [
      { host: { name: 'web1' }, jail: 'sshd', bans: 3 },
      { host: { name: 'web1' }, jail: 'nginx', bans: 1 },
    ],
  });
  expect((await vera.call(stats.getBansByCountry, live)).body.items).toEqual([
    { country: null, bans: 3 },
    { country: 'NL', bans: 1 },
  ]);
  expect((await vera.call(stats.getBansByProvenance, { ...live, provenance: 'filter' })).body).toMatchObject({ total: 1 });
  expect((await vera.call(stats.getBansByNetwork, { ...live, ip: '192.0.2.0/24' })).body.items).toEqual([
    { network: '192.0.2.0/24', addresses: 2, bans: 3 },
  ]);
  expect((await vera.call(stats.getTopAddresses, { ...live, limit: 1 })).body).toMatchObject({
    ...{ total: 4, items: [{ address: '192.0.2.7', hosts: 1, bans: 2, country: 'NL', lastAt: known.at.toString() }] },
  });
  expect((await vera.call(stats.getBanSummary, live)).body).toMatchObject({ now: 4, last24Hours: 2, source: 'live' });
  expect((await as('nora').call(stats.getBansByJail, live)).body).toMatchObject({ total: 0, unreached: [] });

  // With the archive alone, for comparison: it holds one that the host does not ban any more.
  expect((await vera.call(stats.getBanSummary, {})).body).toMatchObject({ now: 2, source: 'archive' });
});
