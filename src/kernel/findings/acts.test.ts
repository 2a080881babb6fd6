import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PersonActor } from '../auth/actor.ts';
import { scopeOf, WHOLE_ESTATE } from '../contract/access.ts';
import { testHouse } from './test-house.ts';

const house = await testHouse();
const { clock, db } = house;
const { acts } = house.stories;
const everything = { siteId: null, module: null };
const adam = await house.newPerson('adam', [{ role: 'admin', ...everything }]);
const olga = await house.newPerson('olga', [{ role: 'user', ...everything }]);
const vera = await house.newPerson('vera', [{ role: 'user', ...everything }]);
const nobody = await house.newPerson('nobody');

const scope = (person: PersonActor) => scopeOf(person, { name: 'findings:read', role: 'user', tokens: true, about: '' });
const asked = (storyId: string, person = adam, ifMatch: number | null = null) => ({ person, scope: scope(person), storyId, ifMatch });
const seen = async (storyId: string, person = adam) => (await house.stories.find(person, scope(person), storyId))?.story ?? expect.fail();
const auditOf = (storyId: string) =>
  db.selectFrom('kernel.audit').select(['action', 'actor_name']).where('subject_id', '=', storyId).orderBy('at').orderBy('id').execute();

/** A story of one server that olga owns. */
async function newStory(name: string): Promise<{ readonly storyId: string; readonly assetId: Awaited<ReturnType<typeof house.newAsset>> }> {
  const assetId = await house.newAsset({ name, owner: olga.userId });
  await house.report({ rule: 'overdue', assetId });
  const story = (await house.openStories()).find(({ subject }) => subject === assetId);
  return { storyId: story?.id ?? expect.fail(), assetId };
}

beforeEach(async () => {
  await sql`delete from kernel.maintenance_periods`.execute(db);
});

describe('who may act', () => {
  test('an editor by role, an owner by responsibility; who only sees is refused, who does not see finds nothing', async () => {
    const { storyId } = await newStory('who may');
    expect(await acts.acknowledge(asked(storyId, olga))).toMatchObject({ ok: true });
    expect(await acts.unacknowledge(asked(storyId, adam))).toMatchObject({ ok: true });
    expect(await acts.acknowledge(asked(storyId, vera))).toMatchObject({ ok: false, code: 'kernel.forbidden' });
    expect(await acts.acknowledge(asked(storyId, nobody))).toMatchObject({ ok: false, code: 'findings.unknown_story' });
    expect([(await seen(storyId, olga)).mayAct, (await seen(storyId, vera)).mayAct]).toEqual([true, false]);
  });

  test('a token without the scope may not, and one for another site sees nothing', async () => {
    const { storyId } = await newStory('by token');
    expect(await acts.acknowledge(asked(storyId, { ...olga, tokenScopes: ['findings:read'] }))).toMatchObject({ code: 'kernel.forbidden' });
    const elsewhere = { ...adam, tokenScopes: ['findings:act', 'findings:read'], tokenSites: [await house.newSite('Elsewhere')] };
    expect(await acts.acknowledge(asked(storyId, elsewhere))).toMatchObject({ code: 'findings.unknown_story' });
  });

  test('actions are offered to those who may do them; the first is the primary one', async () => {
    const { storyId, assetId } = await newStory('actions');
    const keys = async (person: PersonActor) => (await seen(storyId, person)).actions.map(({ key, assetId: on }) => [key, on]);
    expect(await keys(olga)).toEqual([
      ['things.mend', assetId],
      ['things.look', assetId],
    ]);
    expect(await keys(vera)).toEqual([['things.look', assetId]]);
  });
});

