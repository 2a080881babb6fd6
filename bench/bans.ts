import { request } from 'undici';
import { addMyToken } from '../src/kernel/contract/routes/auth.ts';
import type { Db } from '../src/kernel/db/database.ts';
import { CASES, type Case, DASHBOARD } from './bans-cases.ts';
import { clientFigures } from './bans-client.ts';
import { beginBans, growBans } from './bans-estate.ts';
import { type ConsoleProcess, startConsoleProcess } from './bans-process.ts';
import { recordFigures } from './bans-record.ts';
import { watchFigures } from './bans-watch.ts';
import { type BenchConsole, startBenchConsole } from './console.ts';
import { type Measured, measure, spreadOf } from './load.ts';
import type { BenchOptions } from './options.ts';

const SIZES = [10_000, 1_000_000];
const CURRENT = 50_000;
const DASHBOARD_WANTED = 300;
/** Megabytes. */
const MOST_MEMORY = 250;
/** What people wait for at a list, in milliseconds; figures over all that ever was have one only where the specification states it. */
const LIST_WANTED = 300;

/**
 * The archive by HTTP with an API token, one question after the other, from a console in a process of its own: against what the specification
 * wants (p95), and against loading the rows and grouping them in the application. Nothing keeps results.
 */
export async function run({ seconds }: BenchOptions): Promise<void> {
  const bench = await startBenchConsole();
  try {
    await beginBans(bench.db);
    const headers = { authorization: `Bearer ${await makeToken(bench)}` };
    await recordFigures(bench.db);
    for (const [at, size] of SIZES.entries()) await measureSize(bench, { at, headers, seconds, from: SIZES[at - 1] ?? 0, size });
    await watchFigures(bench);
  } finally {
    await bench.stop();
  }
  await clientFigures({ seconds });
}

async function makeToken({ app, cookie }: BenchConsole): Promise<string> {
  const payload = { name: 'bench', scopes: ['bans:read'] };
  const reply = await app.http.app.inject({ method: 'POST', url: `/api${addMyToken.path}`, headers: { cookie }, payload });
  return addMyToken.output.parse(reply.json()).token;
}

interface Asked {
  readonly at: number;
  readonly from: number;
  readonly size: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

async function measureSize(bench: BenchConsole, asked: Asked): Promise<void> {
  await growBans(bench.db, { from: asked.from, to: asked.size, current: Math.min(CURRENT, asked.size / 20) });
  const console_ = await startConsoleProcess(bench.databaseUrl);
  try {
    const idle = console_.memory();
    printHead(asked.size);
    for (const each of CASES) await measureCase(bench.db, console_, asked, each);
    await measureDashboard(console_, asked);
    await measureDeepPages(console_, asked);
    const before = console_.memory();
    await measureExports(console_, asked);
    printMemory(idle, before, console_.memory());
  } finally {
    await console_.stop();
  }
}

type Memory = ReturnType<ConsoleProcess['memory']>;

function printMemory(idle: Memory, before: Memory, after: Memory): void {
  const [started, asked, exported] = [idle, before, after].map(({ pssMb }) => pssMb.toFixed(0));
  const verdict = after.pssMb < MOST_MEMORY ? 'held' : 'MISSED';
  console.log(`memory of the console: ${started} MB after its start, ${asked} MB after the questions, ${exported} MB after the exports,`);
  console.log(`${after.peakMb.toFixed(0)} MB resident at the most (wanted: under ${MOST_MEMORY} MB: ${verdict})\n`);
}

async function measureCase(db: Db, { origin }: ConsoleProcess, { at, headers, seconds }: Asked, each: Case): Promise<void> {
  const speed = await measure({ urls: [`${origin}/api/bans${each.path}`], headers, askers: 1, seconds });
  const plain = each.plain === undefined ? null : await bestOf(() => each.plain?.(db));
  printRow(each.what, speed, each.wanted?.[at] ?? (each.path.startsWith('/stats/') ? null : LIST_WANTED), plain);
}

async function bestOf(work: () => Promise<unknown> | undefined): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}

/** All that a dashboard asks at once, until the last answer is there. */
async function measureDashboard({ origin }: ConsoleProcess, { headers, seconds }: Asked): Promise<void> {
  const round = () => Promise.all(DASHBOARD.map((path) => bodyOf(`${origin}/api/bans${path}`, headers)));
  printRow(`dashboard (${DASHBOARD.length} at once)`, await repeated(round, seconds), DASHBOARD_WANTED, null);
}

async function repeated(round: () => Promise<unknown>, seconds: number): Promise<Pick<Measured, 'median' | 'p95' | 'p99'>> {
  const times: number[] = [];
  const warmUntil = performance.now() + seconds * 500;
  while (performance.now() < warmUntil) await round();
  for (const until = performance.now() + seconds * 1_000; performance.now() < until; ) {
    const started = performance.now();
    await round();
    times.push(performance.now() - started);
  }
  return spreadOf(times);
}

const DEEP = 60;

/** Pages of 200, each by the cursor of the one before. */
async function measureDeepPages({ origin }: ConsoleProcess, { headers }: Asked): Promise<void> {
  const times: number[] = [];
  for (let cursor = '', page = 0; page < DEEP; page += 1) {
    const started = performance.now();
    const body = await bodyOf(`${origin}/api/bans?limit=200&provenance=filter${cursor}`, headers);
    times.push(performance.now() - started);
    const next: unknown = JSON.parse(body.toString()).nextCursor;
    if (typeof next !== 'string') break;
    cursor = `&cursor=${next}`;
  }
  printRow('pages of 200, 60 deep', spreadOf(times), LIST_WANTED, null);
}

async function measureExports({ origin }: ConsoleProcess, { headers, size }: Asked): Promise<void> {
  for (const name of ['export.csv', 'export.json']) {
    const started = performance.now();
    const { statusCode, body } = await request(`${origin}/api/bans/${name}`, { headers, bodyTimeout: 0 });
    let bytes = 0;
    for await (const chunk of body) bytes += Buffer.from(chunk).length;
    if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`);
    const perSecond = (size * 1_000) / (performance.now() - started);
    console.log(`${name.padEnd(26)}${(bytes / 1_048_576).toFixed(0).padStart(6)} MB, ${perSecond.toFixed(0)} bans per second`);
  }
}

async function bodyOf(url: string, headers: Asked['headers']): Promise<Buffer> {
  const { statusCode, body } = await request(url, { headers });
  const bytes = Buffer.from(await body.arrayBuffer());
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}: ${bytes.toString()}`);
  return bytes;
}

const line = ([what = '', ...cells]: readonly string[]): string => what.padEnd(26) + cells.map((cell) => cell.padStart(10)).join('');

function printHead(size: number): void {
  console.log(
    `\nbans: ${size.toLocaleString('en')} in the archive; plain: the rows loaded and grouped in the application, and how many times longer\n`,
  );
  console.log(line(['what', 'p50 ms', 'p95', 'wanted', '', 'plain ms', 'ratio']));
}

function printRow(what: string, speed: Pick<Measured, 'median' | 'p95'>, wanted: number | null, plain: number | null): void {
  const verdict = wanted === null ? '' : speed.p95 < wanted ? 'held' : 'MISSED';
  const yardstick = plain === null ? ['', ''] : [plain.toFixed(0), (plain / speed.median).toFixed(1)];
  console.log(line([what, speed.median.toFixed(1), speed.p95.toFixed(1), String(wanted ?? ''), verdict, ...yardstick]));
}
