import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('never more than allowed run at once, all run, in the order in which they came', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean(), { maxLength: 20 }), async (atOnce, works) => {
      const turns = createTurns(atOnce);
      const begun: number[] = [];
      let running = 0;
      let most = 0;
      const work = async (at: number, fails: boolean): Promise<number> => {
        begun.push(at);
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        if (fails) throw new Error(`${at}`);
        return at;
      };
      const ended = await Promise.allSettled(works.map((fails, at) => turns(() => work(at, fails))));
      expect(begun).toEqual(works.map((_fails, at) => at));
      expect(most).toBeLessThanOrEqual(atOnce);
      expect(ended.map(({ status }) => status === 'rejected')).toEqual(works);
    }),
  );
});
