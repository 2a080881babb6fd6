import { expect, test } from 'vitest';
import { verbatim } from '../contract/saying.ts';
import { createLog } from '../log/log.ts';
import type { Check } from './check.ts';
import { createHealth, overall } from './health.ts';
import { readVersion, versionIn } from './version.ts';

function lines() {
  const written: string[] = [];
  return { written, log: createLog({ level: 'info', format: 'json' }, { write: (line) => void written.push(line) }) };
}

const check = (name: string, probe: Check['probe'], isCritical = false): Check => ({ name, isCritical, probe });

test.each([
  [[], 'ready'],
  [[{ status: 'ok', isCritical: true }], 'ready'],
  [[{ status: 'failing', isCritical: false }], 'degraded'],
  [
    [
      { status: 'failing', isCritical: false },
      { status: 'failing', isCritical: true },
    ],
    'not-ready',
  ],
] as const)('%j is %s', (results, status) => {
  expect(overall(results)).toBe(status);
});

test('a check that does not answer is failing in time, and holds up no other', async () => {
  const health = createHealth({ log: lines().log, patienceMs: 50 });
  health.add(check('hangs', () => new Promise(() => {})));
  health.add(check('works', async () => verbatim('well')));
  const { status, checks } = await health.report();
  expect(status).toBe('degraded');
  expect(checks).toMatchObject([
    {
      name: 'hangs',
      status: 'failing',
      detail: 'No answer within 0.05 s.',
      saying: { code: 'health.no_answer', params: { seconds: 0.05 } },
    },
    { name: 'works', status: 'ok', detail: 'well' },
  ]);
});

test('who asks at the same time shares one run', async () => {
  let runs = 0;
  const health = createHealth({ log: lines().log });
  health.add(
    check('counted', async () => {
      runs += 1;
      return null;
    }),
  );
  await Promise.all([health.report(), health.report(), health.report()]);
  expect(runs).toBe(1);
  await health.report();
  expect(runs).toBe(2);
});

test('the log hears of a change, not of every look', async () => {
  const { log, written } = lines();
  let isBroken = false;
  const health = createHealth({ log });
  health.add(
    check('moody', async () => {
      if (isBroken) throw new Error('broken');
      return null;
    }),
  );
  for (const state of [false, true, true, false, false]) {
    isBroken = state;
    await health.report();
  }
  expect(written.map((line) => JSON.parse(line).status)).toEqual(['failing', 'ok']);
});

test('a name is used once', () => {
  const health = createHealth({ log: lines().log });
  health.add(check('one', async () => null));
  expect(() => health.add(check('one', async () => null))).toThrow('two checks called one');
});

test.each([
  ['# Changelog\n\n## 0.4.0 - 2026-11-02\n### Added\n\n## 0.3.0 - 2026-10-01\n', '0.4.0'],
  ['## Unreleased\n\n## 0.4.0 - 2026-11-02\n', '0.4.0+dev'],
  ['# Changelog\n', null],
])('%j is version %s', (changelog, version) => {
  expect(versionIn(changelog)).toBe(version);
});

test("the console's own changelog names its version", () => {
  expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/);
});
