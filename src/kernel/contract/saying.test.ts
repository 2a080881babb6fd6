import { expect, test } from 'vitest';
import { figuresOf } from './figures.ts';
import { SayingError, sayingFrom, sayingOf, toldTexts } from './saying.ts';

const say = sayingFrom({ 'broker.gone': '{place} is gone since {since}.' });

test('a saying has its English text at once, and its error carries it', () => {
  const saying = say('broker.gone', { place: 'mqtt://there', since: '2026-12-01T03:00:00Z' });
  expect(saying.text).toBe('mqtt://there is gone since 2026-12-01T03:00:00Z.');
  expect(sayingOf(new SayingError(saying))).toBe(saying);
  expect(sayingOf(new Error('their words'))).toEqual({ code: 'told.verbatim', params: { text: 'their words' }, text: 'their words' });
});

test("as a text of the pages its instants are told in the reader's zone", () => {
  expect(toldTexts({ 'broker.gone': '{place} is gone since {since}.' })).toEqual({
    'broker.gone': '{{place}} is gone since {{since, instant}}.',
  });
});

test('in the figures of a finding an error with a code is said in its language, and what has no value never was', () => {
  const german = (key: string, figures: Readonly<Record<string, unknown>> = {}): string =>
    `${key} ${JSON.stringify(figures['place'] ?? '')}`;
  const params = { name: 'web01', place: 'x', seenAt: null, error: 'x is gone', errorCode: 'broker.gone' };
  expect(figuresOf(params, german)).toMatchObject({ name: 'web01', seenAt: 'kernel:time.never ""', error: 'kernel:told.broker.gone "x"' });
  expect(figuresOf({ error: 'its own words' }, german)).toEqual({ error: 'its own words' });
});
