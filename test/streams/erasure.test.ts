import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { editMe } from '../../src/kernel/contract/routes/auth.ts';
import { listAudit } from '../../src/kernel/contract/routes/console.ts';
import { eraseAsset, listArchivedAssets, listStreams } from '../../src/kernel/contract/routes/streams.ts';
import { acknowledgeStory, assignStory } from '../../src/kernel/contract/routes/today.ts';
import { addTeam, addUser, editTeam, editUser, removeUser } from '../../src/kernel/contract/routes/users.ts';
import { createTransact } from '../../src/kernel/db/transact.ts';
import { createSubscriptions } from '../../src/kernel/events/subscriptions.ts';
import { createJobs } from '../../src/kernel/jobs/jobs.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { createMetrics } from '../../src/kernel/metrics/create-metrics.ts';
import { streamsOf } from '../../src/kernel/streams/create-streams.ts';
import { erasureJob } from '../../src/kernel/streams/erasures.ts';
import { byHand } from '../../src/kernel/testing/job-attempt.ts';
import * as servers from '../../src/modules/servers/contract/routes.ts';
import { ERASED_FIRST } from '../../src/modules/servers/store/erase.ts';
import { modules } from '../../src/modules.ts';
import { drivenClock, house, PASSWORD, signedIn } from '../kit/house.ts';
import { must } from '../kit/must.ts';
import { ownTables } from '../kit/snapshot.ts';
import { createSubjects, defaultSiteId } from '../kit/subjects.ts';

const clock = drivenClock();
const found = await house({ clock });
const { app, db, url } = found;
const sam = found.as('sam');
const siteId = await defaultSiteId(sam);
const fresh = createSubjects({ sam, clock, siteId });

async function eraseNow(): Promise<void> {
  const log = createLog({ level: 'silent', format: 'json' });
  const jobs = createJobs({ url, db, log, metrics: createMetrics() });
  const transact = createTransact({ db, boss: jobs.boss, clock, subscriptions: createSubscriptions() });
  await erasureJob({ db, transact, clock, log, streams: streamsOf(modules) }).run({}, byHand);
}

/** Tables in which a text stands anywhere. */
async function tablesWith(text: string): Promise<readonly string[]> {
  const looks = (await ownTables(db)).map(
    (table) =>
      sql`select ${table} as name where exists (select from ${sql.table(table)} t where position(${text} in to_jsonb(t)::text) > 0)`,
  );
  return (await sql<{ name: string }>`${sql.join(looks, sql` union all `)}`.execute(db)).rows.map(({ name }) => name);
}

test("a removed person's name and address are nowhere any more, and what they did stays", async () => {
  const grants = [{ role: 'editor' as const, siteId }];
  const { id } = await must(sam, addUser, {
    username: 'theodora',
    password: PASSWORD,
    email: 'theodora@example.org',
    displayName: 'Theodora K.',
    grants,
  });
  await must(sam, addTeam, { name: 'night shift', memberIds: [id] }).then((team) => must(sam, editTeam, { id: team.id, memberIds: [] }));
  await must(sam, editUser, { id, displayName: 'Theodora Kraft' });
  const theodora = await signedIn(app, 'theodora');
  await must(theodora, editMe, { displayName: 'Theodora K.' });
  const server = await fresh.server();
  await must(sam, servers.addResponsible, { id: server, userId: id, role: 'maintainer' });
  await must(theodora, acknowledgeStory, { id: await fresh.story() });
  await must(sam, assignStory, { id: await fresh.story(), userId: id });
  await must(sam, servers.removeResponsible, { id: server, userId: id });
  await must(sam, removeUser, { id });
  expect(await tablesWith('theodora')).toContain('kernel.erasures');

  await eraseNow();
  for (const name of ['theodora', 'Theodora']) expect(await tablesWith(name)).toEqual([]);
  const { items } = await must(sam, listAudit, { userId: id, limit: 50 });
  expect(items.map(({ action }) => action)).toContain('findings.acknowledged');
  expect(items.every(({ actor, address }) => actor.name.startsWith('removed-') && address === null)).toBe(true);
  const { items: about } = await must(sam, listAudit, { action: 'servers.people_changed', limit: 50 });
  expect(JSON.stringify(about)).toMatch(/"username":"removed-\d+"/);
});

