import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { Agent, request } from 'undici';
import { sendReport } from '../src/modules/servers/contract/routes.ts';
import type { BenchConsole } from './console.ts';
import { spreadOf } from './load.ts';

const MACHINES = 1_000;

/** Reports of many machines that come at the same moment, each on a connection of its own: what was answered well must be stored, all of it. */
export async function reportIntake(bench: BenchConsole): Promise<void> {
  await bench.start();
  const tokens = Array.from(
    { length: MACHINES },
    (_none, machine) => `ctr_${createHash('sha256').update(`bench ${machine}`).digest('base64url')}`,
  );
  await addTokens(bench, tokens);
  const template = ownReport();
  const { port } = await listening(bench);
  const agent = new Agent({ connections: MACHINES, headersTimeout: 120_000 });
  const started = performance.now();
  const answers = await Promise.all(
    tokens.map((token, machine) => send(`http://127.0.0.1:${port}`, { agent, token, body: reportOf(template, machine) })),
  );
  const seconds = (performance.now() - started) / 1_000;
  await agent.close();
  print(answers, { seconds, bytes: template.length, stored: await storedOf(bench, template) });
}

async function listening({ app }: BenchConsole): Promise<{ readonly port: number }> {
  const address = app.http.app.server.address();
  return typeof address === 'object' && address !== null ? address : await app.http.listen({ host: '127.0.0.1', port: 0 });
}

async function addTokens({ db }: BenchConsole, tokens: readonly string[]): Promise<void> {
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest('hex'));
  await sql`
    with server as (select id, row_number() over (order by id) as place from servers.servers order by id limit ${MACHINES}::int)
    insert into servers.report_tokens (id, server_id, token_hash, hint, created_at)
    select kernel.uuidv7(), server.id, token.hash, 'ctr_bench', now()
    from server join unnest(${hashes}::text[]) with ordinality as token (hash, place) using (place)`.execute(db);
  // They have not reported before: the first report binds the machine.
  await sql`
    update servers.reports set received_at = null, body_hash = null, silent_at = null, machine_hash = null, inventory = 'unknown',
      pending_updates = null, pending_security_updates = null
    where server_id in (select server_id from servers.report_tokens)`.execute(db);
}

/** What the agent says of this very machine. */
function ownReport(): string {
  const script = new URL('../agent/report.sh', import.meta.url).pathname;
  return execFileSync('sh', [script, '--dry-run'], { encoding: 'utf8' });
}

/** The same from another machine. */
function reportOf(template: string, machine: number): string {
  const hash = createHash('sha256').update(`machine ${machine}`).digest('hex');
  return template.replace(/^MACHINE: .*$/m, `MACHINE: ${hash}`).replace(/^HOST: .*$/m, `HOST: srv${machine}`);
}

interface Report {
  readonly agent: Agent;
  readonly token: string;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly milliseconds: number;
}

async function send(origin: string, { agent, token, body }: Report): Promise<Answer> {
  const started = performance.now();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' };
  const reply = await request(`${origin}/api${sendReport.path}`, { method: 'POST', headers, body, dispatcher: agent });
  await reply.body.dump();
  return { status: reply.statusCode, milliseconds: performance.now() - started };
}

/** How many of the reports are in the database, each of its own machine and with every package of the text. */
async function storedOf({ db }: BenchConsole, template: string): Promise<number> {
  const machines = Array.from({ length: MACHINES }, (_none, machine) =>
    createHash('sha256').update(reportOf(template, machine)).digest('hex'),
  );
  const { rows } = await sql<{ count: number }>`
    select count(distinct r.body_hash) as count from servers.reports r
    where r.body_hash = any(${machines}::text[])
      and coalesce(r.pending_updates, 0) = (select count(*) from servers.pending_packages p where p.server_id = r.server_id)`.execute(db);
  return rows[0]?.count ?? 0;
}

function print(
  answers: readonly Answer[],
  { seconds, bytes, stored }: { readonly seconds: number; readonly bytes: number; readonly stored: number },
): void {
  const accepted = answers.filter(({ status }) => status === 204).length;
  const byStatus = [...Map.groupBy(answers, ({ status }) => status)].map(([status, all]) => `${all.length} × ${status}`);
  const { median, p95, p99 } = spreadOf(answers.map(({ milliseconds }) => milliseconds));
  console.log(
    `\nintake: reports of ${MACHINES} machines at once, ${(bytes / 1_024).toFixed(1)} KiB each, with all that follows from them\n`,
  );
  console.log(`sent ${MACHINES}, answered ${byStatus.join(', ')}; accepted ${accepted}, stored ${stored}, lost ${accepted - stored}`);
  console.log(
    `${seconds.toFixed(1)} s, ${(MACHINES / seconds).toFixed(0)} per second; p50 ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms\n`,
  );
}
