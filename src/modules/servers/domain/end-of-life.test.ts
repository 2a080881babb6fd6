import { expect, test } from 'vitest';
import { endOfLifeOf, endOfLifeStateAt } from './end-of-life.ts';

const at = (text: string) => Temporal.Instant.from(text);

test.each([
  ['debian', '12', 'Debian 12', '2028-07-01T00:00:00Z'],
  ['ubuntu', '22.04', 'Ubuntu 22.04', '2027-04-02T00:00:00Z'],
  ['rhel', '9.4', 'Red Hat Enterprise Linux 9', '2032-06-01T00:00:00Z'],
  ['almalinux', '8.10', 'AlmaLinux 8', '2029-03-02T00:00:00Z'],
  ['rocky', '10.0', 'Rocky Linux 10', '2035-06-01T00:00:00Z'],
  ['fedora', '42', 'Fedora Linux 42', '2026-05-14T00:00:00Z'],
  ['alpine', '3.20.3', 'Alpine Linux 3.20', '2026-04-02T00:00:00Z'],
])('%s %s ends as %s at %s', (id, version, product, endsAt) => {
  expect(endOfLifeOf(id, version)).toEqual({ product, endsAt: at(endsAt) });
});

test.each([
  ['arch', ''],
  ['debian', ''],
  ['debian', '99'],
  ['debian', 'constructor'],
  ['__proto__', '1'],
  ['toString', ''],
])('%s %j has no end that we know', (id, version) => {
  expect(endOfLifeOf(id, version)).toBeNull();
  expect(endOfLifeStateAt(endOfLifeOf(id, version), at('2026-11-21T00:00Z'))).toBe('unknown');
});

test.each([
  ['30 days and a millisecond ahead', '2026-07-31T23:59:59.999Z', 'supported'],
  ['30 days ahead', '2026-08-02T00:00:00Z', 'ending'],
  ['the last instant of the last day', '2026-08-31T23:59:59.999Z', 'ending'],
  ['the day after', '2026-09-01T00:00:00Z', 'ended'],
] as const)('Debian 11, %s: %s', (_when, now, state) => {
  expect(endOfLifeStateAt(endOfLifeOf('debian', '11'), at(now))).toBe(state);
});
