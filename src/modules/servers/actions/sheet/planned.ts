import type { ResponsibleRow } from '../../../../kernel/assets/assets.ts';
import type { ResponsibilityRole } from '../../../../kernel/contract/permission.ts';
import type { SiteId } from '../../../../shared/ids.ts';
import type { SheetColumn } from '../../domain/sheet.ts';
import type { SheetRow } from '../../domain/sheet-row.ts';
import { type KnownServer, type Named, TEAM } from './known.ts';

/** What is to become of one line. */
export interface PlannedRow {
  readonly line: number;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly row: SheetRow;
  /** Of the row's schedule; null: none. */
  readonly scheduleId: string | null;
  /** Null: created. */
  readonly server: KnownServer | null;
  readonly people: readonly (Named & { readonly role: ResponsibilityRole })[];
  /** Columns whose value would be another; of a new server all that it has. */
  readonly changed: readonly SheetColumn[];
}

/** A user or team as sheets call it. */
export const sheetName = ({ teamId, username }: ResponsibleRow): string => (teamId === null ? username : `${TEAM}${username}`);

export function asNamed({ userId, teamId }: ResponsibleRow): Named {
  if (teamId !== null) return { teamId };
  if (userId === null) throw new Error('nobody answers for a server');
  return { userId };
}
