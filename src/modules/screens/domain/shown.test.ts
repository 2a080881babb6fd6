import { expect, test } from 'vitest';
import { defaultIdOf, wrongSince } from './shown.ts';

const NOW = Temporal.Instant.from('2026-12-01T08:00:00Z');
const ago = (minutes: number): Temporal.Instant => NOW.subtract({ minutes });
const planned = (eventId: string | null) => ({ eventId, since: ago(10) });

test.each([
  ['the planned one', 'one', planned('one'), ago(9), null],
  ['another', 'two', planned('one'), ago(30), ago(10)],
  ['another since a moment ago', 'two', planned('one'), ago(3), ago(3)],
  ['nothing, though something is planned', null, planned('one'), null, ago(10)],
  ['default content, though something is planned', defaultIdOf(7), planned('one'), ago(30), ago(10)],
  ['default content where nothing is planned', defaultIdOf(7), planned(null), ago(30), null],
  ['nothing where nothing is planned', null, planned(null), ago(30), null],
  ['what is over', 'one', planned(null), ago(30), ago(10)],
  ['anything where nobody says what is planned', 'one', null, ago(30), null],
] as const)('shows %s', (_what, currentEventId, expected, eventChangedAt, since) => {
  expect(wrongSince({ currentEventId, eventChangedAt }, expected)).toEqual(since);
});
