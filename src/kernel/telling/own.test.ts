import { describe, expect, test } from 'vitest';
import { createLog } from '../log/log.ts';
import { createSeal, noSeal } from '../secrets/seal.ts';
import { createSettings } from '../settings/create-settings.ts';
import { ensureAccountMail } from './channels/account-mail.ts';
import { createChannelActions, type NewChannel } from './channels/actions.ts';
import { channelsOf } from './channels/channel-rows.ts';
import { editPreferences, preferencesOf } from './own/preferences.ts';
import { editSiteSteps, listSiteSteps } from './own/site-steps.ts';
import { pruneTellingJob } from './prune.ts';
import { tellingHouse } from './testing/house.ts';

const house = await tellingHouse();
const { db, clock, transact, doing, newUser, messages } = house;
const seal = createSeal(house.secretKey);
const channels = createChannelActions({ transact, findings: house.findings, hasMail: true, seal });
const hook: NewChannel = { kind: 'webhook', name: 'hook', target: 'https://hooks.example.org/a', token: '', hears: 'all' };

describe('channels', () => {
  test("everybody with an address has the account's mail, which can be switched off and nothing else", async () => {
    const olga = await newUser('olga');
    await doing(ensureAccountMail);
    await doing(ensureAccountMail);
    const own = await channelsOf(db, olga.userId, true);
    expect(own).toMatchObject([{ kind: 'email', target: null, isOn: true, isUsable: true }]);
    const id = own[0]?.id ?? '';
    expect(await channels.remove(olga, id)).toMatchObject({ code: 'telling.account_mail' });
    expect(await channels.edit(olga, id, { target: 'x@example.org' }, null)).toMatchObject({ code: 'telling.account_mail' });
    expect(await channels.edit(olga, id, { isOn: false, hears: 'critical' }, null)).toMatchObject({
      value: { isOn: false, hears: 'critical', version: 2 },
    });
    expect(await channels.edit(olga, id, { isOn: true }, 1)).toMatchObject({ code: 'kernel.version_conflict' });
  });

  test("are one's own: another person's do not exist", async () => {
    const [max, vera] = [await newUser('max'), await newUser('vera')];
    const made = await channels.add(max, hook);
    const id = made.ok ? made.value.channel.id : '';
    for (const act of [channels.edit(vera, id, { name: 'mine' }, null), channels.remove(vera, id), channels.test(vera, id)]) {
      expect(await act).toMatchObject({ code: 'telling.unknown_channel' });
    }
  });

  test('have an address that fits, are ten at most, and a token that is only ever replaced', async () => {
    const tom = await newUser('tom');
    expect(await channels.add(tom, { ...hook, target: 'ftp://hooks.example.org' })).toMatchObject({ code: 'telling.bad_address' });
    expect(await channels.add(tom, { ...hook, kind: 'email', target: 'nobody' })).toMatchObject({ code: 'telling.bad_address' });
    const topic = await channels.add(tom, { ...hook, kind: 'ntfy', target: 'https://ntfy.example.org/t', token: 'tk_1' });
    expect(topic).toMatchObject({ value: { key: null, channel: { hasSecret: true } } });
    const id = topic.ok ? topic.value.channel.id : '';
    const sealedOf = async () =>
      (await db.selectFrom('kernel.channels').select('secret_sealed').where('id', '=', id).executeTakeFirst())?.secret_sealed;
    const first = await sealedOf();
    await channels.edit(tom, id, { name: 'renamed' }, null);
    expect(await sealedOf()).toEqual(first);
    await channels.edit(tom, id, { token: 'tk_2' }, null);
    expect(Buffer.from(seal.open((await sealedOf()) ?? new Uint8Array(), id) ?? []).toString()).toBe('tk_2');
    expect(await channels.edit(tom, id, { token: '' }, null)).toMatchObject({ value: { hasSecret: false } });
    for (let more = 0; more < 9; more += 1) expect(await channels.add(tom, hook)).toMatchObject({ ok: true });
    expect(await channels.add(tom, hook)).toMatchObject({ code: 'telling.too_many_channels' });
  });

  test('are shown in the audit by their origin: the rest of an address often is the secret', async () => {
    const una = await newUser('una');
    const made = await channels.add(una, { ...hook, target: 'https://hooks.example.org/services/T0/first-secret?key=k' });
    const id = made.ok ? made.value.channel.id : '';
    await channels.edit(una, id, { target: 'https://hooks.example.org/services/T0/second-secret' }, null);
    await channels.remove(una, id);
    const rows = await db.selectFrom('kernel.audit').selectAll().where('subject_id', '=', id).orderBy('id').execute();
    const origin = 'https://hooks.example.org';
    expect(rows.map(({ before, after }) => ({ before, after }))).toMatchObject([
      { after: { target: `${origin}/••••••` } },
      { before: { target: `${origin}/••••••` }, after: { target: `${origin}/•••••• (new)` } },
      { before: { target: `${origin}/••••••` } },
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/first-secret|second-secret|key=k/);
    const mail = await channels.add(una, { ...hook, kind: 'email', target: 'una@example.net' });
    const added = await db
      .selectFrom('kernel.audit')
      .select('after')
      .where('subject_id', '=', mail.ok ? mail.value.channel.id : '')
      .execute();
    expect(added).toMatchObject([{ after: { target: 'una@example.net' } }]);
  });

  test('without mail the mail cannot be tested', async () => {
    const mia = await newUser('mia');
    await doing(ensureAccountMail);
    const withoutMail = createChannelActions({ transact, findings: house.findings, hasMail: false, seal });
    const [mail] = await channelsOf(db, mia.userId, false);
    expect(mail).toMatchObject({ isUsable: false });
    expect(await withoutMail.test(mia, mail?.id ?? '')).toMatchObject({ code: 'telling.not_usable' });
  });
});

test('hours are kept, and saying the same again writes nothing', async () => {
  const ida = await newUser('ida');
  const edit = (changes: Parameters<typeof editPreferences>[2], ifMatch: number | null = null) =>
    transact(ida, (work) => editPreferences(work, ida, changes, ifMatch));
  expect(await edit({ quiet: { start: '22:00', end: '22:00' } })).toMatchObject({ code: 'telling.edges_equal' });
  expect(await edit({ quiet: { start: '22:00', end: '07:00' }, digestAt: '06:15' }, 0)).toMatchObject({ ok: true });
  expect(await edit({ digestAt: '06:15' })).toMatchObject({ ok: true });
  expect(await preferencesOf(db, ida.userId)).toMatchObject({
    quiet: { start: '22:00', end: '07:00' },
    digestAt: '06:15',
    letThrough: 'all',
    version: 1,
  });
  expect(await edit({ quiet: null }, 0)).toMatchObject({ code: 'kernel.version_conflict' });
  expect(await edit({ quiet: null }, 1)).toMatchObject({ ok: true });
  expect(await preferencesOf(db, ida.userId)).toMatchObject({ quiet: null, digestAt: '06:15', version: 2 });
});

test('a site has the usual steps until somebody sets others; a step can be left out', async () => {
  const edit = (changes: Parameters<typeof editSiteSteps>[2], ifMatch: number | null = null) =>
    doing((work) => editSiteSteps(work, house.siteId, changes, ifMatch));
  expect(await listSiteSteps(db)).toMatchObject([
    { maintainersAfterMinutes: 30, siteAfterMinutes: 120, repeatHours: 24, team: null, version: 0 },
  ]);
  const team = await house.newTeam('night', []);
  expect(await edit({ teamId: house.siteId })).toMatchObject({ code: 'telling.unknown_team' });
  expect(await edit({ teamId: team, maintainersAfterMinutes: null }, 0)).toMatchObject({
    value: { maintainersAfterMinutes: null, siteAfterMinutes: 120, team: { name: 'night' }, version: 1 },
  });
  expect(await edit({ repeatHours: 12 }, 0)).toMatchObject({ code: 'kernel.version_conflict' });
});

test('old messages go, and everything of people who were removed', async () => {
  const [pia, ron] = [await newUser('pia'), await newUser('ron')];
  for (const person of [pia, ron]) {
    const made = await channels.add(person, hook);
    if (made.ok) await channels.test(person, made.value.channel.id);
  }
  await house.send();
  const of = async ({ userId }: { readonly userId: string }) => (await messages()).filter(({ user_id }) => user_id === userId).length;
  expect([await of(pia), await of(ron)]).toEqual([1, 1]);
  await db.updateTable('kernel.users').set({ removed_at: clock.now() }).where('id', '=', ron.userId).execute();
  const prune = pruneTellingJob({
    db,
    transact,
    settings: createSettings({ log: createLog({ level: 'silent', format: 'json' }), seal: noSeal }),
  });
  const attempt = { jobId: 'one', done: async () => {} };
  await prune.run({}, attempt);
  expect([await of(pia), await of(ron)]).toEqual([1, 0]);
  expect(await channelsOf(db, ron.userId, true)).toEqual([]);
  clock.pass({ hours: 24 * 91 });
  await prune.run({}, attempt);
  expect(await of(pia)).toBe(0);
});
