import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AssetId } from '../../shared/ids.ts';
import type { PersonActor } from '../auth/actor.ts';
import { createSeal } from '../secrets/seal.ts';
import type { NewChannel } from './channels/actions.ts';
import { createChannelActions } from './channels/actions.ts';
import { plainServer, tellingHouse } from './testing/house.ts';

const house = await tellingHouse();
const { db, clock, sink, receiver, tick, pass, newUser, newAsset, report, clear, subjects, send } = house;
await house.allowReceiver();
const channels = createChannelActions({
  ...{ transact: house.transact, findings: house.findings, hasMail: true },
  seal: createSeal(house.secretKey),
});

let count = 0;

/** Somebody with one channel and nothing else, and a machine of theirs that is down. */
async function person(channel: Partial<NewChannel> = {}): Promise<{ who: PersonActor; web: AssetId; id: string; key: string | null }> {
  count += 1;
  // Ids of one millisecond are in no order.
  clock.pass({ seconds: 1 });
  const who = await newUser(`person${count}`, { email: null });
  const web = await newAsset({ name: `web${count}`, owner: who.userId });
  const made = await channels.add(who, { ...{ kind: 'email', name: 'own', target: mailOf(who), token: '', hears: 'all' }, ...channel });
  if (!made.ok) throw new Error(made.code);
  return { who, web, id: made.value.channel.id, key: made.value.key };
}

const mailOf = ({ username }: PersonActor): string => `${username}@example.org`;
const down = (assetId: AssetId) => report({ rule: 'down', assetId, severity: 'critical' });
const newestMessage = async () => (await house.messages()).at(-1);

test('a webhook gets signed JSON with an idempotency key, and an ntfy topic priority, link and token', async () => {
  const hook = await person({ kind: 'webhook', target: `${receiver.origin}/hook?team=a` });
  const topic = await person({ kind: 'ntfy', target: `${receiver.origin}/my-topic`, token: 'tk_secret' });
  await down(hook.web);
  await down(topic.web);
  await pass({ seconds: 6 });
  const call = receiver.calls.find(({ path }) => path.startsWith('/hook'));
  const pushed = receiver.calls.find(({ path }) => path === '/my-topic');
  const messages = await house.messages();
  const timestamp = String(call?.headers['caretaker-timestamp']);
  const signed = createHmac('sha256', hook.key ?? '')
    .update(`${timestamp}.${call?.body}`)
    .digest('hex');
  expect(call?.headers['caretaker-signature']).toBe(`v1=${signed}`);
  expect(messages.map(({ id }) => id)).toContain(call?.headers['idempotency-key']);
  expect(JSON.parse(call?.body ?? '{}')).toMatchObject({
    ...{ version: 1, id: call?.headers['idempotency-key'], kind: 'stories', to: hook.who.username, language: 'en' },
    items: [{ occasion: 'opened', severity: 'critical', subject: 'web1', facts: [{ module: 'servers', rule: 'down' }] }],
  });
  expect(pushed?.headers).toMatchObject({ authorization: 'Bearer tk_secret', 'x-priority': '5', 'x-title': 'web2: servers: down' });
  expect(pushed?.headers['x-click']).toMatch(/^https:\/\/console\.example\.org\/today\?story=/);
  expect(pushed?.headers['x-sequence-id']).toBe(pushed?.headers['idempotency-key']);
});

test('secrets of channels stand nowhere in clear, and a channel whose key does not open fails for good', async () => {
  const { who, web, key } = await person({ kind: 'webhook', target: `${receiver.origin}/sealed` });
  const stored = JSON.stringify([
    await db.selectFrom('kernel.audit').selectAll().execute(),
    await db.selectFrom('kernel.events').selectAll().execute(),
  ]);
  expect(key?.length).toBeGreaterThan(40);
  expect([key ?? '', 'tk_secret'].filter((secret) => stored.includes(secret))).toEqual([]);
  const room = house.open({ seal: createSeal(new Uint8Array(32).fill(1)) });
  await down(web);
  await tick(room);
  clock.pass({ seconds: 6 });
  await tick(room);
  expect(await newestMessage()).toMatchObject({
    user_id: who.userId,
    state: 'failed',
    error: expect.stringContaining('another secret key'),
  });
});

test('an address in the house that no administrator has allowed is refused for good, and that is a finding', async () => {
  const { who, web, id } = await person({ kind: 'webhook', target: 'http://127.0.0.1:9/hook' });
  await down(web);
  await pass({ seconds: 6 });
  expect(await newestMessage()).toMatchObject({ state: 'failed', attempts: 1, error: expect.stringContaining('private network') });
  const found = (await house.openFindings('delivery-failed')).find(({ key }) => key === id);
  expect(found).toMatchObject({
    severity: 'warning',
    params: { name: who.username, channel: 'own', errorCode: 'outbound.private', host: '127.0.0.1' },
  });
});

