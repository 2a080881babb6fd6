import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Grey, isBlack, isFrozen, lookOf } from './picture.ts';

const grey = (width: number, height: number, of: (at: number) => number): Grey => ({
  ...{ width, height },
  shades: Uint8Array.from({ length: width * height }, (_each, at) => of(at)),
});
const sizes = fc.record({ width: fc.integer({ min: 32, max: 200 }), height: fc.integer({ min: 18, max: 120 }) });

describe('black', () => {
  test('is what nobody sees anything on, with its noise and a pointer', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 31 }), ({ width, height }, noise) => {
        const lit = Math.ceil(width * height * 0.001) - 1;
        expect(isBlack(grey(width, height, (at) => (at < lit ? 255 : (at * 7) % (noise + 1))))).toBe(true);
      }),
    );
  });

  test('is nothing with a line of text on it, however dark the rest', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 32, max: 255 }), ({ width, height }, shade) => {
        const lit = Math.ceil(width * height * 0.002);
        expect(isBlack(grey(width, height, (at) => (at < lit ? shade : 0)))).toBe(false);
      }),
    );
    expect(isBlack({ width: 0, height: 0, shades: new Uint8Array() })).toBe(false);
  });
});

describe('what a picture looks like', () => {
  test('is the same for the same picture, in whatever size, and another for another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), sizes, (one, other, { width, height }) => {
        const flat = (shade: number, of = { width, height }) => lookOf(grey(of.width, of.height, () => shade));
        expect(flat(one)).toBe(flat(one, { width: 320, height: 180 }));
        if (Math.abs(one - other) >= 16) expect(flat(one)).not.toBe(flat(other));
      }),
    );
    expect(lookOf(grey(1, 1, () => 255))).toMatch(/^f{576}$/);
  });

  test('knows where things are', () => {
    const half = (isLeft: boolean) => grey(64, 36, (at) => (at % 64 < 32 === isLeft ? 255 : 0));
    expect(lookOf(half(true))).not.toBe(lookOf(half(false)));
  });
});

describe('frozen', () => {
  const NOW = Temporal.Instant.from('2026-11-21T12:00:00Z');
  const LIMIT = 600;
  const ago = (seconds: number) => NOW.subtract({ seconds });
  const seconds = fc.integer({ min: 0, max: 20_000 });
  const known = { sameSince: ago(7_200), frameAt: ago(1_200), frameSaidAt: ago(3), eventChangedAt: null };

  test('is a picture that stands since long, of a player that drew on and then no more', () => {
    expect(isFrozen(known, LIMIT, NOW)).toBe(true);
  });

  test('is a picture that stands though another event has begun', () => {
    const drawnOnce = { ...known, frameAt: ago(7_199) };
    expect(isFrozen(drawnOnce, LIMIT, NOW)).toBe(false);
    expect(isFrozen({ ...drawnOnce, eventChangedAt: ago(900) }, LIMIT, NOW)).toBe(true);
    expect(isFrozen({ ...drawnOnce, eventChangedAt: ago(30) }, LIMIT, NOW)).toBe(false);
    expect(isFrozen({ ...drawnOnce, eventChangedAt: ago(9_000) }, LIMIT, NOW)).toBe(false);
  });

  test('is never a notice that stands for hours, of a player that draws when something changes or says nothing of it', () => {
    fc.assert(
      fc.property(seconds, seconds, (since, said) => {
        const still = { ...known, sameSince: ago(since), frameSaidAt: ago(said) };
        expect(isFrozen({ ...still, frameAt: null }, LIMIT, NOW)).toBe(false);
        expect(isFrozen({ ...still, frameSaidAt: null }, LIMIT, NOW)).toBe(false);
        expect(isFrozen({ ...still, frameAt: ago(since) }, LIMIT, NOW)).toBe(false);
      }),
    );
  });

  test('is never one that has changed, or was drawn, within the limit, nor by words that are old', () => {
    fc.assert(
      fc.property(seconds, seconds, seconds, fc.option(seconds), (since, drawn, said, changed) => {
        const still = {
          ...{ sameSince: ago(since), frameAt: ago(drawn), frameSaidAt: ago(said) },
          eventChangedAt: changed === null ? null : ago(changed),
        };
        const isPossible = since >= LIMIT && drawn >= LIMIT && said <= 90;
        if (!isPossible) expect(isFrozen(still, LIMIT, NOW)).toBe(false);
      }),
    );
  });
});
