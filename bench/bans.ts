import { Pool } from 'undici';
import { addMyToken } from '../src/kernel/contract/routes/auth.ts';
import type { Db } from '../src/kernel/db/database.ts';
import { type Asker, bodyOf, repeated, repeatedTimes } from './bans-ask.ts';
import { CASES, type Case, DEEP, dashboardOf } from './bans-cases.ts';
import { clientFigures } from './bans-client.ts';
import { beginBans, growBans } from './bans-estate.ts';
import { measureExports } from './bans-exports.ts';
import { importFigures } from './bans-import.ts';
import { type ConsoleProcess, startConsoleProcess } from './bans-process.ts';
import { recordFigures } from './bans-record.ts';
import { printHead, printRow } from './bans-table.ts';
import { type BenchConsole, startBenchConsole } from './console.ts';
import { measure, spreadOf } from './load.ts';
import type { BenchOptions } from './options.ts';

const SIZES = [10_000, 1_000_000];
const CURRENT = 50_000;
/** Milliseconds at p95 that every page and every question is to hold. */
const WANTED = 300;

/**
 * The archive by HTTP with an API token, one question after the other, from a console in a process of its own: against what the specification
 * wants (p95), and against loading the rows and grouping them in the application. Nothing keeps results.
 */
export async function run({ seconds }: BenchOptions): Promise<void> {
  const bench = await startBenchConsole();
  try {
    await beginBans(bench.db);
    const asker = { headers: { authorization: `Bearer ${await makeToken(bench)}` }, seconds };
    await recordFigures(bench.db, 'nothing');
    for (const [at, size] of SIZES.entries()) await measureSize(bench, asker, { from: SIZES[at - 1] ?? 0, size });
    await recordFigures(bench.db, 'all of it');
    await importFigures(bench, asker);
  } finally {
    await bench.stop();
  }
  await clientFigures({ seconds });
}

async function makeToken({ app, cookie }: BenchConsole): Promise<string> {
  const payload = { name: 'bench', scopes: ['bans:read', 'bans:lists'] };
  const reply = await app.http.app.inject({ method: 'POST', url: `/api${addMyToken.path}`, headers: { cookie }, payload });
  return addMyToken.output.parse(reply.json()).token;
}

async function measureSize(
  bench: BenchConsole,
  asker: Asker,
  { from, size }: { readonly from: number; readonly size: number },
): Promise<void> {
  await growBans(bench.db, { from, to: size, current: Math.min(CURRENT, size / 20) });
  const console_ = await startConsoleProcess(bench.databaseUrl);
  try {
    const idle = console_.memory();
    printHead(size);
    await measureDashboards(console_, asker);
    for (const each of CASES) await measureCase(bench.db, console_, asker, { each, isFew: size === SIZES[0] });
    for (const each of DEEP) await measureDeepPages(console_, asker, each);
    await measureExports(console_, asker, { idle, size });
  } finally {
    await console_.stop();
  }
}

interface Asked {
  readonly each: Case;
  readonly isFew: boolean;
}

async function measureCase(db: Db, { origin }: ConsoleProcess, asker: Asker, { each, isFew }: Asked): Promise<void> {
  const url = `${origin}/api/bans${each.path}`;
  const speed = await (each.isRationed === true
    ? rationed(url, asker)
    : measure({ urls: [url], headers: asker.headers, askers: 1, seconds: asker.seconds }));
  const { plain, wantedOfFew = WANTED } = each;
  printRow(each.what, speed, isFew ? wantedOfFew : WANTED, plain === undefined ? null : await bestOf(() => plain(db)));
}

const RATION = 20;

/** The first of them warms up. */
async function rationed(url: string, asker: Asker) {
  await bodyOf(url, asker);
  return await repeatedTimes(() => bodyOf(url, asker), RATION);
}

async function bestOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}

/** So many connections a browser opens to one console. */
const CONNECTIONS = 6;

/** All that the dashboard asks at once, until the last answer is there. */
async function measureDashboards({ origin }: ConsoleProcess, asker: Asker): Promise<void> {
  const browser = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  try {
    for (const [what, period] of [
      ['dashboard, 7 days', 7],
      ['dashboard, active', 'active'],
      ['dashboard, a year', 365],
    ] as const) {
      const paths = dashboardOf(period);
      const round = () => Promise.all(paths.map((path) => bodyOf(`${origin}/api/bans${path}`, asker, browser)));
      printRow(what, await repeated(round, asker), WANTED);
    }
  } finally {
    await browser.close();
  }
}

const PAGES = 60;

/** Pages of 200, each by the cursor of the one before. */
async function measureDeepPages({ origin }: ConsoleProcess, asker: Asker, { what, path }: Pick<Case, 'what' | 'path'>): Promise<void> {
  const times: number[] = [];
  for (let cursor = '', page = 0; page < PAGES; page += 1) {
    const started = performance.now();
    const body = await bodyOf(`${origin}/api/bans${path}${cursor}`, asker);
    times.push(performance.now() - started);
    const next: unknown = JSON.parse(body.toString()).nextCursor;
    if (typeof next !== 'string') break;
    cursor = `&cursor=${next}`;
  }
  printRow(`pages, ${what}`, spreadOf(times), WANTED);
}
