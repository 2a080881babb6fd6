import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { lockAssets } from '../assets/asset-rows.ts';
import { testHouse } from './test-house.ts';

const house = await testHouse();
const { clock, db } = house;

/** More than a statement has parameters. */
const MANY = 70_000;

/** As many assets, each with a finding in a story of its own, in one statement each: reporting them would take minutes. */
async function manyStories(rule: string, openedAt: Temporal.Instant): Promise<void> {
  await sql`
    with made as (
      insert into kernel.assets (id, module, kind, name, site_id, created_at)
      select gen_random_uuid(), 'servers', 'server', ${rule} || n, ${house.siteId}::uuid, ${openedAt} from generate_series(1, ${MANY}::int) n
      returning id
    ), told as (
      insert into kernel.stories (id, site_id, subject_kind, subject, opened_at)
      select gen_random_uuid(), ${house.siteId}::uuid, 'asset', id::text, ${openedAt} from made
      returning id, subject
    )
    insert into kernel.findings (id, module, rule, key, site_id, asset_id, story_id, severity, params, opened_at, openings)
    select gen_random_uuid(), 'servers', ${rule}::text, subject, ${house.siteId}::uuid, subject::uuid, id, 'warning', '{}', ${openedAt}, array[${openedAt}::timestamptz]
    from told`.execute(db);
  await sql`analyze kernel.assets, kernel.stories, kernel.findings`.execute(db);
}

const openStories = (): Promise<number> =>
  db
    .selectFrom('kernel.stories')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow()
    .then(({ count }) => count);

test('70,000 stories that change at one instant are told, and 70,000 that open at once are one batch', async () => {
  await manyStories('overdue', clock.now().subtract({ hours: 48 }));
  await house.wake.wake();
  const before = await house.countEvents('findings.changed');
  clock.pass({ minutes: 1 });
  await sql`
    insert into kernel.maintenance_periods (id, asset_id, starts_at, ends_at, reason, created_at)
    select gen_random_uuid(), id, ${clock.now()}, ${clock.now().add({ hours: 1 })}, 'all of them', ${clock.now()} from kernel.assets`.execute(
    db,
  );
  await house.wake.wake();
  expect((await house.countEvents('findings.changed')) - before).toBe(MANY);

  await manyStories('silent', clock.now());
  await house.wake.wake();
  expect(await openStories()).toBe(MANY + 1);
  const batch = (await house.openStories()).find(({ subject_kind }) => subject_kind === 'batch') ?? expect.fail();
  expect(await house.happenings(batch.id)).toEqual(['opened', 'took_in']);
}, 120_000);

test('70,000 assets are locked at once', async () => {
  const ids = (await db.selectFrom('kernel.assets').select('id').limit(MANY).execute()).map(({ id }) => id);
  await house.doing(({ tx }) => lockAssets(tx, ids));
  expect(ids).toHaveLength(MANY);
});
