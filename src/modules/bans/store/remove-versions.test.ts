import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { systemActor } from '../../../kernel/auth/actor.ts';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { newId } from '../../../shared/ids.ts';
import { configurationHouse } from '../testing/configuration.ts';
import { removeVersions, VERSIONS_KEPT } from './remove-versions.ts';

const { db, url } = await testDatabase();
const { transact } = configurationHouse(db, url);
const before = Temporal.Instant.from('2026-01-01T00:00:00Z');

async function host(): Promise<string> {
  const [siteId, id]: string[] = [newId(), newId()];
  await sql`insert into kernel.sites (id, name, time_zone, created_at) values (${siteId}, ${`Site ${siteId}`}, 'UTC', now())`.execute(db);
  await sql`insert into kernel.assets (id, module, kind, name, site_id, created_at)
    values (${id}, 'bans', 'fail2ban', ${id}, ${siteId}, now())`.execute(db);
  await sql`insert into bans.hosts (id, site_id, level, transport, socket_path, config_folder)
    values (${id}, ${siteId}, 'configure', 'local', '/run/f', '/etc/f')`.execute(db);
  return id ?? '';
}

async function version(hostId: string, day: number, { state = 'applied', restoresId = null as string | null } = {}): Promise<string> {
  const id = newId();
  const at = Temporal.Instant.from('2025-01-01T00:00:00Z').add({ hours: 24 * day });
  await sql`insert into bans.config_versions (id, host_id, at, state, drafts_hash, stream_before, stream_after, running_before, ended_at, restores_id)
    values (${id}, ${hostId}, ${at}, ${state}, ${id}, '[]', '[]', '[]', ${at}, ${restoresId})`.execute(db);
  await sql`insert into bans.config_version_files (version_id, path, after) values (${id}, 'jail.local', 'x')`.execute(db);
  return id;
}

const left = async (hostId: string): Promise<string[]> =>
  (await db.selectFrom('bans.config_versions').select('id').where('host_id', '=', hostId).orderBy('at').execute()).map(({ id }) => id);
const remove = (limit: number) => transact(systemActor('test'), ({ tx }) => removeVersions(tx, before, limit));

test('what is old goes with its files, but never the newest of a host, what is younger, or what nobody has put right', async () => {
  const [busy, calm] = [await host(), await host()];
  const failed = await version(busy, 0, { state: 'failed' });
  const old: string[] = [];
  for (let day = 1; day <= 5; day += 1) old.push(await version(busy, day));
  const kept: string[] = [];
  for (let day = 10; day < 10 + VERSIONS_KEPT - 1; day += 1) kept.push(await version(busy, day));
  kept.push(await version(busy, 400, { restoresId: old[0] ?? null }));
  const only = await version(calm, 0);

  expect(await remove(3)).toBe(3);
  expect(await remove(3)).toBe(2);
  expect(await remove(3)).toBe(0);
  expect(await left(busy)).toEqual([failed, ...kept]);
  expect(await left(calm)).toEqual([only]);
  const files = await sql<{ count: number }>`select count(*)::int as count from bans.config_version_files`.execute(db);
  expect(files.rows[0]?.count).toBe(VERSIONS_KEPT + 2);
  const { restores_id } = await db
    .selectFrom('bans.config_versions')
    .select('restores_id')
    .where('id', '=', kept.at(-1) ?? '')
    .executeTakeFirstOrThrow();
  expect(restores_id).toBeNull();
});
