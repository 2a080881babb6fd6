import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Db } from '../src/kernel/db/database.ts';
import { createWatch } from '../src/modules/bans/actions/hosts/watch.ts';
import { watchHouse } from '../src/modules/bans/testing/watch-house.ts';
import type { BenchConsole } from './console.ts';

const HOSTS = 200;
const JAILS = 4;
const BANS = 40;
/** As it is set where nobody has changed it. */
const INTERVAL_SECONDS = 30;
/** A look begins at most a twentieth later than its interval says; the rest is its own time and the wait for a place. */
const LATEST_SECONDS = 1.25 * INTERVAL_SECONDS;
const ROUNDS = 4;
/** Kept between rounds by what is not the watch: prepared statements, compiled code. */
const MOST_GROWTH_MB = 10;

/**
 * The watch over as many hosts as the specification names, each with a socket, jails, bans and a database of its own: how long after one look the next
 * one comes, and what a round leaves in memory.
 */
export async function watchFigures({ db, databaseUrl: url }: BenchConsole): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'f2b-watch-'));
  const servers = await startServers(folder);
  const house = watchHouse({ db, url });
  try {
    const ids: string[] = [];
    for (let at = 0; at < HOSTS; at += 1)
      ids.push(await house.addHost({ socket: join(folder, `${at}.sock`), configFolder: '/etc/fail2ban' }));
    const started = performance.now();
    const stop = await createWatch(house.parts).start();
    await allLookedAt(db, ids);
    const firstMs = performance.now() - started;
    const heaps = [heapMb()];
    const gaps: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      gaps.push(...(await gapsDuring(db, ids, INTERVAL_SECONDS * 1_000)));
      heaps.push(heapMb());
    }
    await stop();
    print({ firstMs, gaps: gaps.toSorted((a, b) => a - b), heaps, isAllWell: await allWell(db, ids) });
  } finally {
    await house.parts.reach.close();
    servers.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startServers(folder: string): Promise<ChildProcess> {
  const script = new URL('./bans-watch-servers.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder, String(HOSTS), String(JAILS), String(BANS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

const contacts = async (db: Db, ids: readonly string[]): Promise<Map<string, number | null>> => {
  const rows = await db.selectFrom('bans.hosts').select(['id', 'contacted_at']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, contacted_at }) => [id, contacted_at?.epochMilliseconds ?? null]));
};

async function allLookedAt(db: Db, ids: readonly string[]): Promise<void> {
  while ([...(await contacts(db, ids)).values()].includes(null)) await delay(200);
}

/** Seconds between two looks at the same host, of all hosts; also of those that are still waited for at the end. */
async function gapsDuring(db: Db, ids: readonly string[], ms: number): Promise<number[]> {
  const end = performance.now() + ms;
  const gaps: number[] = [];
  let before = await contacts(db, ids);
  while (performance.now() < end) {
    await delay(1_000);
    const now = await contacts(db, ids);
    for (const [id, at] of now) {
      const last = before.get(id) ?? null;
      if (at !== null && last !== null && at !== last) gaps.push((at - last) / 1_000);
    }
    before = now;
  }
  const waiting = [...before.values()].map((at) => (Date.now() - (at ?? 0)) / 1_000).filter((seconds) => seconds > LATEST_SECONDS);
  return [...gaps, ...waiting];
}

const allWell = async (db: Db, ids: readonly string[]): Promise<boolean> =>
  (await db.selectFrom('bans.hosts').select('id').where('id', 'in', ids).where('failure', 'is not', null).execute()).length === 0;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1_048_576;
}

interface Figures {
  readonly firstMs: number;
  readonly gaps: readonly number[];
  readonly heaps: readonly number[];
  readonly isAllWell: boolean;
}

function print({ firstMs, gaps, heaps, isAllWell }: Figures): void {
  const at = (share: number): number => gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? Number.NaN;
  const growth = (heaps.at(-1) ?? 0) - (heaps[0] ?? 0);
  const [p50, p95, longest] = [at(0.5), at(0.95), at(1)].map((seconds) => seconds.toFixed(1));
  console.log(`\nbans: the watch over ${HOSTS} hosts with ${JAILS} jails and ${BANS} bans each, every ${INTERVAL_SECONDS} s, 8 at once\n`);
  console.log(`first look at all: ${(firstMs / 1_000).toFixed(1)} s; all answered at the end: ${isAllWell ? 'yes' : 'NO'}`);
  console.log(`${gaps.length} looks: ${p50} s after the one before (p50), ${p95} s (p95), ${longest} s at the most`);
  console.log(`(wanted: at most ${LATEST_SECONDS} s: ${at(1) <= LATEST_SECONDS ? 'held' : 'MISSED'})`);
  console.log(`heap after each round: ${heaps.map((mb) => mb.toFixed(1)).join(', ')} MB`);
  console.log(`(wanted: at most ${MOST_GROWTH_MB} MB more than after the first: ${growth <= MOST_GROWTH_MB ? 'held' : 'MISSED'})\n`);
}
