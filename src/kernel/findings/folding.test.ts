import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { WHOLE_ESTATE } from '../contract/access.ts';
import { testHouse } from './test-house.ts';

const house = await testHouse();
const { clock, db, siteId } = house;
const adam = await house.newPerson('adam', [{ role: 'admin', siteId: null, module: null }]);

const items = async () => (await house.today(adam)).items;
const names = async () => (await items()).map(({ subject }) => subject.name);
const idOf = async (name: string) =>
  (await items()).find(({ subject }) => subject.name === name)?.id ?? expect.fail(`There is no story of ${name}.`);
const asked = (storyId: string) => ({ person: adam, scope: WHOLE_ESTATE, storyId, ifMatch: null });

async function forgetAll(): Promise<void> {
  for (const table of ['story_history', 'findings', 'stories']) await sql`delete from ${sql.table(`kernel.${table}`)}`.execute(db);
}

beforeEach(forgetAll);

describe('causes', () => {
  const broker = { module: 'servers', rule: 'down', key: 'broker' };

  test('fold what they explain, and five minutes after they clear it is back if it is still true', async () => {
    const [a, b] = [await house.newAsset({ name: 'a' }), await house.newAsset({ name: 'b' })];
    await house.report({ rule: 'silent', assetId: a, severity: 'critical', cause: broker });
    clock.pass({ minutes: 1 });
    await house.report({ rule: 'silent', assetId: b, severity: 'critical', cause: broker });
    expect(await names()).toEqual(['a', 'b']);
    await house.report({ ...broker, severity: 'warning' });
    expect(await items()).toMatchObject([{ subject: { name: 'broker' }, foldedCount: 2, findingCount: 1 }]);
    expect((await house.stories.find(adam, WHOLE_ESTATE, (await house.openStories())[0]?.id ?? ''))?.story).toMatchObject({
      foldedCount: 1,
      findingCount: 0,
    });

    await house.clear(broker.module, broker.rule, broker.key);
    await house.clear('servers', 'silent', b);
    clock.pass({ minutes: 4, seconds: 59 });
    expect(await names()).toEqual([]);
    await house.wake.wake();
    expect((await house.wake.nextWakeAt())?.equals(clock.now().add({ seconds: 1 }))).toBe(true);
    clock.pass({ seconds: 1 });
    expect(await names()).toEqual(['a']);
    await house.wake.wake();
    await house.wake.wake();
    expect(await house.happenings(await idOf('a'))).toEqual(['opened', 'returned']);
  });

  test('in a chain, the root alone speaks', async () => {
    const link = (key: string, cause?: string) =>
      house.report({ ...broker, key, ...(cause === undefined ? {} : { cause: { ...broker, key: cause } }) });
    await link('leaf', 'middle');
    await link('middle', 'root');
    await link('root');
    expect(await items()).toMatchObject([{ subject: { name: 'root' }, foldedCount: 2 }]);
    await house.clear(broker.module, broker.rule, 'root');
    clock.pass({ minutes: 5 });
    expect(await items()).toMatchObject([{ subject: { name: 'middle' }, foldedCount: 1 }]);
  });

  test('in any tangle nothing vanishes: what is folded hangs on something that speaks', async () => {
    const keys = ['0', '1', '2', '3', '4'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.constantFrom(...keys, 'absent'), { nil: undefined }), { minLength: 5, maxLength: 5 }),
        async (causes) => {
          await forgetAll();
          for (const [index, cause] of causes.entries())
            await house.report({ ...broker, key: `${index}`, ...(cause === undefined ? {} : { cause: { ...broker, key: cause } }) });
          const rootOf = (key: string, seen: readonly string[] = []): string | null => {
            const cause = causes[Number(key)];
            if (seen.includes(key)) return null;
            return cause === undefined || cause === 'absent' ? key : rootOf(cause, [...seen, key]);
          };
          const speaking = keys.filter((key) => rootOf(key) === key || rootOf(key) === null);
          expect((await names()).toSorted()).toEqual(speaking);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a crowd', () => {
  const manyAt = async (site: typeof siteId, count: number, label: string) => {
    const ids = await Promise.all(Array.from({ length: count }, (_, index) => house.newAsset({ name: `${label} ${index}`, siteId: site })));
    for (const assetId of ids) await house.report({ rule: 'silent', assetId, siteId: site, severity: 'critical' });
    return ids;
  };

  test('of more than 20 stories of one rule and site is one story; what a person has touched stays out', async () => {
    const ids = await manyAt(siteId, 23, 'crowd');
    await house.stories.acts.acknowledge(asked(await idOf('crowd 0')));
    await house.stories.acts.assign(asked(await idOf('crowd 1')), adam.userId);
    const due = await house.wake.nextWakeAt();
    expect(due === null || Temporal.Instant.compare(due, clock.now()) > 0).toBe(false);
    await house.wake.wake();
    expect((await items()).map(({ subject, findingCount }) => [subject.kind, findingCount])).toEqual([
      ['asset', 1],
      ['batch', 21],
      ['asset', 1],
    ]);
    const after = await house.wake.nextWakeAt();
    expect(after === null || Temporal.Instant.compare(after, clock.now()) > 0).toBe(true);

    clock.pass({ minutes: 2 });
    await manyAt(siteId, 1, 'latecomer');
    await house.wake.wake();
    expect((await items()).find(({ subject }) => subject.kind === 'batch')?.findingCount).toBe(22);
    clock.pass({ minutes: 10 });
    await manyAt(siteId, 1, 'another day');
    await house.wake.wake();
    expect(await names()).toContain('another day 0');
    for (const id of ids) await house.clear('servers', 'silent', id);
    expect((await house.openStories()).filter((story) => story.subject_kind === 'batch')).toHaveLength(1);
  });

  test('of 20, or of 21 on two sites, is none', async () => {
    const branch = await house.newSite('Branch');
    await manyAt(siteId, 20, 'here');
    await manyAt(branch, 1, 'there');
    await house.wake.wake();
    expect((await house.openStories()).map((story) => story.subject_kind)).not.toContain('batch');
  });
});
