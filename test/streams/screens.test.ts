import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { eraseAsset, listArchivedAssets } from '../../src/kernel/contract/routes/streams.ts';
import { createTransact } from '../../src/kernel/db/transact.ts';
import { createSubscriptions } from '../../src/kernel/events/subscriptions.ts';
import { createJobs } from '../../src/kernel/jobs/jobs.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { createMetrics } from '../../src/kernel/metrics/create-metrics.ts';
import { noSeal } from '../../src/kernel/secrets/seal.ts';
import { createSettings } from '../../src/kernel/settings/create-settings.ts';
import { createRetention } from '../../src/kernel/streams/retention.ts';
import { WATCH_STREAMS } from '../../src/modules/screens/actions/watch/streams.ts';
import * as screens from '../../src/modules/screens/contract/routes.ts';
import { drivenClock, house } from '../kit/house.ts';
import { must } from '../kit/must.ts';
import { writeLine, writePicture } from '../kit/screens-watched.ts';
import { ownTables } from '../kit/snapshot.ts';
import { createSubjects, defaultSiteId } from '../kit/subjects.ts';

const clock = drivenClock();
const found = await house({ clock });
const { db, url } = found;
const sam = found.as('sam');
const fresh = createSubjects({ sam, clock, siteId: await defaultSiteId(sam), db });

/** A screen of which everything that is watched was written some days ago. */
async function watched(days: number): Promise<string> {
  const at = clock.now().subtract({ hours: 24 * days });
  const id = await fresh.screens.screen();
  const { uuid } = await must(sam, screens.getScreen, { id });
  await writeLine(db, uuid, at);
  await writePicture(db, id, at);
  await sql`insert into screens.health_spans (screen_id, at, samples, crashed, unreachable) values (${id}, ${at}, 60, 0, 0)`.execute(db);
  // Its enrolment has written one of today.
  await sql`delete from screens.transitions where screen_id = ${id}`.execute(db);
  await sql`insert into screens.transitions (id, screen_id, at, state, reasons)
    values (gen_random_uuid(), ${id}, ${at}, 'healthy', '{}')`.execute(db);
  return id;
}

const TABLES = WATCH_STREAMS.map(({ table }) => table);
/** Tables of what is watched that have anything of a screen. */
async function keptOf(id: string): Promise<readonly string[]> {
  const looks = TABLES.map((table) => sql`select ${table} as name where exists (select from ${sql.table(table)} where screen_id = ${id})`);
  return (await sql<{ name: string }>`${sql.join(looks, sql` union all `)}`.execute(db)).rows.map(({ name }) => name);
}

const referencesOf = async (id: string): Promise<number> =>
  (
    await db
      .selectFrom('kernel.file_references')
      .select('name')
      .where('owner_kind', '=', 'screenshots')
      .where('owner_id', '=', id)
      .execute()
  ).length;

async function night(): Promise<void> {
  const [log, metrics] = [createLog({ level: 'silent', format: 'json' }), createMetrics()];
  const jobs = createJobs({ url, db, log, metrics });
  const transact = createTransact({ db, boss: jobs.boss, clock, subscriptions: createSubscriptions() });
  const settings = createSettings({ log, seal: noSeal });
  await createRetention({ db, transact, clock, log, metrics, settings, streams: WATCH_STREAMS }).run();
}

test('lines, pictures, health and transitions of screens go by age, each after its days, with their files', async () => {
  const [old, young] = [await watched(400), await watched(1)];
  expect((await keptOf(old)).toSorted()).toEqual([...TABLES].toSorted());
  await night();
  expect(await keptOf(old)).toEqual([]);
  expect(await referencesOf(old)).toBe(0);
  expect((await keptOf(young)).toSorted()).toEqual([...TABLES].toSorted());
  expect(await referencesOf(young)).toBe(2);
});

test('an erased screen leaves nothing of what was watched, wherever it stood; another one keeps all of it', async () => {
  const [gone, stays] = [await watched(0), await watched(0)];
  await must(sam, screens.archiveScreen, { id: gone });
  expect((await keptOf(gone)).toSorted()).toEqual([...TABLES].toSorted());
  const { items } = await must(sam, listArchivedAssets, {});
  await must(sam, eraseAsset, { id: gone, name: items.find(({ id }) => id === gone)?.name ?? '' });
  const looks = (await ownTables(db)).map(
    (table) =>
      sql`select ${table} as name where exists (select from ${sql.table(table)} t where position(${gone} in to_jsonb(t)::text) > 0)`,
  );
  const { rows } = await sql<{ name: string }>`${sql.join(looks, sql` union all `)}`.execute(db);
  expect(rows.map(({ name }) => name).toSorted()).toEqual(['kernel.audit', 'kernel.events']);
  expect((await keptOf(stays)).toSorted()).toEqual([...TABLES].toSorted());
});
