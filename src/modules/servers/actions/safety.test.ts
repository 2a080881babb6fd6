import { expect, test } from 'vitest';
import { createAssets } from '../../../kernel/assets/create-assets.ts';
import { createFindings } from '../../../kernel/findings/create-findings.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { noSeal } from '../../../kernel/secrets/seal.ts';
import { createSettings } from '../../../kernel/settings/create-settings.ts';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { newId } from '../../../shared/ids.ts';
import { seedServer, seedSite } from '../testing/seed.ts';
import { createSafetyOf } from './safety.ts';

const { db } = await testDatabase();
const safetyOf = createSafetyOf({
  db,
  assets: createAssets({ findings: createFindings({ rules: [] }) }),
  settings: createSettings({ log: createLog({ level: 'silent', format: 'json' }), seal: noSeal }),
});

const siteId = await seedSite(db, 'Here');
const window = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5, 6, 7] };
const inUse = await seedServer(db, { name: 'in use', siteId, window });
const unknown = await seedServer(db, { name: 'unknown', siteId });
const always = await seedServer(db, { name: 'always', siteId, alwaysInUse: true });

// 09:00 in Berlin.
const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');

test('in use: to be confirmed until the hours end; hours that nobody knows are unknown, never now', async () => {
  const answers = await safetyOf([inUse, unknown, always, newId<'asset'>()], 'update', NOW);
  expect(answers.size).toBe(3);
  expect(answers.get(inUse)).toEqual({ answer: 'confirm', safeAt: Temporal.Instant.from('2026-11-21T21:00:00Z') });
  expect(answers.get(unknown)).toEqual({ answer: 'unknown', safeAt: null });
  expect(answers.get(always)).toEqual({ answer: 'confirm', safeAt: null });
});

test('looking is always allowed', async () => {
  expect((await safetyOf([unknown], 'read', NOW)).get(unknown)).toEqual({ answer: 'allow', safeAt: NOW });
});
