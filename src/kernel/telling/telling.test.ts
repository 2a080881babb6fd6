import { beforeEach, describe, expect, test } from 'vitest';
import type { AssetId } from '../../shared/ids.ts';
import type { PersonActor } from '../auth/actor.ts';
import { WHOLE_ESTATE } from '../contract/access.ts';
import { tellingHouse } from './testing/house.ts';

const house = await tellingHouse();
const { clock, sink, tick, pass, newUser, newAsset, report, clear, doing, assets, subjects } = house;
const olga = await newUser('olga');
const max = await newUser('max', { language: 'de' });

let count = 0;
let web: AssetId;
let name: string;

const overdue = (severity: 'info' | 'warning' | 'critical', assetId: AssetId = web) =>
  report({ rule: 'overdue', assetId, severity, params: { dueAt: '2026-11-20T08:00:00Z' } });
const down = (assetId: AssetId = web) => report({ rule: 'down', assetId, severity: 'critical' });
const up = (assetId: AssetId = web, rule = 'down') => clear('servers', rule, assetId);
const newest = (person: PersonActor, since: number) => subjects(person).slice(since);

/** Everything that is still open is over and told, so that tests do not meet. */
beforeEach(async () => {
  for (const { module, rule, key } of await house.db.selectFrom('kernel.findings').selectAll().where('closed_at', 'is', null).execute()) {
    await clear(module, rule, key);
  }
  await pass({ hours: 48 }, 4);
  clock.pass({ seconds: clock.now().until(morningAfter(clock.now())).total('seconds') });
  await tick();
  name = `web${++count}`;
  web = await newAsset({ name, owner: olga.userId });
  sink.mails.length = 0;
});

const morningAfter = (now: Temporal.Instant) => now.toZonedDateTimeISO('Europe/Vienna').add({ days: 1 }).withPlainTime('09:00').toInstant();

describe('a critical', () => {
  test('is told at once, when it gets worse, and when it is over', async () => {
    await overdue('warning');
    await tick();
    expect(subjects(olga)).toEqual([]);
    await down();
    await pass({ seconds: 6 });
    expect(subjects(olga)).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    await up();
    await up(web, 'overdue');
    await pass({ minutes: 5 });
    expect(subjects(olga)).toHaveLength(1);
    await pass({ minutes: 6 });
    expect(newest(olga, 1)).toEqual([`Solved: ${name}`]);
    await pass({ hours: 30 }, 5);
    expect(subjects(olga)).toHaveLength(2);
  });

  test('that was over before anybody was told is not told', async () => {
    await down();
    await up();
    await pass({ hours: 3 }, 6);
    expect(sink.mails).toEqual([]);
  });

  test('that comes and goes is one message in ten minutes, and then says how it stands', async () => {
    await down();
    await pass({ seconds: 6 });
    for (let turn = 0; turn < 2; turn += 1) {
      await up();
      await pass({ minutes: 1 });
      await down();
      await pass({ minutes: 1 });
    }
    expect(subjects(olga)).toHaveLength(1);
    await pass({ minutes: 20 }, 4);
    expect(subjects(olga)).toHaveLength(1);
    await up();
    // It flapped: two quiet hours pass before it is over.
    await pass({ hours: 1 }, 2);
    expect(subjects(olga)).toHaveLength(1);
    await pass({ hours: 2 }, 4);
    expect(newest(olga, 1)).toEqual([`Solved: ${name}`]);
  });

  test('is silent while somebody has seen it, and is told again when it comes back', async () => {
    const adam = await newUser(`adam${count}`);
    await down();
    await pass({ seconds: 6 });
    const [story] = await house.openStories();
    const asked = { person: adam, scope: WHOLE_ESTATE, storyId: story?.id ?? '', ifMatch: null };
    expect(await house.stories.acts.acknowledge(asked)).toMatchObject({ ok: true });
    await pass({ hours: 30 }, 10);
    expect(subjects(olga)).toHaveLength(1);
    await report({ rule: 'failed', assetId: web, severity: 'critical' });
    await pass({ seconds: 6 });
    expect(newest(olga, 1)).toEqual([expect.stringContaining('Back again')]);
  });

  test('under maintenance is silent, and is told when that ends', async () => {
    await doing((work) =>
      assets.startMaintenance(work, web, { startsAt: work.now, endsAt: work.now.add({ hours: 2 }), reason: 'new disks' }),
    );
    await down();
    await pass({ minutes: 110 }, 2);
    expect(sink.mails).toEqual([]);
    await pass({ minutes: 11 });
    await pass({ seconds: 6 });
    expect(subjects(olga)).toHaveLength(1);
  });
});