test('4xx fails for good; the next success clears the finding', async () => {
  const { web, id } = await person({ kind: 'webhook', target: `${receiver.origin}/gone` });
  receiver.state.status = 410;
  await down(web);
  await pass({ seconds: 6 });
  expect(await newestMessage()).toMatchObject({ state: 'failed', attempts: 1 });
  expect((await house.openFindings('delivery-failed')).map(({ key }) => key)).toContain(id);
  receiver.state.status = 204;
  await clear('servers', 'down', web);
  await pass({ minutes: 11 });
  await pass({ seconds: 6 });
  expect(await newestMessage()).toMatchObject({ state: 'sent' });
  expect((await house.openFindings('delivery-failed')).map(({ key }) => key)).not.toContain(id);
  receiver.state.status = 200;
});

test('5xx is tried again, later and later, under the same id; after a day it is given up', async () => {
  const { web } = await person({ kind: 'webhook', target: `${receiver.origin}/busy` });
  receiver.state.status = 503;
  await down(web);
  await pass({ seconds: 6 });
  expect(await newestMessage()).toMatchObject({ state: 'planned', attempts: 1, error: expect.stringContaining('503') });
  await pass({ seconds: 59 });
  expect(await newestMessage()).toMatchObject({ attempts: 1 });
  await pass({ seconds: 2 });
  expect(await newestMessage()).toMatchObject({ attempts: 2 });
  await pass({ hours: 2 }, 60);
  const tries = receiver.calls.filter(({ path }) => path === '/busy');
  expect(tries.length).toBeGreaterThan(4);
  expect(tries.length).toBeLessThan(9);
  expect(new Set(tries.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  const { id } = (await newestMessage()) ?? { id: '' };
  await pass({ hours: 24 }, 30);
  receiver.state.status = 200;
  expect((await house.messages()).find((message) => message.id === id)).toMatchObject({ state: 'failed' });
});

test('a mail server that refuses for now is asked again, one that refuses for good is not', async () => {
  const [soon, never] = [await person(), await person()];
  sink.state.refuse = { code: 451, message: 'greylisted' };
  await down(soon.web);
  await pass({ seconds: 6 });
  expect(await newestMessage()).toMatchObject({ state: 'planned', attempts: 1, error: expect.stringContaining('greylisted') });
  sink.state.refuse = null;
  await pass({ minutes: 2 });
  expect(subjects(soon.who)).toHaveLength(1);
  sink.state.refuse = { code: 550, message: 'no such mailbox' };
  await down(never.web);
  await pass({ seconds: 6 });
  sink.state.refuse = null;
  expect(await newestMessage()).toMatchObject({ state: 'failed', attempts: 1, error: expect.stringContaining('no such mailbox') });
});

test('a mail server that is not there is asked again', async () => {
  const { web } = await person();
  const room = house.open({ mail: { server: plainServer(9), from: 'caretaker@example.org' } });
  await down(web);
  await tick(room);
  clock.pass({ seconds: 6 });
  await tick(room);
  expect(await newestMessage()).toMatchObject({ state: 'planned', attempts: 1, error: expect.stringContaining('127.0.0.1') });
  await pass({ minutes: 2 });
});

test('a console that ended between stamp and sending sends it once, and a restart tells nothing twice', async () => {
  const { who, web } = await person();
  await down(web);
  await tick();
  clock.pass({ seconds: 6 });
  await house.telling.look();
  const planned = await newestMessage();
  // What the stamp leaves behind when the process ends right after it.
  const stamp = { state: 'sending', attempts: 1, sending_at: clock.now(), next_at: clock.now().add({ minutes: 2 }) } as const;
  await db
    .updateTable('kernel.messages')
    .set(stamp)
    .where('id', '=', planned?.id ?? '')
    .execute();
  const restarted = house.open();
  await tick(restarted);
  expect(subjects(who)).toEqual([]);
  clock.pass({ minutes: 3 });
  await tick(restarted);
  expect(subjects(who)).toHaveLength(1);
  expect(sink.mails.at(-1)?.headers.get('message-id')).toBe(`<${planned?.id}@console.example.org>`);
  expect(await newestMessage()).toMatchObject({ state: 'sent', attempts: 2, interruptions: 1 });
  for (let restart = 0; restart < 5; restart += 1) {
    const again = house.open();
    clock.pass({ minutes: 7 });
    await tick(again);
  }
  expect(subjects(who)).toHaveLength(1);
});

test('a message with which the console ended each time is left alone in the end, and that is a finding', async () => {
  const { web, id: channelId } = await person();
  await down(web);
  await tick();
  clock.pass({ seconds: 6 });
  await house.telling.look();
  const { id } = (await newestMessage()) ?? { id: '' };
  const stamp = { state: 'sending', interruptions: 3, sending_at: clock.now(), next_at: clock.now() } as const;
  await db.updateTable('kernel.messages').set(stamp).where('id', '=', id).execute();
  await send();
  expect(await newestMessage()).toMatchObject({ id, state: 'unknown' });
  expect((await house.openFindings('delivery-failed')).map(({ key }) => key)).toContain(channelId);
});

test('a message that the console cannot put into words fails after three tries, and that is a finding', async () => {
  const { who, web, id: channelId } = await person();
  await down(web);
  await tick();
  clock.pass({ seconds: 6 });
  await house.telling.look();
  const { id } = (await newestMessage()) ?? { id: '' };
  await db.updateTable('kernel.messages').set({ content: '{}' }).where('id', '=', id).execute();
  const message = async () => (await house.messages()).find((one) => one.id === id);
  await send();
  expect(await message()).toMatchObject({ state: 'planned', attempts: 1, interruptions: 1 });
  await pass({ minutes: 4 }, 4);
  expect(await message()).toMatchObject({ state: 'failed', attempts: 3, error: expect.stringContaining('its log says why') });
  expect(subjects(who)).toEqual([]);
  expect((await house.openFindings('delivery-failed')).map(({ key }) => key)).toContain(channelId);
});

test('two processes that take one job send it once', async () => {
  const { who, web } = await person();
  await down(web);
  await tick();
  clock.pass({ seconds: 6 });
  await house.telling.look();
  await Promise.all([send(), send(house.open()), send(house.open())]);
  expect(subjects(who)).toHaveLength(1);
});

test('a restored console sends nothing until it is released; what was planned before is not known', async () => {
  const { who, web } = await person();
  await down(web);
  await tick();
  clock.pass({ seconds: 6 });
  await house.telling.look();
  clock.pass({ seconds: 1 });
  await house.hold();
  await send();
  expect(subjects(who)).toEqual([]);
  expect(await newestMessage()).toMatchObject({ state: 'unknown', error: expect.stringContaining('restored') });
  await house.release();
});

test('names cannot add headers or recipients, and markup stays text', async () => {
  const { who, web } = await person();
  const evil = 'web <b>x</b>\r\nBcc: victim@example.net\r\n\u202egpj';
  await db.updateTable('kernel.assets').set({ name: evil }).where('id', '=', web).execute();
  await db
    .updateTable('kernel.users')
    .set({ display_name: 'Per"son, <victim@example.net>\r\nBcc: victim@example.net' })
    .where('id', '=', who.userId)
    .execute();
  await down(web);
  await pass({ seconds: 6 });
  const mail = sink.mails.at(-1);
  expect(mail?.to).toEqual([mailOf(who)]);
  expect(mail?.headers.has('bcc')).toBe(false);
  expect(mail?.headers.get('subject')).toBe('web <b>x</b> Bcc: victim@example.net gpj: servers: down');
  expect(mail?.text).not.toContain('<b>x</b></');
  expect(mail?.text).toContain('&lt;b&gt;x&lt;/b&gt;');
  expect(mail?.text).not.toContain('\u202e');
});

test('a channel that was removed or switched off gets nothing more', async () => {
  const { who, web, id } = await person();
  await down(web);
  await tick();
  clock.pass({ seconds: 6 });
  await house.telling.look();
  await channels.edit(who, id, { isOn: false }, null);
  await send();
  expect(subjects(who)).toEqual([]);
  expect(await newestMessage()).toMatchObject({ state: 'cancelled' });
});

test('a test message is tried once and is no finding when it fails', async () => {
  const { who, id } = await person({ kind: 'ntfy', target: `${receiver.origin}/test-topic` });
  receiver.state.status = 500;
  expect(await channels.test(who, id)).toMatchObject({ ok: true });
  await send();
  expect(await newestMessage()).toMatchObject({ kind: 'test', state: 'failed' });
  expect((await house.openFindings('delivery-failed')).map(({ key }) => key)).not.toContain(id);
  receiver.state.status = 200;
  clock.pass({ seconds: 1 });
  await channels.test(who, id);
  await send();
  expect(await newestMessage()).toMatchObject({ kind: 'test', state: 'sent' });
  expect(receiver.calls.at(-1)?.headers['x-title']).toBe('Test message from Caretaker');
});
