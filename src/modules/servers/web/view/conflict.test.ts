import { expect, test } from 'vitest';
import { differingFields, type EditValues } from './conflict.ts';
import type { Reader } from './reader.ts';
import { usualHours } from './server-form.ts';

const reader: Reader = {
  t: (key, params) => (params === undefined ? key : `${key} ${JSON.stringify(params)}`),
  language: 'en',
  zone: 'UTC',
  now: Temporal.Instant.from('2026-11-21T12:00:00Z'),
};
const stored: EditValues = {
  name: 'web01',
  hostname: 'web01',
  ipAddress: '',
  description: '',
  updateScheduleId: 'monthly',
  tags: ['shop', 'linux'],
  modeOverride: null,
  redundancyGroup: '',
  ...usualHours('Europe/Berlin'),
};
const names = (id: string) => `The ${id} one`;

test('the same values differ in nothing, in whatever order the tags stand', () => {
  expect(differingFields({ ...stored, name: 'web01 ', tags: ['linux', 'shop'] }, stored, names, reader)).toEqual([]);
});

test('each differing field is told once, in words', () => {
  const mine: EditValues = { ...stored, updateScheduleId: 'weekly', end: '20:00', modeOverride: 'enforce' };
  const fields = differingFields(mine, stored, names, reader);
  expect(fields.map(({ label }) => label)).toEqual(['add.schedule', 'add.hours', 'edit.mode']);
  expect(fields[0]).toMatchObject({ mine: 'The weekly one', theirs: 'The monthly one' });
  expect(fields[1]?.mine).toContain('20:00');
});

test('hours that are not known differ from hours that cannot be read', () => {
  const fields = differingFields({ ...stored, end: '08:00' }, { ...stored, hoursKind: 'none' }, names, reader);
  expect(fields).toEqual([{ label: 'add.hours', mine: '08:00–08:00 Europe/Berlin', theirs: 'add.hoursKind.none' }]);
});
