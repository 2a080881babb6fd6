import { useTranslation } from 'react-i18next';
import { asProblem, useAction } from '../../../../web/api/index.ts';
import { attempt, sentenceFor, toast, useConfirm } from '../../../../web/kit/index.ts';
import type { Slot } from '../../contract/plan-shapes.ts';
import { moveSlot } from '../../contract/routes.ts';
import { askedText } from '../view/approval-text.ts';
import { bothClocks } from '../view/clocks.ts';
import { dropText, OVERRULED } from '../view/drop.ts';
import type { Reader } from '../view/reader.ts';

interface Wanted {
  readonly slot: Slot;
  readonly startsAt: string;
  /** The server's; null: unknown. */
  readonly zone: string | null;
}

/** What is overruled; a question that is refused for a second reason adds to it. */
type Confirmed = { readonly confirmRisky?: true; readonly confirmLate?: true };

/** Moves a slot, with Undo. A refusal is explained; where a person may overrule it, it is asked for once more. */
export function useMoveSlot(reader: Reader): (wanted: Wanted) => void {
  const { t } = useTranslation('servers');
  const ask = useConfirm();
  const action = useAction(moveSlot, { touches: ['findings'] });

  const run = async ({ slot, startsAt, zone }: Wanted, confirmed: Confirmed): Promise<void> => {
    const input = { id: slot.server.id, slotId: slot.id, startsAt, ...confirmed };
    const moved = await orAsked(slot, () => action.run(input, { ifMatch: slot.version }));
    if (moved === null) return;
    const back = { slot: moved, startsAt: slot.startsAt, zone };
    const at = bothClocks(Temporal.Instant.from(moved.startsAt), zone, reader);
    toast.done(t('slots.moved', { server: slot.server.name, at }), {
      undo: () => run(back, { confirmRisky: true, confirmLate: true }),
    });
  };

  /** Null: it was confirmed, and a second person is asked now. */
  const orAsked = async <T>({ server }: Slot, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (thrown) {
      const asked = askedText(asProblem(thrown), server.name, reader);
      if (asked === null) throw thrown;
      toast.done(asked);
      return null;
    }
  };

  const explain = (wanted: Wanted, thrown: unknown): void => {
    const problem = asProblem(thrown);
    const figures = dropText(problem, wanted.zone, reader);
    const overruled = OVERRULED[problem.code];
    if (overruled === undefined) {
      toast.refused(thrown, figures === null ? undefined : `${sentenceFor(problem)} ${figures}`);
      return;
    }
    let confirmed: Confirmed = overruled;
    ask({
      title: t('slots.moveTitle', { server: wanted.slot.server.name }),
      body: [sentenceFor(problem), figures].filter((text) => text !== null).join(' '),
      verb: t(overruled.confirmRisky === true ? 'slots.moveRisky' : 'slots.moveLate'),
      run: async () => {
        try {
          await run(wanted, confirmed);
        } catch (again) {
          // It may be risky and late: the dialog tells the second reason, and its button then confirms both.
          confirmed = { ...confirmed, ...OVERRULED[asProblem(again).code] };
          throw again;
        }
      },
    });
  };

  return (wanted) =>
    attempt(async () => {
      try {
        await run(wanted, {});
      } catch (thrown) {
        explain(wanted, thrown);
      }
    });
}
