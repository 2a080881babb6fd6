import type { Db, Tx } from '../../../../kernel/db/database.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import type { ScreenState, StateReason } from '../../domain/screen-state.ts';
import '../tables.ts';

export interface TransitionRow {
  readonly at: Temporal.Instant;
  readonly state: ScreenState;
  /** All that was wrong at that moment, worst first. */
  readonly reasons: readonly StateReason[];
}

export async function insertTransition(tx: Tx, row: TransitionRow & { readonly id: string; readonly screenId: AssetId }): Promise<void> {
  const { screenId, reasons, ...rest } = row;
  await tx
    .insertInto('screens.transitions')
    .values({ ...rest, screen_id: screenId, reasons: [...reasons] })
    .execute();
  await tx.updateTable('screens.screens').set({ state_told: row.state }).where('id', '=', screenId).execute();
}

/** The latest changes of a screen's state, newest first. */
export async function transitionsOf(db: Db, screenId: AssetId, limit: number): Promise<readonly TransitionRow[]> {
  return await db
    .selectFrom('screens.transitions')
    .select(['at', 'state', 'reasons'])
    .where('screen_id', '=', screenId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
