import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startTerm } from './term.ts';

/** Milliseconds that a test lets pass. */
function time() {
  let now = 0;
  const pass = (ms: number): void => {
    now += ms;
  };
  return {
    pass,
    watch: () => {
      const start = now;
      return () => now - start;
    },
  };
}

test('it lasts while heartbeats come, and is over for good after the first gap', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 30 }), (pauses) => {
      const { pass, watch } = time();
      const term = startTerm(1, watch(), 100);
      let lasts = true;
      for (const pause of pauses) {
        pass(pause);
        lasts &&= pause < 100;
        expect(term.ended() === null).toBe(lasts);
        expect(term.leftMs() > 0).toBe(lasts);
        term.renew(watch());
      }
    }),
  );
});

test('a heartbeat counts from when it was sent, not from when its answer came', () => {
  const { pass, watch } = time();
  const term = startTerm(1, watch(), 100);
  pass(90);
  const sent = watch();
  pass(9);
  term.renew(sent);
  expect(term.leftMs()).toBe(91);
});

test('an answer that comes after the end raises nothing', () => {
  const { pass, watch } = time();
  const term = startTerm(1, watch(), 100);
  pass(60);
  const sent = watch();
  pass(60);
  expect(term.ended()).toBe('no heartbeat came through');
  term.renew(sent);
  expect(term.leftMs()).toBe(0);
  term.end('it is stopping');
  expect(term.ended()).toBe('no heartbeat came through');
});
