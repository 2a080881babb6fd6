import type { Work } from '../../../../kernel/db/transact.ts';
import { newId } from '../../../../shared/ids.ts';
import type { StateOfScreen } from '../../domain/screen-state.ts';
import type { ScreenRow } from '../../store/screens.ts';
import { insertTransition } from '../../store/watch/transitions.ts';

/** Writes down that a screen is in another state now, with all that is wrong. */
export async function noteTransition({ tx, now }: Work, { id, watch }: ScreenRow, { state, reasons }: StateOfScreen): Promise<void> {
  if (watch.stateTold === state) return;
  await insertTransition(tx, { id: newId(now), screenId: id, at: now, state, reasons });
}
