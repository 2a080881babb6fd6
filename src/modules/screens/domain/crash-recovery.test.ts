import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayIssue, type RecoverableScreen, recoveryAt } from './crash-recovery.ts';

const NOW = Temporal.Instant.from('2026-12-01T08:00:00Z');
const ago = (seconds: number): Temporal.Instant => NOW.subtract({ seconds });
const LIMITS = { graceSeconds: 170, lockOutSeconds: 900 };

const screen = (screenId: string, silentFor: number | null, more: Partial<RecoverableScreen> = {}): RecoverableScreen => ({
  ...{ screenId, hasCrashed: false, lastAlive: silentFor === null ? null : ago(silentFor), isOff: false, lastRestartAt: null },
  ...more,
});
const house = (count: number, silentFor: (index: number) => number): RecoverableScreen[] =>
  Array.from({ length: count }, (_none, index) => screen(`s${index}`, silentFor(index)));

test('one that is silent and one that has crashed are rebooted, for different reasons', () => {
  const screens = [...house(8, () => 20), screen('silent', 171), screen('crashed', 10, { hasCrashed: true })];
  expect(recoveryAt(screens, LIMITS, NOW)).toEqual({
    isOutage: false,
    reboots: [
      { screenId: 'silent', reason: 'heartbeat_stale' },
      { screenId: 'crashed', reason: 'process_crashed' },
    ],
  });
});

test.each([
  ['restarted within the lock-out', { lastRestartAt: ago(899) }, []],
  ['restarted before it', { lastRestartAt: ago(900) }, ['x']],
  ['off on purpose', { isOff: true }, []],
  ['never heard of', { lastAlive: null }, []],
] as const)('%s', (_what, more, rebooted) => {
  const recovery = recoveryAt([...house(8, () => 20), screen('x', 400, more)], LIMITS, NOW);
  expect(recovery.isOutage ? null : recovery.reboots.map(({ screenId }) => screenId)).toEqual(rebooted);
});

test.each([171, 300, 365, 3_600, 86_400])(
  '200 screens that fell silent together some %d s ago are an outage, for as long as it lasts',
  (seconds) => {
    const screens = house(200, (index) => seconds + (index % 65));
    expect(recoveryAt(screens, LIMITS, NOW)).toMatchObject({ isOutage: true });
    // Some are back: what is silent still may need a reboot of its own.
    const coming = screens.map((one, index) => (index < 120 ? { ...one, lastAlive: ago(5) } : one));
    const recovery = recoveryAt(coming, LIMITS, NOW);
    expect(recovery.isOutage ? null : recovery.reboots).toHaveLength(80);
  },
);

test('screens that died one by one over days are no outage, however many they are', () => {
  const screens = house(40, (index) => (index < 30 ? 1_000 + index * 400 : 10));
  const recovery = recoveryAt(screens, LIMITS, NOW);
  expect(recovery.isOutage ? null : recovery.reboots).toHaveLength(30);
});

const anyScreens = fc.array(
  fc.record({
    silentFor: fc.option(fc.integer({ min: 0, max: 2_000 })),
    hasCrashed: fc.boolean(),
    isOff: fc.boolean(),
    restarted: fc.option(fc.integer({ min: 0, max: 2_000 })),
  }),
  { maxLength: 12 },
);

test('never is a screen rebooted that is well, off, locked out, or part of an outage; the order of screens changes nothing', () => {
  fc.assert(
    fc.property(anyScreens, (list) => {
      const screens = list.map(({ silentFor, hasCrashed, isOff, restarted }, index) =>
        screen(`s${index}`, silentFor, { hasCrashed, isOff, lastRestartAt: restarted === null ? null : ago(restarted) }),
      );
      const recovery = recoveryAt(screens, LIMITS, NOW);
      const turned = recoveryAt(screens.toReversed(), LIMITS, NOW);
      expect(turned).toEqual(recovery.isOutage ? recovery : { ...recovery, reboots: recovery.reboots.toReversed() });
      for (const { screenId } of recovery.isOutage ? [] : recovery.reboots) {
        const { silentFor = null, hasCrashed, isOff, restarted = null } = list[Number(screenId.slice(1))] ?? {};
        expect(hasCrashed === true || (isOff === false && silentFor !== null && silentFor > 170)).toBe(true);
        expect(restarted === null || restarted >= 900).toBe(true);
      }
    }),
  );
});

test('at most three in a quarter of an hour; a shutdown is never locked', () => {
  const issued = [ago(10), ago(600), ago(899)];
  expect(mayIssue('reboot_host', issued, NOW)).toBe(false);
  expect(mayIssue('restart_app', issued.slice(1), NOW)).toBe(true);
  expect(mayIssue('reboot_host', [ago(10), ago(600), ago(900)], NOW)).toBe(true);
  expect(mayIssue('shutdown_host', issued, NOW)).toBe(true);
});
