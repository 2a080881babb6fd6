import { newId } from '../../shared/ids.ts';
import { piecesOf } from '../db/many.ts';
import type { Work } from '../db/transact.ts';
import { tellingEvent } from './events.ts';
import type { Notice } from './telling.ts';
import './tables.ts';

/** Writes down what is to be told; the timer looks at it at once. */
export async function addNotice({ tx, now, publish }: Work, { key, to, module, sentence, assetId, siteId, href }: Notice): Promise<void> {
  const users = [...new Set(to)];
  const rows = users.map((userId) => ({
    ...{ id: newId(now), user_id: userId, module, key },
    ...{ sentence: sentence.key, params: JSON.stringify(sentence.params) },
    ...{ asset_id: assetId, site_id: siteId, href, made_at: now, next_at: now, told_at: null },
  }));
  for (const piece of piecesOf(rows)) {
    const added = await tx
      .insertInto('kernel.notices')
      .values(piece)
      .onConflict((conflict) => conflict.columns(['module', 'key', 'user_id']).doNothing())
      .returning('user_id')
      .execute();
    for (const row of added) publish(tellingEvent('asked', row.user_id));
  }
}
