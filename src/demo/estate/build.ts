import { addSite, editSite, listSites } from '../../kernel/contract/routes/sites.ts';
import { addTeam, addUser, listPeople } from '../../kernel/contract/routes/users.ts';
import {
  addFreeze,
  addSchedule,
  addServer,
  editServer,
  listFreezes,
  listSchedules,
  listServers,
  makeReportToken,
  planServers,
  setHandOff,
} from '../../modules/servers/contract/routes.ts';
import type { Caller } from './caller.ts';
import { FREEZE, PEOPLE, type PlannedServer, SCHEDULES, SERVERS, SITES, TEAM } from './plan.ts';

/** A server of the estate with the token that its machine reports with. */
export interface BuiltServer extends PlannedServer {
  readonly timeZone: string;
  readonly token: string;
}

type Ids = ReadonlyMap<string, string>;

export interface EstateParts {
  readonly now: Temporal.Instant;
  /** What is called at the start of a slot. */
  readonly updaterUrl: string;
}

/**
 * Makes what is missing of the estate, found by name, and gives every machine a fresh report token.
 * The passwords of its people are random and told nobody: the demo's superadmin can set them.
 */
export async function buildEstate(caller: Caller, { now, updaterUrl }: EstateParts): Promise<readonly BuiltServer[]> {
  const sites = await buildSites(caller);
  const people = await buildPeople(caller);
  const schedules = await buildSchedules(caller, sites);
  // Anew at each start: its port is another one.
  for (const id of schedules.values()) await caller.call(setHandOff, { id, kind: 'webhook', url: updaterUrl });
  const servers = await buildServers(caller, { sites, people, schedules }, now);
  await buildPlan(caller, sites, now);
  const built: BuiltServer[] = [];
  for (const planned of SERVERS) {
    const id = servers.get(keyOf(planned.site, planned.name));
    if (id === undefined) continue;
    const { token } = await caller.call(makeReportToken, { id, forgetMachine: true });
    built.push({ ...planned, timeZone: SITES.find(({ name }) => name === planned.site)?.timeZone ?? 'UTC', token });
  }
  return built;
}

const keyOf = (site: string, name: string): string => `${site}/${name}`;

/** The default site takes the first name, so that no empty site is left over. */
async function buildSites(caller: Caller): Promise<Ids> {
  const { items } = await caller.call(listSites, {});
  const ids = new Map(items.map(({ name, id }) => [name, id]));
  const unnamed =
    items.length === 1 ? items.find(({ isDefault, name }) => isDefault && !SITES.some((site) => site.name === name)) : undefined;
  for (const [index, site] of SITES.entries()) {
    if (ids.has(site.name)) continue;
    const isFirst = index === 0 && unnamed !== undefined;
    const made = isFirst ? await caller.call(editSite, { id: unnamed.id, ...site }) : await caller.call(addSite, site);
    ids.set(site.name, made.id);
  }
  return ids;
}

async function buildPeople(caller: Caller): Promise<Ids> {
  const known = await caller.call(listPeople, { limit: 100 });
  const ids = new Map(known.users.map(({ username, id }) => [username, id]));
  for (const person of PEOPLE) {
    if (ids.has(person.username)) continue;
    const { id } = await caller.call(addUser, { ...person, password: crypto.randomUUID() });
    ids.set(person.username, id);
  }
  if (!known.teams.some(({ name }) => name === TEAM.name)) {
    const memberIds = TEAM.members.flatMap((name) => ids.get(name) ?? []);
    await caller.call(addTeam, { name: TEAM.name, memberIds });
  }
  return ids;
}

async function buildSchedules(caller: Caller, sites: Ids): Promise<Ids> {
  const { items } = await caller.call(listSchedules, { limit: 100 });
  const ids = new Map(items.map(({ site, name, id }) => [keyOf(site.name, name), id]));
  for (const { site, ...schedule } of SCHEDULES) {
    const key = keyOf(site, schedule.name);
    if (!ids.has(key)) ids.set(key, (await caller.call(addSchedule, { ...schedule, siteId: sites.get(site) })).id);
  }
  return ids;
}

interface Known {
  readonly sites: Ids;
  readonly people: Ids;
  readonly schedules: Ids;
}

async function buildServers(caller: Caller, known: Known, now: Temporal.Instant): Promise<Ids> {
  const { items } = await caller.call(listServers, { limit: 100 });
  const ids = new Map(items.map(({ site, name, id }) => [keyOf(site.name, name), id]));
  for (const server of SERVERS) {
    const key = keyOf(server.site, server.name);
    if (ids.has(key)) continue;
    const { id } = await caller.call(addServer, inputOf(server, known, now));
    ids.set(key, id);
    if (server.redundancyGroup !== null) await caller.call(editServer, { id, redundancyGroup: server.redundancyGroup });
  }
  return ids;
}

/** A freeze at the shops, and slots for all that is due. */
async function buildPlan(caller: Caller, sites: Ids, now: Temporal.Instant): Promise<void> {
  const freezes = await caller.call(listFreezes, {});
  if (freezes.items.length === 0) {
    const timeZone = SITES.find(({ name }) => name === FREEZE.site)?.timeZone ?? 'UTC';
    const first = now.toZonedDateTimeISO(timeZone).toPlainDate().add({ days: FREEZE.fromDay });
    const days = { firstDay: first.toString(), lastDay: first.add({ days: FREEZE.days }).toString(), timeZone };
    await caller.call(addFreeze, { name: FREEZE.name, siteId: sites.get(FREEZE.site), ...days });
  }
  await caller.call(planServers, { status: ['due', 'overdue'], dryRun: false });
}

function inputOf(server: PlannedServer, { sites, people, schedules }: Known, now: Temporal.Instant) {
  const { site, name, description, ipAddress, hours, schedule, owner, updatedDaysAgo, tags } = server;
  const timeZone = SITES.find((planned) => planned.name === site)?.timeZone ?? 'UTC';
  return {
    ...{ name, description, ipAddress, hostname: `${name}.demo.example`, tags: [...tags] },
    siteId: sites.get(site),
    ownerUserId: people.get(owner),
    updateScheduleId: schedule === null ? null : schedules.get(keyOf(site, schedule)),
    lastUpdatedAt: updatedDaysAgo === null ? null : now.subtract({ hours: 24 * updatedDaysAgo }).toString(),
    serviceWindow: hours === null ? null : { start: hours[0], end: hours[1], timeZone, weekdays: [...hours[2]] },
  };
}
