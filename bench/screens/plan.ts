import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import type { z } from 'zod';
import { requestOf } from '../../src/kernel/contract/request.ts';
import type { Route } from '../../src/kernel/contract/route.ts';
import * as screens from '../../src/modules/screens/contract/routes.ts';
import { type BenchConsole, startBenchConsole } from '../console.ts';
import type { BenchOptions } from '../options.ts';

const GROUPS = 20;
const EVENTS_PER_GROUP = 10;
/** From a change of the plan to what a player hears of it (p99, spec "Scheduling"). */
const MOST_MS = 250;

type Ask = <R extends Route>(route: R, input: z.input<R['input']>) => Promise<z.output<R['output']>>;

/** How long after a change of a plan the players of its group have the retained list, beside the bare way through a broker. */
export async function run({ seconds }: BenchOptions): Promise<void> {
  const bench = await startBenchConsole();
  try {
    await bench.start();
    const ask = asker(bench);
    const { groupId, number } = await plan(ask);
    const listener = await join(ask, groupId);
    const event = await ask(screens.addEvent, eventOf(groupId, 'first'));
    const changes = await measured(seconds * 8, listener, `infoscreen/events/${number}`, async (title) => {
      await ask(screens.editEvent, { id: event.id, title });
    });
    await listener.endAsync(true);
    const bare = await bareBroker(seconds * 8);
    const ratio = at(changes.fromAsking, 0.5) / at(bare, 0.5);
    console.log(`\nA change of the plan until a player has the retained list; ${GROUPS} groups with ${EVENTS_PER_GROUP} events each\n`);
    console.log('| | changes | p50 ms | p99 ms |\n| --- | ---: | ---: | ---: |');
    for (const [name, times] of [
      ['from asking for the change', changes.fromAsking],
      ['from its answer, after the commit', changes.fromAnswer],
      ['bare broker: publish until heard', bare],
    ] as const)
      console.log(`| ${name} | ${times.length} | ${at(times, 0.5).toFixed(1)} | ${at(times, 0.99).toFixed(1)} |`);
    const isWithin = at(changes.fromAsking, 0.99) <= MOST_MS;
    console.log(`\n${ratio.toFixed(1)} times the bare broker (p50); within ${MOST_MS} ms (p99): ${isWithin ? 'yes' : 'NO'}`);
  } finally {
    await bench.stop();
  }
}

const asker =
  ({ app, cookie }: BenchConsole): Ask =>
  async (route, input) => {
    const { url, body, contentType } = requestOf(route, input);
    const headers = { cookie, ...(contentType === null ? {} : { 'content-type': contentType }) };
    const reply = await app.http.app.inject({ method: route.method, url, headers, ...(body === null ? {} : { payload: body }) });
    if (reply.statusCode >= 300) throw new Error(`${route.method} ${url}: ${reply.body}`);
    return route.output.parse(reply.json()) as z.output<(typeof route)['output']>;
  };

const wall = (at: Temporal.ZonedDateTime): string => at.toPlainDateTime().toString({ smallestUnit: 'minute' });

function eventOf(groupId: string, title: string): z.input<typeof screens.addEvent.input> {
  const now = Temporal.Now.zonedDateTimeISO('UTC');
  return {
    ...{ title, groupIds: [groupId], timeZone: 'UTC', priority: 9, rule: 'FREQ=DAILY' },
    ...{ start: wall(now.subtract({ hours: 12 })), end: wall(now.add({ hours: 12 })) },
    content: { type: 'message', html: '<p>What is on</p>' },
  };
}

/** A house with series; the first group's id and number. */
async function plan(ask: Ask): Promise<{ readonly groupId: string; readonly number: number }> {
  const groups = [];
  for (let index = 0; index < GROUPS; index += 1) groups.push(await ask(screens.addGroup, { name: `group ${index}` }));
  for (const { id } of groups) {
    for (let index = 0; index < EVENTS_PER_GROUP; index += 1)
      await ask(screens.addEvent, { ...eventOf(id, `series ${index}`), priority: index - 9 });
  }
  const [first] = groups;
  if (first === undefined) throw new Error('there is no group');
  return { groupId: first.id, number: first.number };
}

/** A player of the group. */
async function join(ask: Ask, groupId: string): Promise<MqttClient> {
  const { code } = await ask(screens.makeEnrolmentCode, {});
  const answer = await ask(screens.enrolScreen, { code, uuid: crypto.randomUUID(), hardware: { hostname: 'listener' } });
  if (answer.state !== 'enrolled') throw new Error('the player was held');
  await ask(screens.assignScreens, { ids: [answer.screenId], groupId });
  const { url, username, password } = answer.broker;
  return connectAsync(url.replace('localhost', '127.0.0.1'), { username, password, protocolVersion: 4 });
}

async function measured(count: number, listener: MqttClient, topic: string, change: (title: string) => Promise<void>) {
  let [wanted, heardAt] = ['', Promise.withResolvers<number>()];
  listener.on('message', (_topic, payload) => {
    if (wanted !== '' && payload.includes(`"${wanted}"`)) heardAt.resolve(performance.now());
  });
  await listener.subscribeAsync(topic, { qos: 1 });
  const [fromAsking, fromAnswer]: [number[], number[]] = [[], []];
  for (let index = 0; index < count; index += 1) {
    heardAt = Promise.withResolvers();
    wanted = `title ${index}`;
    const asked = performance.now();
    await change(wanted);
    const answered = performance.now();
    const heard = await heardAt.promise;
    fromAsking.push(heard - asked);
    fromAnswer.push(Math.max(0, heard - answered));
  }
  return { fromAsking, fromAnswer };
}

async function bareBroker(count: number): Promise<readonly number[]> {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `mqtt://127.0.0.1:${Number(Object(server.address()).port)}`;
  const [speaker, listener] = [await connectAsync(url), await connectAsync(url)];
  const { fromAsking } = await measured(count, listener, 'list', async (title) => {
    await speaker.publishAsync('list', JSON.stringify([{ title }]), { qos: 1, retain: true });
  });
  await Promise.all([speaker.endAsync(true), listener.endAsync(true)]);
  server.close();
  aedes.close();
  return fromAsking;
}

const at = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
