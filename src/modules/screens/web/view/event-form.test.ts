import { expect, test } from 'vitest';
import { contentOf, contentValuesOf, repeatOf, ruleOf } from './event-form.ts';

test.each([
  { type: 'website', url: 'https://example.org/' },
  { type: 'message', html: '<p>Closed</p>', level: 'warning' },
  { type: 'presentation', mediaIds: ['one', 'two'], slideInterval: 7, autoProgress: false, pageProgress: false },
] as const)('a content of type $type that nobody changes goes back as it came', (content) => {
  const { type } = content;
  const stored = type === 'presentation' ? { ...content, mediaIds: [...content.mediaIds] } : content;
  expect(contentOf(contentValuesOf(stored))).toEqual(stored);
});

test.each([null, 'FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,WE', 'FREQ=MONTHLY;BYDAY=1MO'])('the rule %s goes back as it came', (rule) => {
  expect(ruleOf({ ...repeatOf(rule), start: '2026-12-01T08:00' })).toBe(rule);
});