describe('a cause', () => {
  test('keeps what it explains silent; what is still true five minutes after it ended is told', async () => {
    const router = await newAsset({ name: `router${count}`, owner: olga.userId });
    await down(router);
    await report({ rule: 'silent', assetId: web, severity: 'critical', cause: { module: 'servers', rule: 'down', key: router } });
    await pass({ hours: 1 }, 6);
    expect(subjects(olga)).toEqual([expect.stringContaining(`router${count}`)]);
    await up(router);
    await pass({ minutes: 4 });
    expect(newest(olga, 1)).toEqual([`Solved: router${count}`]);
    await pass({ minutes: 2 });
    await pass({ seconds: 6 });
    expect(newest(olga, 2)).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
  });
});

test('25 at once are one batch story, and one message', async () => {
  const many: AssetId[] = [];
  for (let index = 0; index < 25; index += 1) many.push(await newAsset({ name: `many${count}-${index}`, owner: olga.userId }));
  for (const asset of many) await down(asset);
  await pass({ seconds: 6 });
  expect(sink.mails).toHaveLength(1);
  expect(sink.mails[0]?.text).toContain('25 at once');
  await pass({ minutes: 20 }, 2);
  expect(sink.mails).toHaveLength(1);
});

describe('the digest', () => {
  test('has the warnings of the day at 07:30, and nothing of what is over', async () => {
    const second = await newAsset({ name: `db${count}`, owner: olga.userId });
    const gone = await newAsset({ name: `gone${count}`, owner: olga.userId });
    for (const asset of [web, second, gone]) await overdue('warning', asset);
    await overdue('info', await newAsset({ name: `note${count}`, owner: olga.userId }));
    await pass({ hours: 5 }, 5);
    await clear('servers', 'overdue', gone);
    await pass({ hours: 17 }, 2);
    expect(sink.mails).toEqual([]);
    await pass({ minutes: 31 });
    expect(subjects(olga)).toEqual(['Daily digest: 2 stories']);
    const text = sink.mails[0]?.text ?? '';
    expect([name, `db${count}`, `gone${count}`, `note${count}`].map((word) => text.includes(word))).toEqual([true, true, false, false]);
    await clear('servers', 'overdue', second);
    await pass({ hours: 24 });
    expect(newest(olga, 1)).toEqual([`Solved: db${count}`]);
    expect(sink.mails[1]?.text).toContain('1 other story is still open');
    await pass({ hours: 72 }, 3);
    expect(sink.mails).toHaveLength(2);
  });

  test('lists forty stories and says how many more there are', async () => {
    for (let index = 0; index < 45; index += 1) {
      await overdue('warning', await newAsset({ name: `long${count}-${index}`, owner: olga.userId }));
      await overdue('warning', await newAsset({ name: `lang${count}-${index}`, owner: max.userId }));
      clock.pass({ minutes: 10 });
      await tick();
    }
    await pass({ hours: 24 }, 2);
    expect([subjects(olga), subjects(max)]).toEqual([['Daily digest: 45 stories'], ['Tagesübersicht: 45 Vorgänge']]);
    const texts = sink.mails.map(({ text }) => text);
    expect(texts.map((text) => text.match(/^https:.*story=/gm)?.length)).toEqual([40, 40]);
    expect(texts.map((text) => text.match(/^(And|Und) 5 \w+\./m)?.[0]).toSorted()).toEqual(['And 5 more.', 'Und 5 weitere.']);
  });

  test('speaks the language of its person', async () => {
    const asset = await newAsset({ name: `haus${count}`, owner: max.userId });
    await overdue('warning', asset);
    await pass({ hours: 24 }, 2);
    const [first] = sink.mails;
    expect(first?.headers.get('subject')).toMatch(/^haus\d+: /);
    expect(first?.text).toContain('Neu · Warnung');
    expect(first?.headers.get('content-language')).toBe('de');
  });
});

describe('quiet hours', () => {
  test('hold criticals that are not let through; they come at their end together, without what is over', async () => {
    const quiet = await newUser(`quiet${count}`);
    await house.db
      .insertInto('kernel.telling_people')
      .values({ user_id: quiet.userId, quiet_start: '22:00', quiet_end: '08:00', let_through: 'none' })
      .execute();
    const [one, two, three] = [
      await newAsset({ name: `one${count}`, owner: quiet.userId }),
      await newAsset({ name: `two${count}`, owner: quiet.userId }),
      await newAsset({ name: `three${count}`, owner: quiet.userId }),
    ];
    await pass({ hours: 14 });
    for (const asset of [one, two, three]) await down(asset);
    await pass({ hours: 1 }, 3);
    await up(three);
    await pass({ hours: 7 }, 3);
    expect(subjects(quiet)).toEqual([]);
    await pass({ hours: 1 }, 2);
    await pass({ seconds: 1 });
    expect(subjects(quiet)).toEqual([expect.stringMatching(/^2 stories: /)]);
    expect(sink.mails[0]?.text).not.toContain(`three${count}`);
  });
});

