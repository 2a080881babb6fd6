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
import { watchFigures } from './bans-watch.ts';
import { type BenchConsole, startBenchConsole } from './console.ts';
import { processorTime } from './cpu-time.ts';
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
    await watchFigures(bench);
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
    const place = { console_, asker, cpu: await processorTime(bench.db, console_.pid) };
    printHead(size);
    await measureDashboards(place);
    for (const each of CASES) await measureCase(bench.db, place, { each, isFew: size === SIZES[0] });
    for (const each of DEEP) await measureDeepPages(place, each);
    await measureExports(console_, asker, { idle, size });
  } finally {
    await console_.stop();
  }
}

interface Place {
  readonly console_: ConsoleProcess;
  readonly asker: Asker;
  /** Milliseconds so far. */
  readonly cpu: () => number;
}

interface Asked {
  readonly each: Case;
  readonly isFew: boolean;
}

const RATION = 20;

async function measureCase(db: Db, { console_: { origin }, asker, cpu }: Place, { each, isFew }: Asked): Promise<void> {
  const round = () => bodyOf(`${origin}/api/bans${each.path}`, asker);
  if (each.isRationed === true) await round();
  const speed = await (each.isRationed === true ? repeatedTimes(round, RATION, cpu) : repeated(round, asker, cpu));
  const { plain, wantedOfFew = WANTED } = each;
  printRow(each.what, speed, isFew ? wantedOfFew : WANTED, plain === undefined ? null : await bestOf(() => plain(db)));
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
async function measureDashboards({ console_: { origin }, asker, cpu }: Place): Promise<void> {
  const browser = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  try {
    for (const [what, period] of [
      ['dashboard, 7 days', 7],
      ['dashboard, active', 'active'],
      ['dashboard, a year', 365],
    ] as const) {
      const paths = dashboardOf(period);
      const round = () => Promise.all(paths.map((path) => bodyOf(`${origin}/api/bans${path}`, asker, browser)));
      printRow(what, await repeated(round, asker, cpu), WANTED);
    }
  } finally {
    await browser.close();
  }
}

const PAGES = 60;

/** Pages of 200, each by the cursor of the one before; behind the last one it begins anew. */
async function measureDeepPages({ console_: { origin }, asker, cpu }: Place, { what, path }: Pick<Case, 'what' | 'path'>): Promise<void> {
  let cursor = '';
  const page = async (): Promise<void> => {
    const body = await bodyOf(`${origin}/api/bans${path}${cursor}`, asker);
    const next: unknown = JSON.parse(body.toString()).nextCursor;
    cursor = typeof next === 'string' ? `&cursor=${next}` : '';
  };
  printRow(`pages, ${what}`, await repeatedTimes(page, PAGES, cpu), WANTED);
}
