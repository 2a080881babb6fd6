import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/window.ts';
import { modeOf, type Touchable } from '../domain/decide.ts';
import { type FreezeOf, freezesOf } from '../store/freezes.ts';
import type { ServerRow } from '../store/server-rows.ts';
import type { Parts } from './parts.ts';
import { CUTOFF_MINUTES } from './settings.ts';

type TouchParts = Pick<Parts, 'assets' | 'settings'>;

/**
 * What the decision rule is asked about, for many servers by three queries: maintenance and freezes that run at `from`,
 * and all that come after.
 */
export async function touchablesOf(
  db: Db | Tx,
  { assets, settings }: TouchParts,
  servers: readonly ServerRow[],
  from: Temporal.Instant,
): Promise<ReadonlyMap<AssetId, Touchable>> {
  if (servers.length === 0) return new Map();
  // One after the other: in a transaction there is one connection.
  const cutoffMinutes = await settings.read(db, CUTOFF_MINUTES.key, CUTOFF_MINUTES.declaration);
  const periods = await assets.maintenancePeriods(
    db,
    servers.map(({ id }) => id),
    from,
  );
  const freezes = await freezesOf(db, [...new Set(servers.map(({ site }) => site.id))], from);
  return new Map(
    servers.map((server) => {
      const maintenance = (periods.get(server.id) ?? []).map(({ startsAt, endsAt }) => ({ from: startsAt, until: endsAt }));
      const mode = modeOf(server.modeOverride, server.schedule?.mode ?? null);
      return [server.id, { hours: server.hours, mode, cutoffMinutes, maintenance, freezes: freezesFor(server, freezes) }];
    }),
  );
}

const freezesFor = (server: ServerRow, freezes: readonly FreezeOf[]): readonly Period[] =>
  freezes.filter((freeze) => isAbout(freeze, server)).map(({ period }) => period);

/** The site, a schedule, or one server. */
function isAbout({ siteId, scheduleId, serverId }: FreezeOf, server: ServerRow): boolean {
  if (siteId !== server.site.id) return false;
  if (serverId !== null) return serverId === server.id;
  return scheduleId === null || scheduleId === server.schedule?.id;
}

/** The same for one server. */
export async function touchableOf(db: Db | Tx, parts: TouchParts, server: ServerRow, from: Temporal.Instant): Promise<Touchable> {
  const touchable = (await touchablesOf(db, parts, [server], from)).get(server.id);
  if (touchable === undefined) throw new Error(`server ${server.id} was asked about and is not in the answer`);
  return touchable;
}
