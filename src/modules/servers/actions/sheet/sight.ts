import { withoutSight } from '../../../../kernel/assets/sight.ts';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import { idOf } from './changes.ts';
import { asNamed, type PlannedRow } from './planned.ts';
import type { SheetFault } from './read-sheet.ts';

/** Lines that make somebody responsible who does not see the server. Who answers for it already is not asked about again. */
export async function blindOf(db: Db | Tx, rows: readonly PlannedRow[]): Promise<readonly SheetFault[]> {
  const faults: SheetFault[] = [];
  for (const [siteId, there] of Map.groupBy(rows, (row) => row.siteId)) {
    const blind = await withoutSight(db, { module: 'servers', siteId }, [...new Set(there.flatMap(newPeople).map(idOf))]);
    for (const row of there) {
      const found = newPeople(row).find((who) => blind.has(idOf(who)));
      if (found !== undefined) faults.push({ line: row.line, column: `${found.role}s`, code: 'assets.out_of_sight', params: {} });
    }
  }
  return faults;
}

function newPeople({ server, people }: PlannedRow): PlannedRow['people'] {
  const answering = new Set(server?.responsibles.map((each) => idOf(asNamed(each))));
  return people.filter((who) => !answering.has(idOf(who)));
}