test('somebody called like a word of ours takes no other word with them', async () => {
  const { id } = await must(sam, addUser, { username: 'editor', password: PASSWORD, grants: [{ role: 'editor', siteId }] });
  const { id: other } = await must(sam, addUser, { username: 'stays', password: PASSWORD, grants: [{ role: 'editor', siteId }] });
  await must(sam, removeUser, { id });
  await eraseNow();
  const { items } = await must(sam, listAudit, { action: 'users.added', subjectId: other });
  expect(items[0]?.after).toMatchObject({ grants: [{ role: 'editor' }] });
});

test('an archived server is erased with every row of it; its erasure stands in the audit', async () => {
  const name = fresh.name();
  const { id } = await must(sam, servers.addServer, { name, hostname: name, siteId });
  await sql`insert into servers.update_records (id, server_id, at, source, created_at) values (gen_random_uuid(), ${id}, now(), 'report', now())`.execute(
    db,
  );
  await must(sam, servers.startMaintenance, { id, endsAt: clock.now().add({ hours: 1 }).toString(), reason: 'new disks' });
  const token = await fresh.reportToken(id);
  await must(found.with({ authorization: `Bearer ${token}` }), servers.sendReport, { body: fresh.report() });
  const reply = await sam.call(eraseAsset, { id, name });
  expect([reply.status, reply.text.includes('streams.not_archived')]).toEqual([409, true]);
  await must(sam, servers.archiveServer, { id });

  const { items } = await must(sam, listArchivedAssets, { q: name });
  expect(items).toMatchObject([{ id, name, module: 'servers' }]);
  expect((await sam.call(eraseAsset, { id, name: 'another' })).status).toBe(422);
  expect((await found.as('adam').call(eraseAsset, { id, name })).status).toBe(403);
  await must(sam, eraseAsset, { id, name: ` ${name} ` });

  expect((await tablesWith(id)).toSorted()).toEqual(['kernel.audit', 'kernel.events']);
  expect(await must(sam, listAudit, { subjectId: id, action: 'assets.erased' })).toMatchObject({
    items: [{ subject: { name } }],
  });
  expect((await sam.call(eraseAsset, { id, name })).status).toBe(404);
});

test('no table that holds on to a server is forgotten', async () => {
  const { rows } = await sql<{ table: string }>`
    select distinct c.relname as "table" from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.confrelid = 'servers.servers'::regclass and k.confdeltype = 'a' order by 1`.execute(db);
  expect(rows.map(({ table }) => table)).toEqual([...ERASED_FIRST].sort());
});

test('an overdue server goes with its story; the story of a machine with others stays', async () => {
  const storyId = await fresh.story();
  const { rows } = await sql<{ id: string; name: string }>`
    select a.id, a.name from kernel.findings f join kernel.assets a on a.id = f.asset_id where f.story_id = ${storyId} limit 1`.execute(db);
  const asset = rows[0] ?? { id: '', name: '' };
  await must(sam, servers.archiveServer, { id: asset.id });
  await must(sam, eraseAsset, asset);
  expect(await db.selectFrom('kernel.stories').selectAll().where('id', '=', storyId).execute()).toEqual([]);
});

test('every stream is listed with its size, oldest row and days', async () => {
  const { items } = await must(sam, listStreams, {});
  expect(items.map(({ name }) => name)).toEqual(streamsOf(modules).map(({ name }) => name));
  expect(items.find(({ name }) => name === 'audit')).toMatchObject({
    keptDays: null,
    blankedAfterDays: 365,
    setting: 'audit.addressDays',
    isEstimate: false,
  });
  const events = items.find(({ name }) => name === 'events');
  expect(events).toMatchObject({ keptDays: 3, setting: 'events.keptDays', module: 'kernel' });
  expect(events?.rows).toBeGreaterThan(0);
  expect(events?.bytes).toBeGreaterThan(8_192);
  expect((await found.as('vera').call(listStreams, {})).status).toBe(403);
});
