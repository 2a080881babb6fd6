import { expect, test } from 'vitest';
import { systemClock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import { openDatabase } from '../db/open.ts';
import { createTransact } from '../db/transact.ts';
import { createSubscriptions } from '../events/subscriptions.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { testDatabase } from '../testing/database.ts';
import { createHeld } from './held.ts';
import { createRelease } from './release.ts';
import { hold } from './store.ts';

const { db, url } = await testDatabase();
const log = createLog({ level: 'silent', format: 'json' });
const { boss } = createJobs({ url, db, log, metrics: createMetrics() });
const transact = createTransact({ db, boss, clock: systemClock, subscriptions: createSubscriptions() });
const held = createHeld({ db });
const release = createRelease({ transact });
const by = systemActor('test');

const since = Temporal.Instant.from('2026-11-20T21:15:00Z');
const holdNow = (at = since) => db.transaction().execute((tx) => hold(tx, { since: at, backupMadeAt: at.subtract({ hours: 1 }) }));

test('a held console sends nothing, says since when, and sends again when it is released', async () => {
  let sent = 0;
  const send = () => held.whileNotHeld(async () => ++sent);
  expect(await send()).toBe(1);
  await holdNow();
  expect(await held.since()).toEqual(since);
  await expect(send()).rejects.toMatchObject({
    name: 'DeliveryError',
    permanent: false,
    message: expect.stringContaining('2026-11-20T21:15:00Z'),
  });
  await expect(held.check.probe()).rejects.toThrow('nothing leaves it');
  await release(by);
  expect(await send()).toBe(2);
  expect(await held.check.probe()).toBeNull();
});

test('a restore of a held console holds it from then on; a release is told once, however often it is asked for', async () => {
  await holdNow();
  await holdNow(since.add({ hours: 5 }));
  expect(await held.since()).toEqual(since.add({ hours: 5 }));
  const told = async () => (await db.selectFrom('kernel.audit').select('id').where('action', '=', 'held.released').execute()).length;
  const before = await told();
  await Promise.all([release(by), release(by), release(by)]);
  expect(await told()).toBe(before + 1);
  const events = await db.selectFrom('kernel.events').select('site_id').where('name', '=', 'held.released').execute();
  expect(events.every(({ site_id }) => site_id === null)).toBe(true);
});

test('while the database does not say, nothing is sent either', async () => {
  const gone = await openDatabase({ url, log, connections: 1 });
  await gone.close();
  await expect(createHeld(gone).whileNotHeld(async () => 'sent')).rejects.toMatchObject({ name: 'DeliveryError', permanent: false });
});
