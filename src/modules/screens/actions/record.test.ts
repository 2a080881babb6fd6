import { expect, test } from 'vitest';
import { createTransact } from '../../../kernel/db/transact.ts';
import { createSubscriptions } from '../../../kernel/events/subscriptions.ts';
import { createJobs } from '../../../kernel/jobs/jobs.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { createMetrics } from '../../../kernel/metrics/create-metrics.ts';
import { createSeal } from '../../../kernel/secrets/seal.ts';
import { createSettings } from '../../../kernel/settings/create-settings.ts';
import { screensHouse } from '../testing/house.ts';
import { createRecord } from './record.ts';

const { db, url, clock, enrolled } = await screensHouse();
const log = createLog({ level: 'silent', format: 'json' });
const { boss } = createJobs({ url, db, log, metrics: createMetrics() });
const transact = createTransact({ db, boss, clock, subscriptions: createSubscriptions() });
const settings = createSettings({ log, seal: createSeal(new Uint8Array(32)) });

test('what cannot be written of one player is not the others’ loss', async () => {
  const record = createRecord({ transact, settings, log, clock });
  const [bad, ...others] = await Promise.all(Array.from({ length: 4 }, () => enrolled()));
  const now = clock.now();
  const outcomes = await Promise.allSettled([
    record({ uuid: others[0]?.uuid ?? '', at: now, aliveAt: now }),
    // No column holds such a number.
    record({ uuid: bad?.uuid ?? '', at: now, aliveAt: now, reconnectCount: 2 ** 40 }),
    ...others.slice(1).map(({ uuid }) => record({ uuid, at: now, aliveAt: now })),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  const rows = await db.selectFrom('screens.screens').select(['uuid', 'last_alive']).execute();
  expect(rows.filter(({ last_alive }) => last_alive !== null).map(({ uuid }) => uuid)).toEqual(
    expect.arrayContaining(others.map(({ uuid }) => uuid)),
  );
  expect(rows.find(({ uuid }) => uuid === bad?.uuid)?.last_alive).toBeNull();
});
