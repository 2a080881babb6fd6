import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { connectAsync } from 'mqtt';
import type { Db } from '../../src/kernel/db/database.ts';
import { type BenchConsole, startBenchConsole } from '../console.ts';
import { processorTime } from '../cpu-time.ts';
import { spreadOf } from '../load.ts';
import { memoryBelow } from '../memory.ts';
import type { BenchOptions } from '../options.ts';
import { accountOf, growFleet, lastTold, PASSWORD, uuidOf } from './fleet.ts';
import { type ConsoleProcess, startConsole } from './house.ts';
import { startPlayers, type Told } from './orders.ts';
import { leanest, naive, throwsAway, type Yardstick } from './yardsticks.ts';

const FLEETS = [1_000, 5_000, 10_000];
/** Beside the fleet: their heartbeats are followed until their row shows them. */
const PROBES = 8;
const PROBES_AT_ONCE = 2;
const FLOODING = 200;
const WINDOW = 20;

/** Simulated players in a process of their own, a console in another, the database beside them; all on this machine. */
export async function run({ seconds }: BenchOptions): Promise<void> {
  const bench = await startBenchConsole();
  try {
    await growFleet(bench.db, Math.max(...FLEETS) + PROBES);
    await throughput(bench, Math.round(8_000 * seconds));
    await fleets(bench, 15 * seconds);
  } finally {
    await bench.stop();
  }
}

/** Heartbeats (QoS 1) as fast as they go through, from publish to the committed row. */
async function throughput({ db, databaseUrl }: BenchConsole, messages: number): Promise<void> {
  console.log(`\nscreens: one commit takes ${(await commitMs(db)).toFixed(2)} ms here; on a memory card it is some ten`);
  console.log(`\nscreens: heartbeats (QoS 1) of ${FLOODING} players as fast as they go, ${WINDOW} of each on their way\n`);
  const bare = await floodAt(await throwsAway(), messages);
  const least = await floodAt(await leanest(db), Math.round(messages / 8));
  const oneByOne = await floodAt(await naive(db), Math.round(messages / 8));
  const house = await startConsole(databaseUrl, 'flood');
  const heard = (): Promise<number> => house.figure('caretaker_mqtt_messages_total{topic="infoscreen/:uuid/heartbeat",outcome="handled"}');
  const ours = await floodAt({ ...house, port: house.mqttPort, heard }, messages);
  const line = (what: string, perSecond: number): void =>
    console.log(`${what.padEnd(66)}${perSecond.toFixed(0).padStart(8)}${(perSecond / oneByOne).toFixed(1).padStart(8)}`);
  console.log(`${'what'.padEnd(60)}${'messages/s'.padStart(14)}${'ratio'.padStart(8)}`);
  line('the naive way: the same checks and statement, one commit for each', oneByOne);
  line('the least: nothing checked, one update and commit for each', least);
  line('the bare broker, thrown away by who hears it', bare);
  line('the console: signed in, stored by the broker, checked, committed', ours);
}

/** What the disk costs: each of these waits for it once. */
async function commitMs(db: Db): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < 200; index += 1)
    await sql`update screens.screens set process_pid = ${index} where uuid = ${uuidOf(0)}`.execute(db);
  return (performance.now() - started) / 200;
}

/** Messages per second, until the last one is done with. */
async function floodAt(target: Yardstick, messages: number): Promise<number> {
  const players = startPlayers();
  try {
    await players.give({ what: 'come', port: target.port, count: FLOODING });
    await players.give({ what: 'flood', messages: Math.round(messages / 10), window: WINDOW });
    const until = (await settled(target)) + messages;
    const started = performance.now();
    await players.give({ what: 'flood', messages, window: WINDOW });
    while ((await target.heard()) < until) await sleep(10);
    return (messages * 1_000) / (performance.now() - started);
  } finally {
    await players.stop();
    await target.stop();
  }
}

/** How many were done with when nothing moves any more. */
async function settled({ heard }: Yardstick): Promise<number> {
  for (let before = -1; ; await sleep(200)) {
    const now = await heard();
    if (now === before) return now;
    before = now;
  }
}

