import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PersonActor } from '../auth/actor.ts';
import { scopeOf, WHOLE_ESTATE } from '../contract/access.ts';
import type { Story } from '../contract/routes/today.ts';
import { severityRank } from '../contract/severity.ts';
import { testHouse } from './test-house.ts';

const house = await testHouse();
const { clock, db, siteId } = house;
const everything = { siteId: null, module: null };
const adam = await house.newPerson('adam', [{ role: 'admin', ...everything }]);
const olga = await house.newPerson('olga', [{ role: 'user', ...everything }]);

const read = { name: 'findings:read', role: 'user', tokens: true, about: '' } as const;
const scope = (person: PersonActor) => scopeOf(person, read);
const names = async (person: PersonActor, tab: 'mine' | 'anyone' | 'snoozed' | 'done' = 'anyone') =>
  (await house.today(person, scope(person), tab)).items.map(({ subject }) => subject.name);
const asked = (storyId: string, person = adam) => ({ person, scope: scope(person), storyId, ifMatch: null });
const storyOf = async (name: string) => {
  const found = (await house.today(adam)).items.find(({ subject }) => subject.name === name);
  return found ?? expect.fail(`There is no story of ${name}.`);
};

beforeEach(async () => {
  await sql`delete from kernel.story_history; `.execute(db);
  await sql`delete from kernel.findings`.execute(db);
  await sql`delete from kernel.stories`.execute(db);
  await sql`update kernel.assets set archived_at = now()`.execute(db);
});

describe('the queue', () => {
  test('is in order: mine, severity, not acknowledged, oldest', async () => {
    const open = async (name: string, severity: 'info' | 'warning' | 'critical', owner?: PersonActor['userId']) => {
      const assetId = await house.newAsset({ name, ...(owner === undefined ? {} : { owner }) });
      await house.report({ rule: 'overdue', assetId, severity });
      clock.pass({ minutes: 1 });
    };
    await open('old warning', 'warning');
    await open('seen critical', 'critical');
    await open('young critical', 'critical');
    await open('young warning', 'warning');
    await open('mine', 'info', adam.userId);
    await house.stories.acts.acknowledge(asked((await storyOf('seen critical')).id));
    expect(await names(adam)).toEqual(['mine', 'young critical', 'seen critical', 'old warning', 'young warning']);
  });

  test('has pages that together are the whole, each story once', async () => {
    const owners = [adam.userId, olga.userId, undefined];
    for (let index = 0; index < 17; index += 1) {
      const owner = owners[index % 3];
      const assetId = await house.newAsset({ name: `page ${index}`, ...(owner === undefined ? {} : { owner }) });
      await house.report({ rule: 'overdue', assetId, severity: index % 2 === 0 ? 'critical' : 'info' });
      if (index % 5 === 0) clock.pass({ minutes: 1 });
    }
    const whole = (await house.today(adam)).items.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await house.stories.list(adam, { scope: WHOLE_ESTATE, tab: 'anyone', limit: 4, cursor });
      expect(page.counts).toEqual({ mine: 6, anyone: 17, snoozed: 0, done: 0 });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
    expect(whole).toHaveLength(17);
  });

  test('is filtered by site, module, severity and text', async () => {
    const [berlin, wien] = [
      await house.newAsset({ name: 'srv-berlin', hostName: 'needle.example' }),
      await house.newAsset({ name: 'srv-wien' }),
    ];
    await house.report({ rule: 'overdue', assetId: berlin, severity: 'critical' });
    await house.report({ rule: 'failed', module: 'backups', assetId: wien });
    const list = async (filter: object) =>
      (await house.stories.list(adam, { scope: WHOLE_ESTATE, tab: 'anyone', limit: 50, ...filter })).items.map(
        ({ subject }) => subject.name,
      );
    expect(await list({ module: ['backups'] })).toEqual(['srv-wien']);
    expect(await list({ severity: ['critical'] })).toEqual(['srv-berlin']);
    expect(await list({ q: 'NEEDLE' })).toEqual(['srv-berlin']);
    expect(await list({ q: 'srv' })).toEqual(['srv-berlin', 'srv-wien']);
    expect(await list({ q: '%' })).toEqual([]);
    expect(await list({ siteId })).toHaveLength(2);
  });

  test('keeps what closed for a day', async () => {
    const assetId = await house.newAsset({ name: 'gone' });
    await house.report({ rule: 'overdue', assetId });
    await house.clear('servers', 'overdue', assetId);
    expect(await names(adam, 'done')).toEqual(['gone']);
    clock.pass({ hours: 24 });
    expect(await names(adam, 'done')).toEqual([]);
  });
});