describe('an acknowledgement', () => {
  test('is idempotent: the second time writes no history and no audit', async () => {
    const { storyId } = await newStory('twice');
    await acts.acknowledge(asked(storyId));
    const { version } = await seen(storyId);
    clock.pass({ minutes: 1 });
    await acts.acknowledge(asked(storyId, olga));
    expect(await house.happenings(storyId)).toEqual(['opened', 'acknowledged']);
    expect(await auditOf(storyId)).toEqual([{ action: 'findings.acknowledged', actor_name: 'adam' }]);
    expect(await seen(storyId)).toMatchObject({ version, acknowledged: { by: 'adam' } });
  });

  test('ends when severity rises, and does not come back when it falls', async () => {
    const { storyId, assetId } = await newStory('rises');
    await acts.acknowledge(asked(storyId));
    await house.report({ rule: 'overdue', assetId, severity: 'critical' });
    expect((await seen(storyId)).acknowledged).toBeNull();
    await house.report({ rule: 'overdue', assetId, severity: 'warning' });
    expect((await seen(storyId)).acknowledged).toBeNull();
    expect(await house.happenings(storyId)).toEqual(['opened', 'acknowledged', 'severity', 'acknowledgement_ended', 'severity']);
  });

  test('ends when another rule joins; new figures and a rule that leaves end nothing', async () => {
    const { storyId, assetId } = await newStory('joins');
    await house.report({ rule: 'silent', assetId });
    await acts.acknowledge(asked(storyId));
    await house.report({ rule: 'overdue', assetId, params: { days: 9 } });
    await house.clear('servers', 'silent', assetId);
    expect((await seen(storyId)).acknowledged).not.toBeNull();
    await house.report({ rule: 'down', assetId, severity: 'info' });
    expect((await seen(storyId)).acknowledged).toBeNull();
  });

  test('ends when maintenance ends and something worse appears from under it', async () => {
    const { storyId, assetId } = await newStory('under');
    const other = await house.newAsset({ name: 'under', module: 'backups', hostName: 'u' });
    await house.doing((work) => house.assets.confirmLink(work, assetId, other));
    await house.report({ rule: 'failed', module: 'backups', assetId: other, severity: 'critical' });
    await house.doing((work) =>
      house.assets.startMaintenance(work, other, { startsAt: clock.now(), endsAt: clock.now().add({ hours: 1 }), reason: 'x' }),
    );
    await acts.acknowledge(asked(storyId));
    await house.wake.wake();
    expect(await seen(storyId)).toMatchObject({ severity: 'warning', acknowledged: { by: 'adam' } });
    clock.pass({ hours: 1 });
    expect(await seen(storyId)).toMatchObject({ severity: 'critical', acknowledged: null });
    await house.wake.wake();
    expect(await house.happenings(storyId)).toContain('acknowledgement_ended');
  });
});

describe('a snooze', () => {
  test('takes the story out of the queue until its instant, and the clock ends it', async () => {
    const { storyId } = await newStory('snoozed');
    const until = clock.now().add({ hours: 4 });
    expect(await acts.snooze(asked(storyId), until, false)).toMatchObject({ ok: true });
    expect(await acts.snooze(asked(storyId), until, false)).toMatchObject({ ok: true });
    const listed = async () => (await house.today(adam)).items.some(({ id }) => id === storyId);
    expect(await listed()).toBe(false);
    expect((await house.wake.nextWakeAt())?.equals(until)).toBe(true);
    clock.pass({ hours: 4 });
    expect(await listed()).toBe(true);
    expect((await seen(storyId)).snoozed).toBeNull();
    await house.wake.wake();
    expect(await house.happenings(storyId)).toEqual(['opened', 'snoozed', 'snooze_ended']);
  });

  test.each([
    ['the past', -1, 'findings.snooze_past'],
    ['more than 30 days', 30 * 24 * 60 + 1, 'findings.snooze_too_long'],
  ])('until %s is refused', async (name, minutes, code) => {
    const { storyId } = await newStory(name);
    expect(await acts.snooze(asked(storyId), clock.now().add({ minutes }), false)).toMatchObject({ ok: false, code });
  });

  test('until safe asks every asset of the machine: the latest one counts', async () => {
    const { storyId, assetId } = await newStory('safe');
    const other = await house.newAsset({ name: 'safe', module: 'backups' });
    await house.doing((work) => house.assets.confirmLink(work, assetId, other));
    expect((await seen(storyId)).safe).toEqual({ answer: 'unknown', safeAt: null });
    house.safety.set(assetId, { answer: 'confirm', safeAt: clock.now().add({ hours: 1 }) });
    house.safety.set(other, { answer: 'deny', safeAt: clock.now().add({ hours: 2 }) });
    expect((await seen(storyId)).safe).toEqual({ answer: 'deny', safeAt: clock.now().add({ hours: 2 }).toString() });
    expect((await seen(storyId, vera)).safe.answer).toBe('allow');
  });
});

describe('an acceptance', () => {
  test('has a reason and an end', async () => {
    const { storyId } = await newStory('accepted');
    const until = clock.now().add({ hours: 100 * 24 });
    await acts.accept(asked(storyId), until, 'replaced in spring');
    expect((await seen(storyId)).accepted).toEqual({ until: until.toString(), reason: 'replaced in spring', by: 'adam' });
    expect((await house.today(adam, WHOLE_ESTATE, 'snoozed')).items.map(({ id }) => id)).toContain(storyId);
    expect(await acts.unaccept(asked(storyId))).toMatchObject({ ok: true });
    expect(await acts.unaccept(asked(storyId))).toMatchObject({ ok: true });
    expect(await house.happenings(storyId)).toEqual(['opened', 'accepted', 'acceptance_ended']);
  });
});