describe('escalation', () => {
  test('asks the owner at once, maintainers after 30 minutes, the team of the site after two hours, then daily', async () => {
    const [maintainer, member] = [await newUser(`mia${count}`), await newUser(`tom${count}`)];
    const team = await house.newTeam(`night${count}`, [member]);
    await doing((work) => assets.setResponsible(work, web, { userId: maintainer.userId }, 'maintainer'));
    const steps = { maintainers_after_minutes: 30, site_after_minutes: 120, repeat_hours: 24, team_id: team };
    await house.db
      .insertInto('kernel.telling_sites')
      .values({ site_id: house.siteId, ...steps })
      .execute();
    const heard = () => [olga, maintainer, member].map((person) => subjects(person).length);
    await down();
    await pass({ seconds: 6 });
    expect(heard()).toEqual([1, 0, 0]);
    await pass({ minutes: 29 });
    expect(heard()).toEqual([1, 0, 0]);
    await pass({ minutes: 2 }, 2);
    expect(heard()).toEqual([1, 1, 0]);
    await pass({ minutes: 95 }, 5);
    expect(heard()).toEqual([1, 1, 1]);
    await pass({ hours: 24 }, 4);
    expect(heard()).toEqual([2, 2, 2]);
    await pass({ hours: 24 }, 4);
    expect(heard()).toEqual([3, 3, 3]);
    await up();
    await pass({ minutes: 11 }, 2);
    expect([olga, maintainer, member].map((person) => subjects(person).at(-1))).toEqual(Array(3).fill(`Solved: ${name}`));
    await house.db.deleteFrom('kernel.telling_sites').execute();
  });

  test('nobody to tell is a finding, which goes when somebody can be told', async () => {
    const orphan = await newAsset({ name: `orphan${count}` });
    await down(orphan);
    await pass({ seconds: 6 });
    expect(await house.openFindings('nobody-to-tell')).toMatchObject([{ key: house.siteId, params: { count: 1 }, severity: 'warning' }]);
    await doing((work) => assets.setResponsible(work, orphan, { userId: olga.userId }, 'owner'));
    await pass({ seconds: 6 });
    await pass({ seconds: 6 });
    expect(await house.openFindings('nobody-to-tell')).toEqual([]);
    expect(subjects(olga)).toHaveLength(1);
  });
});

test('findings out of sight are not told: not the story, and not a part of it', async () => {
  const narrow = await newUser(`narrow${count}`, { grants: [{ role: 'user', siteId: null, module: 'backups' }] });
  const asset = await newAsset({ name: `mixed${count}`, owner: narrow.userId });
  await down(asset);
  await pass({ hours: 3 }, 6);
  expect(subjects(narrow)).toEqual([]);
  await report({ module: 'backups', rule: 'failed', assetId: asset, severity: 'critical' });
  await pass({ seconds: 6 });
  await pass({ seconds: 6 });
  expect(subjects(narrow)).toHaveLength(1);
  const mine = sink.mails.find(({ to }) => to[0]?.startsWith('narrow'));
  expect(mine?.text).toContain('backups: failed');
  expect(mine?.text).not.toContain('servers: down');
});

describe('a notice', () => {
  const notice = (to: readonly PersonActor[], key: string) =>
    doing((work) =>
      house.telling.notice(work, {
        ...{ key, to: to.map(({ userId }) => userId), module: 'servers', assetId: web, siteId: house.siteId, href: `/servers/${web}` },
        sentence: { key: 'rules.update-due', params: {} },
      }),
    );

  test('is told to each person once per key', async () => {
    await notice([olga, max], `update ${count}`);
    await notice([olga], `update ${count}`);
    await tick();
    await notice([olga], `update ${count}`);
    await pass({ hours: 2 }, 2);
    expect([subjects(olga), subjects(max)]).toEqual([['Update due'], ['Aktualisierung fällig']]);
    expect(sink.mails[0]?.text).toContain(`https://console.example.org/servers/${web}`);
  });

  test('among many is one of forty in one message, which says how many more there are', async () => {
    for (let index = 0; index < 45; index += 1) await notice([olga], `many ${count} ${index}`);
    await tick();
    expect(subjects(olga)).toEqual(['45 notices: Update due']);
    expect(sink.mails[0]?.text.match(/^https:.*servers/gm)).toHaveLength(40);
    expect(sink.mails[0]?.text).toContain('And 5 more.');
  });

  test('of a transaction that rolls back is never told', async () => {
    await doing(async (work) => {
      await house.telling.notice(work, {
        ...{ key: `rolled back ${count}`, to: [olga.userId], module: 'servers', assetId: null, siteId: null, href: '/' },
        sentence: { key: 'rules.update-due', params: {} },
      });
      return { ok: false, code: 'no' };
    });
    await pass({ hours: 1 });
    expect(sink.mails).toEqual([]);
  });
});

test('two consoles that look at once plan one message', async () => {
  const other = house.open();
  await down();
  await tick();
  clock.pass({ seconds: 6 });
  await Promise.all([house.telling, other, house.telling, other].map((room) => room.look()));
  await Promise.all([house.send(), house.send(other)]);
  expect(subjects(olga)).toHaveLength(1);
});