describe('who', () => {
  test('is the owner, by a team as well; a team that is archived and a person who was switched off are nobody', async () => {
    const team = await house.newTeam('Night', [olga]);
    const assetId = await house.newAsset({ name: 'owned' });
    await house.report({ rule: 'overdue', assetId });
    expect((await storyOf('owned')).who).toEqual({ because: 'nobody', people: [], teams: [] });
    await house.doing((work) => house.assets.setResponsible(work, assetId, { teamId: team }, 'owner'));
    expect((await storyOf('owned')).who).toMatchObject({ because: 'owner', teams: [{ name: 'Night' }] });
    expect(await names(olga, 'mine')).toEqual(['owned']);
    expect(await names(adam, 'mine')).toEqual([]);
    await sql`update kernel.teams set archived_at = now() where id = ${team}`.execute(db);
    expect((await storyOf('owned')).who.because).toBe('nobody');
    expect(await names(olga, 'mine')).toEqual([]);
  });

  test("is an assignee before everybody, and the machine's owner before the site's contact", async () => {
    const server = await house.newAsset({ name: 'm1', hostName: 'm1', owner: olga.userId });
    const backup = await house.newAsset({ name: 'm1', module: 'backups', hostName: 'm1' });
    await house.doing((work) => house.assets.confirmLink(work, server, backup));
    await sql`update kernel.sites set contact_user_id = ${adam.userId} where id = ${siteId}`.execute(db);
    await house.report({ rule: 'failed', module: 'backups', assetId: backup });
    clock.pass({ minutes: 1 });
    await house.report({ rule: 'down', module: 'backups', key: 'mailbox' });
    expect((await storyOf('m1')).who).toMatchObject({ because: 'machine_owner', people: [{ username: 'olga' }] });
    expect((await storyOf('mailbox')).who).toMatchObject({ because: 'site_contact', people: [{ username: 'adam' }] });
    expect(await names(adam, 'mine')).toEqual(['mailbox']);
    await house.stories.acts.assign(asked((await storyOf('m1')).id), adam.userId);
    expect(await names(adam, 'mine')).toEqual(['m1', 'mailbox']);
    expect(await names(olga, 'mine')).toEqual([]);
    await sql`update kernel.sites set contact_user_id = null`.execute(db);
  });
});

describe('maintenance', () => {
  test('mutes findings while it runs, and then they are back', async () => {
    const [quiet, other] = [
      await house.newAsset({ name: 'quiet', hostName: 'q' }),
      await house.newAsset({ name: 'q', module: 'backups', hostName: 'q' }),
    ];
    await house.report({ rule: 'overdue', assetId: quiet, severity: 'critical' });
    const endsAt = clock.now().add({ hours: 3 });
    await house.doing((work) =>
      house.assets.startMaintenance(work, quiet, { startsAt: clock.now().add({ hours: 1 }), endsAt, reason: 'new disks' }),
    );
    expect(await names(adam)).toEqual(['quiet']);
    clock.pass({ hours: 1 });
    expect(await names(adam)).toEqual([]);
    expect((await house.today(adam, WHOLE_ESTATE, 'snoozed')).items).toMatchObject([
      { severity: 'critical', mutedUntil: endsAt.toString() },
    ]);

    await house.doing((work) => house.assets.confirmLink(work, quiet, other));
    await house.report({ rule: 'failed', module: 'backups', assetId: other, severity: 'info' });
    expect((await house.today(adam)).items).toMatchObject([{ severity: 'info', findingCount: 2, mutedUntil: null }]);
    clock.pass({ hours: 2 });
    expect((await house.today(adam)).items).toMatchObject([{ severity: 'critical', findingCount: 2 }]);
  });

  test('that is ended early mutes no longer', async () => {
    const assetId = await house.newAsset({ name: 'early' });
    await house.report({ rule: 'overdue', assetId });
    await house.doing((work) =>
      house.assets.startMaintenance(work, assetId, { startsAt: clock.now(), endsAt: clock.now().add({ hours: 5 }), reason: 'x' }),
    );
    expect(await names(adam)).toEqual([]);
    expect(await house.doing((work) => house.assets.endMaintenance(work, assetId))).toBe(1);
    expect(await names(adam)).toEqual(['early']);
  });
});

