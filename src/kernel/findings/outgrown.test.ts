import { describe, expect, test } from 'vitest';
import type { AssetId } from '../../shared/ids.ts';
import { WHOLE_ESTATE } from '../contract/access.ts';
import type { Severity } from '../contract/severity.ts';
import { testHouse } from './test-house.ts';

const house = await testHouse();
const { clock, db, siteId } = house;
const { acts } = house.stories;
const adam = await house.newPerson('adam', [{ role: 'admin', siteId: null, module: null }]);
/** Sees and acts in the module of servers only. */
const sven = await house.newPerson('sven', [{ role: 'admin', siteId: null, module: 'servers' }]);

const asked = (storyId: string) => ({ person: adam, scope: WHOLE_ESTATE, storyId, ifMatch: null });
const seen = async (storyId: string) => (await house.stories.find(adam, WHOLE_ESTATE, storyId))?.story ?? expect.fail();
const isIn = async (tab: 'anyone' | 'snoozed', storyId: string) =>
  (await house.today(adam, WHOLE_ESTATE, tab)).items.some(({ id }) => id === storyId);
const tabOf = async (storyId: string) => ({ anyone: await isIn('anyone', storyId), snoozed: await isIn('snoozed', storyId) });
const inQueue = { anyone: true, snoozed: false };
const aside = { anyone: false, snoozed: true };
const snooze = (storyId: string) => acts.snooze(asked(storyId), clock.now().add({ hours: 72 }), false);
const accept = (storyId: string) => acts.accept(asked(storyId), clock.now().add({ hours: 72 }), 'replaced in spring');
const lastEvent = async () =>
  (await db.selectFrom('kernel.events').select(['name', 'payload']).orderBy('id', 'desc').executeTakeFirst()) ?? null;

async function newStory(name: string, severity: Severity): Promise<{ readonly storyId: string; readonly assetId: AssetId }> {
  const assetId = await house.newAsset({ name });
  await house.report({ rule: 'overdue', assetId, severity });
  const story = (await house.openStories()).find(({ subject }) => subject === assetId);
  return { storyId: story?.id ?? expect.fail(), assetId };
}

describe('a snoozed note', () => {
  test('that a critical joins is back in the queue at once, tells why, and stays back when the critical clears', async () => {
    const { storyId, assetId } = await newStory('joined', 'info');
    await snooze(storyId);
    expect(await tabOf(storyId)).toEqual(aside);
    const { version } = await seen(storyId);
    await house.report({ rule: 'down', assetId, severity: 'critical' });
    expect(await tabOf(storyId)).toEqual(inQueue);
    expect(await seen(storyId)).toMatchObject({ severity: 'critical', snoozed: null, version: version + 1 });
    expect(await lastEvent()).toMatchObject({ name: 'findings.changed', payload: { storyId } });
    await house.clear('servers', 'down', assetId);
    expect(await tabOf(storyId)).toEqual(inQueue);
    expect(await house.happenings(storyId)).toEqual(['opened', 'snoozed', 'joined', 'snooze_outgrown', 'cleared']);
  });

  test('that becomes worse itself is back, and can be snoozed anew as what it is now', async () => {
    const { storyId, assetId } = await newStory('worse', 'info');
    await snooze(storyId);
    await house.report({ rule: 'overdue', assetId, severity: 'warning' });
    expect(await tabOf(storyId)).toEqual(inQueue);
    await snooze(storyId);
    await house.report({ rule: 'silent', assetId, severity: 'warning' });
    expect(await tabOf(storyId)).toEqual(aside);
  });

  test('whose time is over already is told as that, not as outgrown', async () => {
    const { storyId, assetId } = await newStory('over', 'info');
    await snooze(storyId);
    clock.pass({ hours: 72 });
    await house.report({ rule: 'overdue', assetId, severity: 'critical' });
    await house.wake.wake();
    expect(await house.happenings(storyId)).toEqual(['opened', 'snoozed', 'severity', 'snooze_ended']);
  });
});

describe('an accepted warning', () => {
  test('stays accepted when another warning joins, and is back when a critical does', async () => {
    const { storyId, assetId } = await newStory('accepted', 'warning');
    await accept(storyId);
    await house.report({ rule: 'silent', assetId, severity: 'warning' });
    expect(await tabOf(storyId)).toEqual(aside);
    expect((await seen(storyId)).accepted).not.toBeNull();
    await house.report({ rule: 'down', assetId, severity: 'critical' });
    expect(await tabOf(storyId)).toEqual(inQueue);
    expect(await house.happenings(storyId)).toEqual(['opened', 'accepted', 'joined', 'joined', 'acceptance_outgrown']);
  });

  test('until more than 366 days from now is refused', async () => {
    const { storyId } = await newStory('for ever', 'warning');
    const until = clock.now().add({ hours: 366 * 24 + 1 });
    expect(await acts.accept(asked(storyId), until, 'never mind')).toMatchObject({ ok: false, code: 'findings.accept_too_long' });
  });
});

