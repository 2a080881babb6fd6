import { expect, test } from 'vitest';
import { emptyFreeze, freezeInput, isSubjectMissing } from './freeze-form.ts';

const SITE = '0199aaaa-0000-7000-8000-000000000001';
const SCHEDULE = '0199aaaa-0000-7000-8000-000000000002';
const SERVER = '0199aaaa-0000-7000-8000-000000000003';
const days = { ...emptyFreeze(SITE, 'Europe/Berlin'), name: 'Holidays', firstDay: '2026-12-24', lastDay: '2026-12-26' };

test('days go along with their zone, and nothing of the other kind', () => {
  const input = freezeInput({ ...days, from: '2026-12-24T00:00:00Z' });
  expect(input).toEqual({
    ...{ name: 'Holidays', siteId: SITE, scheduleId: null, serverId: null },
    ...{ firstDay: '2026-12-24', lastDay: '2026-12-26', timeZone: 'Europe/Berlin' },
  });
});

test('one day alone is the first and the last', () => {
  expect(freezeInput({ ...days, lastDay: null })).toMatchObject({ firstDay: '2026-12-24', lastDay: '2026-12-24' });
});

test('a subject that was chosen before another one does not go along', () => {
  expect(freezeInput({ ...days, subject: 'server', scheduleId: SCHEDULE, serverId: SERVER })).toMatchObject({
    scheduleId: null,
    serverId: SERVER,
  });
});

test('a subject that is not chosen yet never means the whole site', () => {
  expect(isSubjectMissing({ ...days, subject: 'schedule' })).toBe(true);
  expect(isSubjectMissing({ ...days, subject: 'server', scheduleId: SCHEDULE })).toBe(true);
  expect(isSubjectMissing(days)).toBe(false);
});
