import type { Db, Tx } from '../../../../kernel/db/database.ts';
import { wantsSecondPerson } from '../../domain/approval.ts';
import { handsOnRisk } from '../../domain/decide.ts';
import { planFactsOf } from '../../store/plan-servers.ts';
import type { Parts } from '../parts.ts';
import { touchablesOf } from '../touchable.ts';
import type { PlannedRow } from './planned.ts';
import type { SheetFault } from './read-sheet.ts';

/**
 * Lines that tell an update of a server on which it is a risk to have one's hands now. Marking it asks for the confirmation of each one,
 * or for a second person; a sheet must be no way round that.
 */
export async function risksOf(
  db: Db | Tx,
  parts: Pick<Parts, 'assets' | 'settings'>,
  rows: readonly PlannedRow[],
  now: Temporal.Instant,
): Promise<readonly SheetFault[]> {
  const told = rows.filter(({ changed }) => changed.includes('lastUpdatedAt'));
  const servers = told.flatMap(({ server }) => server?.row ?? []);
  const touchables = await touchablesOf(db, parts, servers, now);
  const risky = new Set(servers.map(({ id }) => id).filter((id) => isRisky(touchables.get(id), now)));
  const facts = await planFactsOf(db, [...risky]);
  return told.flatMap(({ line, server }) => {
    if (server === null || !risky.has(server.row.id)) return [];
    const isForTwo = wantsSecondPerson(facts.get(server.row.id)?.overduePolicy ?? 'finding');
    return [{ line, column: 'lastUpdatedAt', code: isForTwo ? 'servers.sheet_second_person' : 'servers.sheet_risky', params: {} }];
  });
}

const isRisky = (touchable: Parameters<typeof handsOnRisk>[0] | undefined, now: Temporal.Instant): boolean =>
  touchable !== undefined && handsOnRisk(touchable, now) !== null;