describe('the scope', () => {
  test('hides what lies outside: other sites, and findings of other modules inside a shared story', async () => {
    const branch = await house.newSite('Branch of Bea');
    const bea = await house.newPerson('bea', [{ role: 'user', siteId: branch, module: null }]);
    const bob = await house.newPerson('bob', [{ role: 'user', siteId: null, module: 'backups' }]);
    const server = await house.newAsset({ name: 'shared', hostName: 'shared' });
    const backup = await house.newAsset({ name: 'shared', module: 'backups', hostName: 'shared' });
    await house.doing((work) => house.assets.confirmLink(work, server, backup));
    await house.report({ rule: 'overdue', assetId: server, severity: 'critical' });
    await house.report({ rule: 'failed', module: 'backups', assetId: backup, severity: 'info' });
    expect(await house.today(bea, scope(bea))).toMatchObject({ items: [], counts: { mine: 0, anyone: 0, snoozed: 0, done: 0 } });
    const { id } = await storyOf('shared');
    expect(await house.stories.find(bea, scope(bea), id)).toBeNull();
    expect(await house.stories.acts.acknowledge(asked(id, bea))).toMatchObject({ ok: false, code: 'findings.unknown_story' });
    expect((await house.today(bob, scope(bob))).items).toMatchObject([
      { severity: 'info', findingCount: 1, facts: [{ module: 'backups' }] },
    ]);
    expect((await house.stories.history(id, scope(bob))).map(({ details }) => details['module'])).toEqual(['backups']);
  });
});

test('what SQL sorts and counts by is what the story says of itself', async () => {
  const team = await house.newTeam('Day', [adam]);
  const assets = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      house.newAsset({
        name: `v${index}`,
        module: index % 2 === 0 ? 'servers' : 'backups',
        hostName: `h${index >> 1}`,
        ...(index % 3 === 0 ? { owner: olga.userId } : {}),
      }),
    ),
  );
  const at = (index: number) => assets[index % assets.length] ?? expect.fail();
  await house.doing((work) => house.assets.setResponsible(work, at(1), { teamId: team }, 'owner'));
  for (const index of [0, 4, 6]) await house.doing((work) => house.assets.confirmLink(work, at(index), at(index + 1)));
  await house.doing((work) =>
    house.assets.startMaintenance(work, at(2), { startsAt: clock.now(), endsAt: clock.now().add({ hours: 2 }), reason: 'x' }),
  );
  const anyReport = fc.record({
    index: fc.nat(11),
    rule: fc.constantFrom('overdue', 'silent', 'down'),
    severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
    cause: fc.option(fc.nat(11), { nil: null }),
    act: fc.constantFrom('none', 'acknowledge', 'assign', 'clear', 'snooze', 'accept'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyReport, { minLength: 5, maxLength: 14 }), async (reports) => {
      for (const { index, rule, severity, cause, act } of reports) {
        const module = index % 2 === 0 ? 'servers' : 'backups';
        await house.report({
          rule,
          module,
          assetId: at(index),
          severity,
          ...(cause === null ? {} : { cause: { module: 'servers', rule: 'down', key: at(cause) } }),
        });
        const story = (await house.openStories())[index % 3];
        if (act === 'acknowledge' && story !== undefined) await house.stories.acts.acknowledge(asked(story.id));
        if (act === 'assign' && story !== undefined) await house.stories.acts.assign(asked(story.id), index % 2 === 0 ? adam.userId : null);
        if (act === 'clear') await house.clear(module, rule, at(index));
        const until = clock.now().add({ minutes: 9 });
        if (act === 'snooze' && story !== undefined) await house.stories.acts.snooze(asked(story.id), until, false);
        if (act === 'accept' && story !== undefined) await house.stories.acts.accept(asked(story.id), until, 'no matter');
        clock.pass({ minutes: 1 });
      }
      for (const person of [adam, olga]) {
        const { items, counts } = await house.today(person, scope(person));
        const order = items.map((story) =>
          [story.isMine ? 0 : 1, -severityRank(story.severity), story.acknowledged === null ? 0 : 1, story.since].join(' '),
        );
        const numeric = items.map((story) => ({
          mine: story.isMine ? 0 : 1,
          mildness: 2 - severityRank(story.severity),
          seen: story.acknowledged === null ? 0 : 1,
          since: Temporal.Instant.from(story.since).epochMilliseconds,
        }));
        const sorted = numeric.toSorted((a, b) => a.mine - b.mine || a.mildness - b.mildness || a.seen - b.seen || a.since - b.since);
        expect(numeric, order.join('\n')).toEqual(sorted);
        expect(counts).toMatchObject({ anyone: items.length, mine: items.filter(({ isMine }) => isMine).length });
        expect((await house.today(person, scope(person), 'mine')).items.every(({ isMine }) => isMine)).toBe(true);
        expect(items.every(({ findingCount }) => findingCount > 0)).toBe(true);
        const isAside = ({ snoozed, accepted, mutedUntil }: Story) => [snoozed, accepted, mutedUntil].some((reason) => reason !== null);
        expect([
          items.filter(isAside),
          (await house.today(person, scope(person), 'snoozed')).items.filter((story) => !isAside(story)),
        ]).toEqual([[], []]);
      }
    }),
    { numRuns: 8 },
  );
});
