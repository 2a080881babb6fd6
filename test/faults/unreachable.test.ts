import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { withDistributionPostgres } from '../distribution-postgres.ts';
import { testNeeding } from '../needs.ts';
import { type Answer, everyItem } from '../start/connection.ts';
import { type RunningProcess, startedConsole, temporaryFolder } from '../start/console-process.ts';
import { databaseLine } from '../start/database-line.ts';

const AWAY_MS = 60_000;

testNeeding(
  'postgresql',
  'a database that cannot be reached for a minute: requests end with a sentence, readiness tells, and all is well afterwards',
  () =>
    withDistributionPostgres(async ({ url }) => {
      const line = await databaseLine(url);
      const console = await startedConsole({
        dataDir: join(temporaryFolder(), 'data'),
        env: { CARETAKER_DATABASE_URL: line.url },
      });
      await console.setUp(console.setupToken);
      const bearer = await console.signIn();
      expect((await add(console, bearer, 'before')).status).toBe(201);

      line.cut();
      const asked = ['during-1', 'during-2', 'during-3'].map((name) => add(console, bearer, name));
      await expect.poll(async () => (await console.ask('GET', '/readiness')).status, { timeout: 10_000 }).toBe(503);
      expect((await console.ask('GET', '/healthz')).status).toBe(200);
      await sleep(AWAY_MS);
      for (const { status, body } of await Promise.all(asked)) {
        expect({ status, body }).toMatchObject({
          status: 503,
          body: { code: 'kernel.database_unavailable', title: expect.stringMatching(/\.$/) },
        });
      }

      line.mend();
      await expect.poll(async () => (await add(console, bearer, 'after')).status, { timeout: 30_000, interval: 500 }).toBe(201);
      await expect.poll(async () => (await console.ask('GET', '/readiness')).body['status'], { timeout: 30_000 }).toBe('ready');
      const servers = await everyItem(console, '/api/servers', bearer);
      const names = servers.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['before', 'after']));
      // A write whose answer never came may have been done; then it was done whole.
      expect(servers.filter(({ responsibles }) => !Array.isArray(responsibles) || responsibles.length !== 1)).toEqual([]);
      expect(console.said()).not.toContain('a request failed unexpectedly');
    }),
  240_000,
);

const add = ({ ask }: RunningProcess, bearer: string, name: string): Promise<Answer> =>
  ask('POST', '/api/servers', { bearer, body: { name, hostname: name } });