async function fleets(bench: BenchConsole, seconds: number): Promise<void> {
  console.log(`\nscreens: fleets that say a heartbeat (QoS 1) every 65 s and their health (QoS 0) every 5 s, for ${seconds} s each`);
  console.log('visible: from the publish of a heartbeat to its row, looked for every 5 ms; cores: of the console and the database\n');
  const widths = [9, 12, 13, 9, 9, 8, 11, 10, 8, 8];
  const row = (cells: readonly string[]): void => console.log(cells.map((cell, index) => cell.padStart(widths[index] ?? 9)).join(''));
  row(['players', 'signed in/s', 'messages/s', 'p50 ms', 'p99 ms', 'cores', 'console MB', 'of it DB', 'lost', 'dropped']);
  for (const count of FLEETS) row(await fleet(bench, count, seconds));
  console.log('');
}

async function fleet({ db, databaseUrl }: BenchConsole, count: number, seconds: number): Promise<readonly string[]> {
  const house = await startConsole(databaseUrl, 'calm');
  const players = startPlayers();
  try {
    const coming = performance.now();
    await players.give({ what: 'come', port: house.mqttPort, count });
    const signedIn = (count * 1_000) / (performance.now() - coming);
    await players.give({ what: 'talk' });
    await sleep(2_000);
    const used = await processorTime(db, house.pid);
    const [before, usedBefore, begun] = [await handled(house), used(), performance.now()];
    const times = await probe(db, house, seconds);
    const [after, usedAfter, tookMs] = [await handled(house), used(), performance.now() - begun];
    const memory = { node: memoryBelow(house.pid).nodeMb, postgres: memoryBelow(process.pid).postgresMb };
    const told = await players.give({ what: 'finish' });
    if (told.what !== 'told') throw new Error('the players did not finish');
    const lost = await lostOf(db, told, count);
    const dropped = await house.figure('caretaker_mqtt_messages_total{topic="any",outcome="dropped"}');
    const { median, p99 } = spreadOf(times);
    return [
      ...[String(count), signedIn.toFixed(0), (((after - before) * 1_000) / tookMs).toFixed(0)],
      ...[median.toFixed(0), p99.toFixed(0), ((usedAfter - usedBefore) / tookMs).toFixed(2)],
      ...[(memory.node + memory.postgres).toFixed(0), memory.postgres.toFixed(0), String(lost + players.lost()), String(dropped)],
    ];
  } finally {
    await players.stop();
    await house.stop();
  }
}

const handled = async (house: ConsoleProcess): Promise<number> => house.figure('caretaker_mqtt_messages_total{topic="infoscreen/');

/** Milliseconds until heartbeats of some players more were seen in their rows. */
async function probe(db: Db, { mqttPort }: ConsoleProcess, seconds: number): Promise<readonly number[]> {
  const until = performance.now() + seconds * 1_000;
  const times: number[] = [];
  const first = Math.max(...FLEETS);
  let next = 1_000_000_000;
  const follow = async (index: number): Promise<void> => {
    const [uuid, username] = [uuidOf(index), accountOf(index)];
    const client = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { username, password: PASSWORD, protocolVersion: 4 });
    while (performance.now() < until) {
      next += 1;
      const pid = next;
      const started = performance.now();
      client.publish(`infoscreen/${uuid}/heartbeat`, JSON.stringify({ process_pid: pid, process_status: 'running' }), { qos: 1 });
      while ((await pidOf(db, uuid)) !== pid) await sleep(5);
      times.push(performance.now() - started);
      await sleep(50);
    }
    await client.endAsync(true);
  };
  await Promise.all(Array.from({ length: PROBES_AT_ONCE }, (_none, index) => follow(first + index)));
  return times;
}

async function pidOf(db: Db, uuid: string): Promise<number | null> {
  const { rows } = await sql<{ pid: number | null }>`select process_pid as pid from screens.screens where uuid = ${uuid}`.execute(db);
  return rows[0]?.pid ?? null;
}

/** Players whose last acknowledged heartbeat is not what their row shows, after ten seconds at most. */
async function lostOf(db: Db, { last }: Told, count: number): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const shown = await lastTold(db, count + PROBES);
    const lost = last.filter(([uuid, told]) => shown.get(uuid) !== told).length;
    if (lost === 0 || tries === 100) return lost;
    await sleep(100);
  }
}
