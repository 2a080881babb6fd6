import fastify from 'fastify';
import { WHOLE_ESTATE } from '../src/kernel/contract/access.ts';
import { addMyToken } from '../src/kernel/contract/routes/auth.ts';
import { listedPage } from '../src/modules/servers/store/listed.ts';
import type { ServerFilter } from '../src/modules/servers/store/server-filters.ts';
import type { ServerSort } from '../src/modules/servers/store/server-order.ts';
import { type BenchConsole, startBenchConsole } from './console.ts';
import { beginEstate, growEstate } from './estate.ts';
import { reportIntake } from './intake.ts';
import { type Measured, measure } from './load.ts';
import type { BenchOptions } from './options.ts';
import { ownTime } from './own-time.ts';
import { oneAndTwoProcesses } from './processes.ts';

const SIZES = [1_000, 100_000];
const LIMIT = 50;

/** One list that is asked for: its query, and the same for the store. */
interface Case {
  readonly query: string;
  readonly sort?: ServerSort;
  readonly filter?: Omit<ServerFilter, 'at'>;
  readonly askers?: number;
}

const sorted = (sort: ServerSort): Case => ({ query: `sort=${sort}`, sort });

const CASES: readonly Case[] = [
  { query: '' },
  { query: '', askers: 32 },
  ...(['-name', 'status', '-status', 'nextUpdateDueAt', '-nextUpdateDueAt', 'pendingUpdates', '-pendingUpdates'] as const).map(sorted),
  ...(['reportedAt', '-reportedAt'] as const).map(sorted),
  { query: 'status=overdue', filter: { status: ['overdue'] } },
  { query: 'report=silent&sort=status', filter: { report: ['silent'] }, sort: 'status' },
  { query: 'hasSecurityUpdates=true', filter: { hasSecurityUpdates: true } },
  { query: 'rebootRequired=true', filter: { rebootRequired: true } },
  { query: 'tag=dmz', filter: { tag: 'dmz' } },
  { query: 'responsible=none', filter: { responsible: ['none'] } },
  { query: 'window=safe' },
  { query: 'q=srv77', filter: { q: 'srv77' } },
  { query: 'q=nowhere', filter: { q: 'nowhere' } },
  { query: 'q=nowhere', filter: { q: 'nowhere' }, askers: 32 },
];

/**
 * A page of 50 servers with all that is computed of them, by HTTP with an API token: against a bare Fastify that sends the same bytes (a),
 * and against what one connection of the database could read if there were nothing else to do (b). Nothing keeps results.
 * The load comes from the same process and shares its core with the console, and with the bare Fastify.
 */
export async function run({ seconds }: BenchOptions): Promise<void> {
  const bench = await startBenchConsole();
  try {
    await beginEstate(bench.db);
    const headers = { authorization: `Bearer ${await makeToken(bench)}` };
    const { port } = await bench.app.http.listen({ host: '127.0.0.1', port: 0 });
    printHead();
    for (const size of SIZES) {
      await growEstate(bench.db, size);
      for (const each of CASES) await compare(bench, { ...each, size, headers, seconds, origin: `http://127.0.0.1:${port}` });
    }
    await oneAndTwoProcesses({ databaseUrl: bench.databaseUrl, headers, seconds });
    await reportIntake(bench);
  } finally {
    await bench.stop();
  }
}

async function makeToken({ app, cookie }: BenchConsole): Promise<string> {
  const payload = { name: 'bench', scopes: ['servers:read'] };
  const reply = await app.http.app.inject({ method: 'POST', url: `/api${addMyToken.path}`, headers: { cookie }, payload });
  return addMyToken.output.parse(reply.json()).token;
}

interface Asked extends Case {
  readonly size: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly origin: string;
}

async function compare(
  bench: BenchConsole,
  { query, sort = 'name', filter, askers = 4, size, headers, seconds, origin }: Asked,
): Promise<void> {
  const path = `/api/servers?limit=${LIMIT}${query === '' ? '' : `&${query}`}`;
  const reply = await bench.app.http.app.inject({ method: 'GET', url: path, headers });
  if (reply.statusCode !== 200) throw new Error(`${path} answered ${reply.statusCode}: ${reply.body}`);
  const bare = await bareSpeed(reply.body, { headers, askers, seconds });
  const speed = await measure({ urls: [`${origin}${path}`], headers, askers, seconds });
  const hasOwn = sort !== 'name' || filter !== undefined || query === '';
  const own = hasOwn
    ? await ownTime(bench.databaseUrl, (db) =>
        listedPage(db, { scope: WHOLE_ESTATE, filter: { ...filter, at: Temporal.Now.instant() }, sort, page: { limit: LIMIT } }),
      )
    : null;
  printRow({ size, what: query === '' ? 'sort=name' : query, askers, bytes: reply.body.length, bare, speed, own });
}

async function bareSpeed(bytes: string, load: { readonly headers: Asked['headers']; readonly askers: number; readonly seconds: number }) {
  const app = fastify();
  app.get('/api/servers', (_request, reply) => reply.type('application/json; charset=utf-8').send(bytes));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const speed = await measure({ ...load, urls: [`${url}/api/servers`], seconds: load.seconds / 2 });
  await app.close();
  return speed;
}

const COLUMNS = [
  ['servers', 8],
  ['list', 27],
  ['askers', 8],
  ['KiB', 5],
  ['per s', 8],
  ['bare per s', 12],
  ['(a)', 7],
  ['db ms', 8],
  ['(b)', 7],
  ['p50 ms', 8],
  ['p95', 8],
  ['p99', 8],
] as const;

const line = (cells: readonly (string | number)[]): string =>
  cells.map((cell, at) => (at === 1 ? `  ${cell}`.padEnd(27) : String(cell).padStart(COLUMNS[at]?.[1] ?? 8))).join('');

function printHead(): void {
  console.log(
    `\nservers: a page of ${LIMIT} by API token; (a): bare Fastify with the same bytes / console; (b): one database connection / console\n`,
  );
  console.log(line(COLUMNS.map(([name]) => name)));
}

interface Row {
  readonly size: number;
  readonly what: string;
  readonly askers: number;
  readonly bytes: number;
  readonly bare: Measured;
  readonly speed: Measured;
  readonly own: number | null;
}

function printRow({ size, what, askers, bytes, bare, speed, own }: Row): void {
  const ratios = [bare.perSecond / speed.perSecond, own === null ? null : 1_000 / own / speed.perSecond];
  const [a = '', b = ''] = ratios.map((ratio) => ratio?.toFixed(1) ?? '');
  const latencies = [speed.median, speed.p95, speed.p99].map((milliseconds) => milliseconds.toFixed(1));
  const speeds = [speed.perSecond.toFixed(0), bare.perSecond.toFixed(0), a, own?.toFixed(2) ?? '', b];
  console.log(line([size, what, askers, Math.round(bytes / 1_024), ...speeds, ...latencies]));
}