describe('an assignment', () => {
  test('goes to somebody who may see the story, and back to nobody', async () => {
    const { storyId } = await newStory('assigned');
    expect(await acts.assign(asked(storyId), nobody.userId)).toMatchObject({ ok: false, code: 'findings.unknown_assignee' });
    expect(await acts.assign(asked(storyId), vera.userId)).toMatchObject({ ok: true });
    expect((await seen(storyId)).who).toMatchObject({ because: 'assignee', people: [{ username: 'vera' }] });
    expect(await acts.assign(asked(storyId), null)).toMatchObject({ ok: true });
    expect((await seen(storyId)).who).toMatchObject({ because: 'owner', people: [{ username: 'olga' }] });
  });
});

test('a version that somebody else has changed is refused, and a story that is over, too', async () => {
  const { storyId, assetId } = await newStory('versions');
  const { version } = await seen(storyId);
  expect(await acts.acknowledge(asked(storyId, adam, version))).toMatchObject({ ok: true });
  expect(await acts.assign(asked(storyId, adam, version), vera.userId)).toMatchObject({ ok: false, code: 'kernel.version_conflict' });
  await house.clear('servers', 'overdue', assetId);
  expect(await acts.assign(asked(storyId), vera.userId)).toMatchObject({ ok: false, code: 'findings.story_closed' });
  expect(await seen(storyId)).toMatchObject({ closedAt: clock.now().toString(), mayAct: false, actions: [], findingCount: 1 });
});

describe('links', () => {
  test('bring two stories together: the older stays, the other is closed into it, and unlinking parts them', async () => {
    const old = await newStory('linked');
    clock.pass({ minutes: 5 });
    const other = await house.newAsset({ name: 'linked', module: 'backups', hostName: 'l' });
    await house.report({ rule: 'failed', module: 'backups', assetId: other });
    const young = (await house.openStories()).find(({ subject }) => subject === other)?.id ?? expect.fail();
    await acts.assign(asked(young), vera.userId);
    await acts.acknowledge(asked(old.storyId));
    await house.doing((work) => house.assets.confirmLink(work, other, old.assetId));

    expect(await seen(old.storyId)).toMatchObject({
      subject: { kind: 'machine' },
      findingCount: 2,
      acknowledged: null,
      who: { because: 'assignee' },
    });
    expect((await house.openStories()).map(({ id }) => id)).not.toContain(young);
    expect((await seen(young)).id).toBe(old.storyId);
    expect(await house.happenings(young)).toEqual(['opened', 'assigned', 'merged']);
    expect(await house.happenings(old.storyId)).toEqual(['opened', 'acknowledged', 'took_in', 'acknowledgement_ended']);
    expect((await house.today(adam, WHOLE_ESTATE, 'done')).items.map(({ id }) => id)).not.toContain(young);

    await house.doing((work) => house.assets.unlink(work, other));
    const subjects = (await house.openStories()).filter(({ subject }) => [other, old.assetId].some((id) => id === subject));
    expect(subjects.map(({ subject_kind }) => subject_kind)).toEqual(['asset', 'asset']);
    expect((await seen(old.storyId)).findingCount).toBe(1);
  });

  test('a story that was set aside comes back when one that was not joins it', async () => {
    const { storyId, assetId } = await newStory('aside');
    await acts.snooze(asked(storyId), clock.now().add({ hours: 9 }), false);
    clock.pass({ minutes: 1 });
    const other = await house.newAsset({ name: 'aside', module: 'backups' });
    await house.report({ rule: 'failed', module: 'backups', assetId: other, severity: 'critical' });
    await house.doing((work) => house.assets.confirmLink(work, assetId, other));
    expect(await seen(storyId)).toMatchObject({ snoozed: null, severity: 'critical' });
  });

  test('made while reports come in leave every finding in the story of its subject', async () => {
    const pairs = await Promise.all(
      Array.from(
        { length: 6 },
        async (_, index) =>
          [await house.newAsset({ name: `race ${index}` }), await house.newAsset({ name: `race ${index}`, module: 'backups' })] as const,
      ),
    );
    await Promise.all(
      pairs.flatMap(([server, backup]) => [
        house.report({ rule: 'overdue', assetId: server }),
        house.doing((work) => house.assets.confirmLink(work, server, backup)),
        house.report({ rule: 'failed', module: 'backups', assetId: backup }),
        house.report({ rule: 'silent', assetId: server }),
      ]),
    );
    const { rows } = await sql<{ wrong: number }>`
      select count(*) as wrong from kernel.findings f join kernel.stories s on s.id = f.story_id join kernel.assets a on a.id = f.asset_id
      where f.closed_at is null and (s.closed_at is not null or s.site_id <> f.site_id
        or s.subject <> coalesce(a.machine_id, a.id)::text)`.execute(db);
    expect(rows[0]?.wrong).toBe(0);
    for (const [server, backup] of pairs) {
      const stories = await db
        .selectFrom('kernel.findings')
        .select('story_id')
        .distinct()
        .where('asset_id', 'in', [server, backup])
        .execute();
      expect(stories).toHaveLength(1);
    }
  });
});
