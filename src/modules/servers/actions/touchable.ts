import type { MaintenancePeriod } from '../../../kernel/assets/assets.ts';
import { modeOf, type Touchable } from '../domain/decide.ts';
import type { ServerRow } from '../store/server-rows.ts';
import { periodsOf } from './maintenance.ts';
import type { Parts } from './parts.ts';
import { CUTOFF_MINUTES } from './settings.ts';

/** How long before the end of the safe time nothing is to be started any more, in minutes. */
export const readCutoff = ({ db, settings }: Pick<Parts, 'db' | 'settings'>): Promise<number> =>
  settings.read(db, CUTOFF_MINUTES.key, CUTOFF_MINUTES.declaration);

/** What the decision rule is asked about. */
export const touchableOf = (
  { server, maintenance }: { readonly server: ServerRow; readonly maintenance: MaintenancePeriod | null },
  cutoffMinutes: number,
): Touchable => ({
  hours: server.hours,
  mode: modeOf(server.modeOverride, server.schedule?.mode ?? null),
  cutoffMinutes,
  maintenance: periodsOf(maintenance ?? undefined),
  freezes: [],
});
