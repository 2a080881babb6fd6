import type { Work } from '../../../../kernel/db/transact.ts';
import { type Refused, refuse } from '../../../../shared/result.ts';
import { isAfter, isBefore, toWire } from '../../../../shared/time.ts';
import { holdGroupCalled, lockGroups, planFactsOfOne, saveGroup } from '../../store/plan-servers.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { livingSlotOf, takenTimes } from '../../store/slots.ts';

/** The name of a server's redundancy group; null: none. */
export const groupNameOf = async (work: Work, server: ServerRow): Promise<string | null> =>
  (await planFactsOfOne(work.tx, server.id)).group?.name ?? null;

/** Puts a server into the group of a name, or out of its group. Its slot must not meet one of the group. */
export async function joinGroup(work: Work, server: ServerRow, name: string | null): Promise<Refused<'servers.slot_group_busy'> | null> {
  const group = name === null ? null : await holdGroupCalled(work.tx, server.site.id, name);
  if (group !== null) {
    await lockGroups(work.tx, [group.number]);
    const slot = await livingSlotOf(work.tx, server.id);
    const taken = slot === null ? [] : await takenTimes(work.tx, [group.number], [server.id], work.now);
    const rival = taken.find(({ from, until }) => slot !== null && isBefore(from, slot.endsAt) && isAfter(until, slot.startsAt));
    if (rival !== undefined) {
      const params = { server: rival.serverName, startsAt: toWire(rival.from), endsAt: toWire(rival.until) };
      return refuse('servers.slot_group_busy', { ...params, path: 'redundancyGroup' });
    }
  }
  await saveGroup(work.tx, server.id, group);
  return null;
}
