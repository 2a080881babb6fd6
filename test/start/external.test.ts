import { join } from 'node:path';
import { expect } from 'vitest';
import { reportText } from '../../src/modules/servers/testing/report-text.ts';
import { withDistributionPostgres } from '../distribution-postgres.ts';
import { testNeeding } from '../needs.ts';
import { itemsOf } from './connection.ts';
import { type RunningProcess, startedConsole, temporaryFolder } from './console-process.ts';

const dataDir = () => join(temporaryFolder(), 'data');

/** What a person and a machine do on a new console; all answers, without what differs from one console to the next. */
async function firstDay(console: RunningProcess): Promise<unknown> {
  await console.setUp(console.setupToken);
  const bearer = await console.signIn();
  const ask = (method: string, path: string, body?: unknown) =>
    console.ask(method, path, { bearer, ...(body === undefined ? {} : { body }) });
  for (const name of ['srv10', 'srv2', 'Äpfel', 'zebra', 'apfel']) await ask('POST', '/api/servers', { name, hostname: 'h' });
  const listed = itemsOf(await ask('GET', '/api/servers'));
  const id = String(listed[0]?.['id']);
  const { body } = await ask('POST', `/api/servers/${id}/report-token`, {});
  const report = reportText({ now: Temporal.Now.instant(), pending: ['bash', 'openssl!'], rebootFile: true });
  const { status } = await console.ask('POST', '/api/servers/report', { bearer: String(body['token']), body: report });
  const server = await ask('GET', `/api/servers/${id}`);
  const later = await ask('GET', '/api/servers?at=2030-01-01T00:00:00Z&sort=-pendingUpdates');
  const audit = itemsOf(await ask('GET', '/api/audit'));
  return {
    names: listed.map(({ name }) => name),
    reported: status,
    server: pick(server.body, ['name', 'reportState', 'pendingUpdates', 'pendingSecurityUpdates', 'rebootRequired', 'updateStatus']),
    later: itemsOf(later).map((one) => pick(one, ['name', 'reportState', 'updateStatus'])),
    audit: audit.map(({ action }) => action),
    readiness: (await console.ask('GET', '/readiness')).body['status'],
  };
}

const pick = (row: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, row[name]]));

testNeeding('postgresql', 'a PostgreSQL of the distribution serves the same as the embedded one', () =>
  withDistributionPostgres(async ({ url }) => {
    const [external, embedded] = await Promise.all([
      startedConsole({ dataDir: dataDir(), env: { CARETAKER_DATABASE_URL: url } }),
      startedConsole({ dataDir: dataDir() }),
    ]);
    const [there, here] = await Promise.all([firstDay(external), firstDay(embedded)]);
    expect(there).toEqual(here);
    expect(there).toMatchObject({ names: ['apfel', 'Äpfel', 'srv2', 'srv10', 'zebra'], reported: 204, readiness: 'ready' });
    const { body } = await external.ask('GET', '/readiness');
    expect(body).toMatchObject({ checks: { database: { detail: expect.stringMatching(/^PostgreSQL 1[5-9]/) } } });
  }),
);

testNeeding('postgresql', 'an external database may come later than the console, and may be restarted under it', () =>
  withDistributionPostgres(async (database) => {
    database.stop();
    const starting = startedConsole({ dataDir: dataDir(), env: { CARETAKER_DATABASE_URL: database.url } });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    database.start();
    const console = await starting;
    await console.setUp(console.setupToken);
    const bearer = await console.signIn();
    database.stop();
    expect(await console.ask('GET', '/api/servers', { bearer })).toMatchObject({
      status: 503,
      body: { code: 'kernel.database_unavailable' },
    });
    expect((await console.ask('GET', '/readiness')).status).toBe(503);
    database.start();
    await expect.poll(async () => (await console.ask('GET', '/api/servers', { bearer })).status, { timeout: 10_000 }).toBe(200);
    await expect.poll(async () => (await console.ask('GET', '/readiness')).body['status'], { timeout: 10_000 }).toBe('ready');
  }),
);
