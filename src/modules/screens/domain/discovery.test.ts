import { expect, test } from 'vitest';
import { decideDiscovery } from './discovery.ts';

const NONE = { inThisHour: 0, inAll: 0 };
const LIMITS = { isOn: true, perHour: 20, most: 200 };

test.each([
  ['nobody knows it', null, NONE, LIMITS, 'make'],
  ['it was discovered before', { isDiscovered: true }, NONE, LIMITS, 'refresh'],
  ['it was discovered before, and there are many', { isDiscovered: true }, { inThisHour: 20, inAll: 200 }, LIMITS, 'refresh'],
  ['it has enrolled', { isDiscovered: false }, NONE, LIMITS, 'leave'],
  ['the last one of this hour', null, { inThisHour: 19, inAll: 19 }, LIMITS, 'make'],
  ['too many in this hour', null, { inThisHour: 20, inAll: 20 }, LIMITS, 'turn-away'],
  ['too many in all', null, { inThisHour: 0, inAll: 200 }, LIMITS, 'turn-away'],
  ['switched off', null, NONE, { ...LIMITS, isOn: false }, 'ignore'],
  ['switched off, and it was discovered before', { isDiscovered: true }, NONE, { ...LIMITS, isOn: false }, 'ignore'],
] as const)('%s', (_when, known, soFar, limits, expected) => {
  expect(decideDiscovery(known, soFar, limits)).toBe(expected);
});
