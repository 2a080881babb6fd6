import { expect, test } from 'vitest';
import { decide, type Touchable } from './decide.ts';
import { gateSentence } from './gate.ts';

const berlin: Touchable = {
  hours: { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5, 6, 7] },
  mode: 'enforce',
  cutoffMinutes: 30,
  maintenance: [],
  freezes: [],
};
const at = (text: string) => Temporal.Instant.from(text);
const during = { from: at('2026-11-21T00:00:00Z'), until: at('2026-11-22T00:00:00Z') };
const say = (server: Touchable, now: string, timeZone: string | null = 'Europe/Berlin') =>
  gateSentence(decide(server, 'update', at(now)), { name: 'web01', action: 'update', timeZone });

test.each([
  ['safe', berlin, '2026-11-21T22:00:00Z', 'web01 may be updated now.'],
  [
    'in use',
    berlin,
    '2026-11-21T13:12:00Z',
    'web01 must not be updated now: it is in use until 2026-11-21 22:00 (Europe/Berlin). It is safe from 2026-11-21 22:00 (Europe/Berlin).',
  ],
  [
    'in use, to be confirmed',
    { ...berlin, mode: 'confirm' },
    '2026-11-21T13:12:00Z',
    'web01 should not be updated now without a person who confirms it: it is in use until 2026-11-21 22:00 (Europe/Berlin). It is safe from 2026-11-21 22:00 (Europe/Berlin).',
  ],
  [
    'in use, told only',
    { ...berlin, mode: 'inform' },
    '2026-11-21T13:12:00Z',
    'web01 may be updated now, although it is in use until 2026-11-21 22:00 (Europe/Berlin).',
  ],
  [
    'in maintenance',
    { ...berlin, maintenance: [during] },
    '2026-11-21T13:12:00Z',
    'web01 may be updated now: maintenance is declared until 2026-11-22 01:00 (Europe/Berlin).',
  ],
  [
    'too close to the hours',
    berlin,
    '2026-11-21T06:45:00Z',
    'web01 must not be updated now: it is in use again from 2026-11-21 08:00 (Europe/Berlin), which is too soon for a start. It is safe from 2026-11-21 22:00 (Europe/Berlin).',
  ],
  [
    'always in use',
    { ...berlin, hours: { alwaysInUse: true } },
    '2026-11-21T13:12:00Z',
    'web01 must not be updated now: it is always in use. No safe time is in sight.',
  ],
] as const)('%s', (_what, server, now, sentence) => {
  expect(say(server, now)).toBe(sentence);
});

test('hours that nobody knows are said, in UTC', () => {
  expect(say({ ...berlin, hours: null }, '2026-11-21T13:12:00Z', null)).toBe(
    'web01 should not be updated now without a person who confirms it: nobody has told when it is in use. No safe time is in sight.',
  );
});
