import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventEntry, LookAhead } from '../../modules/screens/contract/wire/content.ts';
import { type Heard, idOf, NOTHING_HEARD, nextChange, programmeAt } from './programme.ts';

const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');
const at = (minutes: number): string => NOW.add({ minutes }).toString();
const entry = (id: string, start: number, end: number): EventEntry => ({
  ...{ id, occurrence_of_id: null, group_id: 1, title: id, event_type: 'message', start: at(start), end: at(end) },
  message: { type: 'message', html: `<p>${id}</p>`, level: 'info' },
});
const lookAhead = (events: EventEntry[], fallback: EventEntry | null = null, validFor = 2_880): LookAhead => ({
  ...{ generated_at: at(0), valid_until: at(validFor), events, default_content: fallback },
});
const heard = (more: Partial<Heard>): Heard => ({ ...NOTHING_HEARD, ...more });
const shownAt = (what: Heard, minutes: number) => idOf(programmeAt(what, NOW.add({ minutes })));

describe('what is shown', () => {
  test('is the first of the list while its time is on; then the default content, or nothing', () => {
    const list = heard({ events: [entry('first', 0, 10), entry('second', 0, 20)], lookAhead: lookAhead([], entry('default', 0, 0)) });
    expect([0, 9, 10, 19, 20].map((minutes) => shownAt(list, minutes))).toEqual(['first', 'first', 'second', 'second', 'default']);
    expect(programmeAt(heard({ events: [] }), NOW)).toEqual({ kind: 'nothing' });
  });

  test('is an interrupt before all of them, until its own end', () => {
    const interrupt = {
      interrupt_id: crypto.randomUUID(),
      issued_at: at(0),
      expires_at: at(5),
      html: '<p>fire</p>',
      level: 'critical',
    } as const;
    const list = heard({ events: [entry('event', 0, 10)], interrupt });
    expect([0, 4, 5].map((minutes) => shownAt(list, minutes))).toEqual([interrupt.interrupt_id, interrupt.interrupt_id, 'event']);
  });

  test('goes on by the look-ahead while the broker is away, as long as that is valid', () => {
    const away = heard({
      events: [entry('now', 0, 10)],
      lookAhead: lookAhead([entry('now', 0, 10), entry('next', 10, 20)], null, 15),
      awaySince: NOW,
    });
    expect([5, 12, 14, 15].map((minutes) => shownAt(away, minutes))).toEqual(['now', 'next', 'next', null]);
  });

  test('changes by time at no other instant than the next change', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 1, max: 60 })), { maxLength: 6 });
    fc.assert(
      fc.property(spans, spans, fc.boolean(), fc.integer({ min: 0, max: 10_000 }), (listed, ahead, isAway, milliseconds) => {
        const entries = (all: readonly (readonly [number, number])[]) =>
          all.map(([start, length], index) => entry(`${index}`, start, start + length));
        const what = heard({ events: entries(listed), lookAhead: lookAhead(entries(ahead)), awaySince: isAway ? NOW : null });
        const next = nextChange(what, NOW);
        const later = NOW.add({ milliseconds: milliseconds * 500 });
        fc.pre(next === null || Temporal.Instant.compare(later, next) < 0);
        expect(programmeAt(what, later)).toEqual(programmeAt(what, NOW));
      }),
    );
  });
});
