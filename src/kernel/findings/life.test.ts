import { describe, expect, test } from 'vitest';
import { testHouse } from './test-house.ts';

const house = await testHouse();
const { clock, db } = house;
const admin = await house.newPerson('adam', [{ role: 'admin', siteId: null, module: null }]);

const findingsOf = (assetId: string) =>
  db.selectFrom('kernel.findings').selectAll().where('asset_id', '=', assetId).orderBy('opened_at').orderBy('id').execute();

describe('a finding', () => {
  test('opens with its story, follows its facts, and closes with it', async () => {
    const assetId = await house.newAsset({ name: 'web01' });
    await house.report({ rule: 'overdue', assetId, params: { days: 1 } });
    clock.pass({ hours: 1 });
    await house.report({ rule: 'overdue', assetId, severity: 'critical', params: { days: 2 } });
    const [finding] = await findingsOf(assetId);
    expect(finding).toMatchObject({ severity: 'critical', params: { days: 2 }, closed_at: null });
    clock.pass({ hours: 1 });
    await house.clear('servers', 'overdue', assetId);
    expect((await findingsOf(assetId))[0]?.closed_at?.equals(clock.now())).toBe(true);
    expect(await house.happenings(finding?.story_id ?? '')).toEqual(['opened', 'severity', 'cleared', 'closed']);
  });

  test('that says the same again writes nothing and tells nobody', async () => {
    const assetId = await house.newAsset({ name: 'same' });
    await house.report({ rule: 'overdue', assetId, params: { days: 1, on: true } });
    const before = await house.countEvents('findings.changed');
    await house.report({ rule: 'overdue', assetId, params: { on: true, days: 1 } });
    expect(await house.countEvents('findings.changed')).toBe(before);
  });

  test('of a rule that nobody declares, or with another severity than declared, is a bug', async () => {
    await expect(house.report({ rule: 'invented' })).rejects.toThrow('No module declares the rule servers/invented.');
  });

  test('that was never open can be cleared', async () => {
    await house.clear('servers', 'overdue', 'never');
  });

  test('settling one asset clears the rest of its module and touches nobody else', async () => {
    const [assetId, other] = [await house.newAsset({ name: 'settled' }), await house.newAsset({ name: 'other' })];
    const settle = (rules: readonly string[]) =>
      house.doing((work) =>
        house.findings.settle(
          work,
          { module: 'servers', siteId: house.siteId, assetId },
          rules.map((rule) => ({ rule, severity: 'warning', params: {} })),
        ),
      );
    await house.report({ rule: 'failed', module: 'backups', assetId });
    await house.report({ rule: 'overdue', assetId: other });
    await settle(['overdue', 'silent']);
    await settle(['silent']);
    const open = (await findingsOf(assetId)).filter((finding) => finding.closed_at === null);
    expect(open.map(({ module, rule }) => `${module}/${rule}`).toSorted()).toEqual(['backups/failed', 'servers/silent']);
    expect((await findingsOf(other)).every((finding) => finding.closed_at === null)).toBe(true);
  });

  test('of an archived asset is cleared and cannot open again', async () => {
    const assetId = await house.newAsset({ name: 'archived' });
    await house.report({ rule: 'overdue', assetId });
    await house.doing((work) => house.assets.archive(work, assetId));
    await house.report({ rule: 'overdue', assetId });
    expect((await findingsOf(assetId)).map(({ closed_at }) => closed_at === null)).toEqual([false]);
  });
});

describe('two at once', () => {
  test('20 reports of two modules for one machine make one story, and none is lost', async () => {
    const server = await house.newAsset({ name: 'busy', hostName: 'busy' });
    const backup = await house.newAsset({ name: 'busy', module: 'backups', hostName: 'busy' });
    await house.doing((work) => house.assets.confirmLink(work, server, backup));
    const rules = ['overdue', 'silent', 'failed', 'down'];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? house.report({ rule: rules[index % 4] ?? '', assetId: server })
          : house.report({ rule: rules[index % 4] ?? '', module: 'backups', assetId: backup }),
      ),
    );
    const open = [...(await findingsOf(server)), ...(await findingsOf(backup))];
    expect(open).toHaveLength(4);
    expect(new Set(open.map(({ story_id }) => story_id)).size).toBe(1);
  });

  test('reports and clears for the same key, mixed, leave a story open exactly while a finding is', async () => {
    const assetId = await house.newAsset({ name: 'restless' });
    await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        index % 3 === 0 ? house.clear('servers', 'overdue', assetId) : house.report({ rule: 'overdue', assetId, params: { index } }),
      ),
    );
    const open = (await findingsOf(assetId)).filter((finding) => finding.closed_at === null);
    const stories = (await house.openStories()).filter((story) => story.subject === assetId);
    expect(stories).toHaveLength(open.length);
  });

  test('keys without an asset share a story per thing, also when they come at once', async () => {
    await Promise.all(['overdue', 'down', 'silent'].map((rule) => house.report({ rule, module: 'backups', key: 'mailbox-1' })));
    expect((await house.openStories()).filter((story) => story.subject === 'backups/mailbox-1')).toHaveLength(1);
  });
});

describe('flapping', () => {
  test('three openings in a day keep it open until two quiet hours have passed', async () => {
    const assetId = await house.newAsset({ name: 'flapper' });
    for (let times = 0; times < 3; times += 1) {
      await house.report({ rule: 'down', assetId });
      clock.pass({ minutes: 10 });
      await house.clear('servers', 'down', assetId);
      clock.pass({ minutes: 10 });
    }
    const last = (await findingsOf(assetId)).at(-1);
    expect(last).toMatchObject({ closed_at: null });
    expect(await house.happenings(last?.story_id ?? '')).toEqual(['opened', 'flapping', 'quiet']);

    clock.pass({ minutes: 100 });
    await house.report({ rule: 'down', assetId });
    clock.pass({ minutes: 10 });
    await house.clear('servers', 'down', assetId);
    clock.pass({ hours: 1, minutes: 59 });
    await house.wake.wake();
    expect((await findingsOf(assetId)).at(-1)?.closed_at).toBeNull();

    const due = await house.wake.nextWakeAt();
    expect(due?.equals(clock.now().add({ minutes: 1 }))).toBe(true);
    clock.pass({ minutes: 1 });
    expect((await house.today(admin)).items.map(({ subject }) => subject.name)).not.toContain('flapper');
    clock.pass({ minutes: 7 });
    await house.wake.wake();
    expect((await findingsOf(assetId)).at(-1)?.closed_at?.equals(due ?? clock.now())).toBe(true);
    expect(await house.happenings(last?.story_id ?? '')).toEqual(['opened', 'flapping', 'quiet', 'reopened', 'quiet', 'cleared', 'closed']);
  });

  test('what comes back after its quiet hours, before anybody closed it, is a new story', async () => {
    const assetId = await house.newAsset({ name: 'late' });
    for (let times = 0; times < 3; times += 1) {
      await house.report({ rule: 'down', assetId });
      await house.clear('servers', 'down', assetId);
      clock.pass({ minutes: 1 });
    }
    clock.pass({ hours: 3 });
    await house.report({ rule: 'down', assetId });
    const all = await findingsOf(assetId);
    expect(all.filter((finding) => finding.closed_at === null)).toHaveLength(1);
    expect(new Set(all.map(({ story_id }) => story_id)).size).toBe(4);
  });
});
