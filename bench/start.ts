import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinaries } from '../src/kernel/db/embedded/binaries.ts';
import { clearPostmaster, spawnPostmaster, untilReady } from '../src/kernel/db/embedded/postmaster.ts';
import { socketFolder } from '../src/kernel/db/embedded/socket-folder.ts';
import { chooseUser } from '../src/kernel/db/embedded/user.ts';
import { freePort } from '../src/kernel/http/free-port.ts';
import { type Memory, memoryBelow } from './memory.ts';

const PROJECT = new URL('../', import.meta.url).pathname;
const WARM_STARTS = 5;
const IDLE_SECONDS = 60;

/** From the command to an answering `/readiness`, and memory after a minute of nothing, against a bare Node and a bare PostgreSQL. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-bench-'));
  chmodSync(folder, 0o711);
  try {
    const dataDir = join(folder, 'data');
    const cold = await startAndStop(dataDir, ['node', 'bin/run.mjs', 'up']);
    const warm = await fastest(() => startAndStop(dataDir, ['node', 'bin/run.mjs', 'up']));
    const withNpm = await fastest(() => startAndStop(dataDir, ['npm', 'run', 'up']));
    const idle = await idleMemory(dataDir);
    const bare = await bareParts(dataDir);
    print({ cold, warm, withNpm, idle, bare });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The best of several: the others also measure what else the machine was doing. */
async function fastest(measure: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let count = 0; count < WARM_STARTS; count += 1) all.push(await measure());
  return Math.min(...all);
}

interface Up {
  readonly child: ChildProcess;
  /** From the command to the first 200 of `/readiness`. */
  readonly seconds: number;
}

async function start(dataDir: string, [program = '', ...args]: readonly string[]): Promise<Up> {
  const port = await freePort('127.0.0.1');
  const env = { ...process.env, CARETAKER_DATA_DIR: dataDir, CARETAKER_PORT: String(port), CARETAKER_MQTT_PORT: '0' };
  const started = performance.now();
  const child = spawn(program, args, { cwd: PROJECT, env, stdio: 'ignore' });
  while ((await readinessAt(port)) !== 200) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    await sleep(5);
  }
  return { child, seconds: (performance.now() - started) / 1_000 };
}

const readinessAt = (port: number): Promise<number> =>
  fetch(`http://127.0.0.1:${port}/readiness`).then(
    ({ status }) => status,
    () => 0, // Nobody listens yet.
  );

async function startAndStop(dataDir: string, command: readonly string[]): Promise<number> {
  const { child, seconds } = await start(dataDir, command);
  await stop(child);
  return seconds;
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function idleMemory(dataDir: string): Promise<Memory> {
  const { child } = await start(dataDir, ['node', 'bin/run.mjs', 'up']);
  await sleep(IDLE_SECONDS * 1_000);
  const memory = memoryBelow(child.pid ?? 0);
  await stop(child);
  return memory;
}

interface Bare {
  readonly nodeSeconds: number;
  readonly postgresSeconds: number;
  readonly memory: Memory;
}

/** What nobody gets below: a Node that does nothing, and PostgreSQL on the same cluster, with nobody connected. */
async function bareParts(dataDir: string): Promise<Bare> {
  const nodeSeconds = await fastest(async () => {
    const started = performance.now();
    await once(spawn(process.execPath, ['-e', '0']), 'exit');
    return (performance.now() - started) / 1_000;
  });
  const { postgres } = findBinaries();
  const cluster = join(dataDir, 'postgres');
  const user = chooseUser({ dataDir, cluster, postgres });
  await clearPostmaster(cluster);
  const started = performance.now();
  const database = spawnPostmaster({ postgres, cluster, socketFolder: socketFolder(dataDir), user, fsync: true });
  if ((await untilReady(database, cluster)) !== 'ready') throw new Error('the bare database did not start');
  const postgresSeconds = (performance.now() - started) / 1_000;
  const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  await sleep(2_000);
  const memory = { nodeMb: memoryBelow(idle.pid ?? 0).nodeMb, postgresMb: memoryBelow(database.pid ?? 0).postgresMb };
  await stop(idle);
  const gone = once(database, 'exit');
  database.stdin.end();
  await gone;
  return { nodeSeconds, postgresSeconds, memory };
}

interface Measured {
  readonly cold: number;
  readonly warm: number;
  readonly withNpm: number;
  readonly idle: Memory;
  readonly bare: Bare;
}

function print({ cold, warm, withNpm, idle, bare }: Measured): void {
  const bareStart = bare.nodeSeconds + bare.postgresSeconds;
  const rows: readonly (readonly [string, number, number, string])[] = [
    ['start on an empty data folder', cold, bareStart, 's'],
    ['start on a used data folder', warm, bareStart, 's'],
    ['the same by npm run up', withNpm, bareStart, 's'],
    ['memory of Node', idle.nodeMb, bare.memory.nodeMb, 'MB'],
    ['memory of PostgreSQL', idle.postgresMb, bare.memory.postgresMb, 'MB'],
    ['memory together', idle.nodeMb + idle.postgresMb, bare.memory.nodeMb + bare.memory.postgresMb, 'MB'],
  ];
  console.log(`\nstart: to an answering /readiness; memory after ${IDLE_SECONDS} s of nothing; bare: node -e 0 and postgres alone\n`);
  console.log(`${'what'.padEnd(32)}${'console'.padStart(12)}${'bare'.padStart(12)}${'ratio'.padStart(8)}`);
  for (const [what, ours, theirs, unit] of rows) {
    const shown = (value: number): string => `${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`.padStart(12);
    console.log(`${what.padEnd(32)}${shown(ours)}${shown(theirs)}${(ours / theirs).toFixed(1).padStart(8)}`);
  }
  console.log('');
}
