import type { Work } from '../../../../kernel/db/transact.ts';
import { type Refused, refuse } from '../../../../shared/result.ts';
import { isAfter, isBefore, toWire } from '../../../../shared/time.ts';
import { holdGroupCalled, lockGroups, planFactsOfOne, saveGroup } from '../../store/plan-servers.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { livingSlotsOf, takenTimes } from '../../store/slots.ts';

/** The name of a server's redundancy group; null: none. */
export const groupNameOf = async (work: Work, server: ServerRow): Promise<string | null> =>
  (await planFactsOfOne(work.tx, server.id)).group?.name ?? null;

/** Puts a server into the group of a name, or out of its group. None of its slots may meet one of the group, or each other there. */
export async function joinGroup(work: Work, server: ServerRow, name: string | null): Promise<Refused<'servers.slot_group_busy'> | null> {
  const group = name === null ? null : await holdGroupCalled(work.tx, server.site.id, name);
  if (group !== null) {
    await lockGroups(work.tx, [group.number]);
    const rival = await rivalIn(work, server, group.number);
    if (rival !== undefined) {
      const params = { server: rival.serverName, startsAt: toWire(rival.from), endsAt: toWire(rival.until) };
      return refuse('servers.slot_group_busy', { ...params, path: 'redundancyGroup' });
    }
  }
  await saveGroup(work.tx, server.id, group);
  return null;
}

/** The first time that a slot of the server would share with another slot of the group; undefined: there is none. */
async function rivalIn(work: Work, server: ServerRow, group: number) {
  const slots = await livingSlotsOf(work.tx, server.id);
  const taken = slots.length === 0 ? [] : await takenTimes(work.tx, [group], [server.id], work.now);
  const own = slots.map(({ id, startsAt, endsAt }) => ({ id, serverName: server.name, from: startsAt, until: endsAt }));
  const others = [...taken.map((time) => ({ ...time, id: null })), ...own];
  return others.find(({ id, from, until }) =>
    slots.some((slot) => slot.id !== id && isBefore(from, slot.endsAt) && isAfter(until, slot.startsAt)),
  );
}
