import { expect, test } from 'vitest';
import { skippedAfter } from './skipped.ts';

const ZONE = 'Europe/Berlin';
const at = (text: string): Temporal.Instant => Temporal.PlainDateTime.from(text).toZonedDateTime(ZONE).toInstant();
const on = (...texts: readonly string[]) => {
  const starts = texts.map(at);
  return (day: Temporal.PlainDate) => starts.filter((start) => start.toZonedDateTimeISO(ZONE).toPlainDate().equals(day));
};
const texts = (instants: readonly Temporal.Instant[]) => instants.map((one) => one.toZonedDateTimeISO(ZONE).toPlainDateTime().toString());

test('what still begins then stays; what begins at another hour of the day moves; on other days it goes', () => {
  const skipped = [at('2026-12-24T08:00'), at('2026-12-25T08:00'), at('2026-12-26T08:00')];
  const { kept, dropped } = skippedAfter(skipped, ZONE, on('2026-12-24T08:00', '2026-12-25T09:30', '2026-12-28T08:00'));
  expect(texts(kept)).toEqual(['2026-12-24T08:00:00', '2026-12-25T09:30:00']);
  expect(texts(dropped)).toEqual(['2026-12-26T08:00:00']);
});

test('of several at a day nobody can say which it was', () => {
  const { kept, dropped } = skippedAfter([at('2026-12-24T08:00')], ZONE, on('2026-12-24T09:00', '2026-12-24T15:00'));
  expect([kept, texts(dropped)]).toEqual([[], ['2026-12-24T08:00:00']]);
});