describe('a critical that is not shown', () => {
  const cause = { module: 'servers', rule: 'down', key: 'switch' };

  test('leaves a snooze alone while it is folded; the lists show it when its cause is gone, and the wake writes it down', async () => {
    const { storyId, assetId } = await newStory('folded', 'info');
    await house.report(cause);
    await snooze(storyId);
    await house.report({ rule: 'silent', assetId, severity: 'critical', cause });
    await house.wake.wake();
    expect(await tabOf(storyId)).toEqual(aside);
    await house.clear(cause.module, cause.rule, cause.key);
    clock.pass({ minutes: 5 });
    expect(await tabOf(storyId)).toEqual(inQueue);
    expect((await seen(storyId)).snoozed).toBeNull();
    await house.wake.wake();
    await house.wake.wake();
    expect(await house.happenings(storyId)).toEqual(['opened', 'snoozed', 'joined', 'returned', 'snooze_outgrown']);
  });

  test('ends a snooze when its facts no longer name a cause', async () => {
    const { storyId, assetId } = await newStory('unexplained', 'info');
    await house.report({ ...cause, key: 'router' });
    await snooze(storyId);
    await house.report({ rule: 'silent', assetId, severity: 'critical', cause: { ...cause, key: 'router' } });
    expect(await tabOf(storyId)).toEqual(aside);
    await house.report({ rule: 'silent', assetId, severity: 'critical' });
    expect(await tabOf(storyId)).toEqual(inQueue);
    expect(await house.happenings(storyId)).toEqual(['opened', 'snoozed', 'joined', 'snooze_outgrown']);
  });

  test.each([
    ['when maintenance ends', (_muted: AssetId) => Promise.resolve(clock.pass({ hours: 1 }))],
    ['when somebody ends maintenance early', (muted: AssetId) => house.doing((work) => house.assets.endMaintenance(work, muted))],
  ])('leaves an acceptance alone while it is muted, and ends it %s', async (name, end) => {
    const { storyId, assetId } = await newStory(name, 'warning');
    const other = await house.newAsset({ name: `muted, ${name}`, module: 'backups' });
    await house.doing((work) => house.assets.confirmLink(work, assetId, other));
    await house.doing((work) =>
      house.assets.startMaintenance(work, other, { startsAt: clock.now(), endsAt: clock.now().add({ hours: 1 }), reason: 'x' }),
    );
    await accept(storyId);
    await house.report({ rule: 'failed', module: 'backups', assetId: other, severity: 'critical' });
    clock.pass({ minutes: 1 });
    await house.wake.wake();
    expect(await tabOf(storyId)).toEqual(aside);
    clock.pass({ minutes: 1 });
    await end(other);
    expect(await tabOf(storyId)).toEqual(inQueue);
    const due = await house.wake.nextWakeAt();
    expect(due === null || Temporal.Instant.compare(due, clock.now()) > 0).toBe(false);
    await house.wake.wake();
    expect(await house.happenings(storyId)).toEqual(['opened', 'accepted', 'joined', 'acceptance_outgrown']);
  });
});

test('who does not see the critical cannot hide it from those who do', async () => {
  const { storyId, assetId } = await newStory('half seen', 'info');
  const other = await house.newAsset({ name: 'half seen', module: 'backups' });
  await house.doing((work) => house.assets.confirmLink(work, assetId, other));
  await house.report({ rule: 'failed', module: 'backups', assetId: other, severity: 'critical' });
  const scope = [{ module: 'servers', siteId: null }];
  expect(await acts.snooze({ ...asked(storyId), person: sven, scope }, clock.now().add({ hours: 72 }), false)).toMatchObject({ ok: true });
  expect(await tabOf(storyId)).toEqual(inQueue);
});

test('stories that are linked while both are set aside stay aside, as bad as the worse of them', async () => {
  const note = await newStory('both aside', 'info');
  clock.pass({ minutes: 1 });
  const other = await house.newAsset({ name: 'both aside', module: 'backups' });
  await house.report({ rule: 'failed', module: 'backups', assetId: other, severity: 'critical' });
  const bad = (await house.openStories()).find(({ subject }) => subject === other)?.id ?? expect.fail();
  await snooze(note.storyId);
  await accept(bad);
  await house.doing((work) => house.assets.confirmLink(work, note.assetId, other));
  expect(await seen(bad)).toMatchObject({ id: note.storyId, severity: 'critical' });
  expect(await tabOf(note.storyId)).toEqual(aside);
});

test('a batch that was snoozed is back when a worse latecomer joins it', async () => {
  for (let index = 0; index < 22; index += 1) {
    await house.report({ rule: 'silent', assetId: await house.newAsset({ name: `crowd ${index}` }), siteId });
  }
  await house.wake.wake();
  const batch = (await house.openStories()).find(({ subject_kind }) => subject_kind === 'batch')?.id ?? expect.fail();
  await snooze(batch);
  clock.pass({ minutes: 1 });
  await house.report({ rule: 'silent', assetId: await house.newAsset({ name: 'latecomer' }), siteId, severity: 'critical' });
  await house.wake.wake();
  expect(await tabOf(batch)).toEqual(inQueue);
  expect(await house.happenings(batch)).toEqual(['opened', 'took_in', 'snoozed', 'took_in', 'snooze_outgrown']);
});
