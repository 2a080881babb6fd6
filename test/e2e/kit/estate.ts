import type { z } from 'zod';
import { addSite, editSite, listSites } from '../../../src/kernel/contract/routes/sites.ts';
import { acknowledgeStory, assignStory, listToday, snoozeStory } from '../../../src/kernel/contract/routes/today.ts';
import { addTeam, addUser } from '../../../src/kernel/contract/routes/users.ts';
import {
  addResponsible,
  addSchedule,
  addServer,
  makeReportToken,
  removeResponsible,
  startMaintenance,
} from '../../../src/modules/servers/contract/routes.ts';
import { reportText } from '../../../src/modules/servers/testing/report-text.ts';
import { type Caller, PASSWORD, sendReportText } from './caller.ts';
import { type EstateServer, NASTY, type Places, serversOf } from './estate-servers.ts';

/** A small house with something in every state. */
export interface Estate {
  /** Ids by name. */
  readonly servers: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
}

const now = () => Temporal.Now.instant();

export interface EstateOptions {
  /** Names as people give them, without those that break pages: for pictures that are shown around. */
  readonly isPlain?: true;
}

/** Makes it through the public API, as `sam`, who set the console up. */
export async function fillEstate(sam: Caller, { isPlain }: EstateOptions = {}): Promise<Estate> {
  const users = await addPeople(sam);
  const sites = await addSites(sam, users);
  const places = { sites, schedules: await addSchedules(sam, sites) };
  const abandoned = await sam.call(addTeam, { name: 'Holiday cover' });
  await sam.call(addTeam, { name: 'Night shift', memberIds: [idOf(users, 'olga'), idOf(users, 'vera')], grants: [{ role: 'editor' }] });
  const servers = new Map<string, string>();
  const wanted = serversOf(places).filter(({ name }) => isPlain !== true || !Object.values<string>(NASTY).includes(name));
  for (const server of wanted) servers.set(server.name, await addOne(sam, server, { places, users, abandonedTeam: abandoned.id }));
  await leaveTraces(sam, servers, users);
  return { servers, users };
}

/** What people have said about stories already: one was seen, one was given to somebody, one is set aside. */
async function leaveTraces(sam: Caller, servers: Estate['servers'], users: Estate['users']): Promise<void> {
  const { items } = await sam.call(listToday, { limit: 100 });
  const storyOf = (name: string) => items.find(({ subject }) => subject.assetId === idOf(servers, name))?.id ?? '';
  await sam.call(acknowledgeStory, { id: storyOf('db01') });
  await sam.call(assignStory, { id: storyOf('print2'), userId: idOf(users, 'adam') });
  await sam.call(snoozeStory, { id: storyOf('vpn'), until: now().add({ hours: 20 }).round('second').toString() });
}

export function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`The estate has no ${name}.`);
  return id;
}

async function addPeople(sam: Caller): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const person of [
    { username: 'adam', displayName: 'Adam Berg', role: 'admin' },
    { username: 'olga', displayName: 'Olga Marin', role: 'editor', email: 'olga@example.org' },
    { username: 'vera', displayName: 'Vera Lind', role: 'user' },
    { username: 'greta', displayName: 'Greta Schröder', language: 'de', isSuperadmin: true },
    { username: 'noor', displayName: 'نور الدين', role: 'user' },
    { username: 'nobody', displayName: '' },
  ] as const) {
    ids.set(person.username, (await sam.call(addUser, { ...person, password: PASSWORD })).id);
  }
  return ids;
}

async function addSites(sam: Caller, users: ReadonlyMap<string, string>): Promise<Places['sites']> {
  const [first] = (await sam.call(listSites, {})).items;
  if (first !== undefined) await sam.call(editSite, { id: first.id, name: 'Head office' });
  const school = await sam.call(addSite, { name: 'Grundschule Süd', timeZone: 'Europe/Berlin', contactUserId: idOf(users, 'vera') });
  const shop = await sam.call(addSite, { name: 'Loja de Lisboa', timeZone: 'Europe/Lisbon', notes: 'Key at the bakery next door.' });
  return { school: school.id, shop: shop.id };
}

async function addSchedules(sam: Caller, sites: Places['sites']): Promise<Places['schedules']> {
  const add = async (input: z.input<typeof addSchedule.input>) => (await sam.call(addSchedule, input)).id;
  return {
    weekly: await add({ name: 'Weekly', intervalDays: 7, preferredWeekday: 2 }),
    monthly: await add({ name: 'Monthly', intervalDays: 30, preferredWeekday: 2, mode: 'confirm' }),
    quarterly: await add({ name: 'Quarterly, with care', intervalDays: 90, mode: 'enforce' }),
    school: await add({ name: 'School', intervalDays: 7, mode: 'inform', siteId: sites.school }),
    shop: await add({ name: 'Shop', intervalDays: 14, siteId: sites.shop }),
  };
}

interface Around {
  readonly places: Places;
  readonly users: ReadonlyMap<string, string>;
  readonly abandonedTeam: string;
}

async function addOne(sam: Caller, server: EstateServer, { places, users, abandonedTeam }: Around): Promise<string> {
  const { name, site, report, os = 'debian|13|trixie', maintenance, isAbandoned, ...input } = server;
  const hostname = /^[\w-]+$/.test(name) ? `${name.toLowerCase().slice(0, 50)}.example.org` : 'host.example.org';
  const ownerUserId = idOf(users, site === undefined ? 'olga' : 'vera');
  const siteId = site === undefined ? {} : { siteId: places.sites[site] };
  const { id } = await sam.call(addServer, { ...input, name, hostname, ownerUserId, ...siteId });
  if (site === undefined) await sam.call(addResponsible, { id, userId: idOf(users, 'adam'), role: 'maintainer' });
  if (report !== undefined) await reportOnce(sam, id, { name, report, os });
  if (maintenance === true) await sam.call(startMaintenance, { id, endsAt: now().add({ hours: 4 }).toString(), reason: 'New disks' });
  if (isAbandoned === true) {
    await sam.call(addResponsible, { id, teamId: abandonedTeam, role: 'owner' });
    await sam.call(removeResponsible, { id, userId: ownerUserId });
  }
  return id;
}

/** One report of its machine, which is a different one for each server. */
async function reportOnce(
  sam: Caller,
  id: string,
  { name, report, os }: Required<Pick<EstateServer, 'name' | 'report' | 'os'>>,
): Promise<void> {
  const { token } = await sam.call(makeReportToken, { id });
  const text = reportText({ machine: id.replaceAll('-', '').repeat(2), ...report, now: now() });
  await sendReportText(sam.url, token, text.replace('HOST: web01', `HOST: ${name}`).replace('debian|13|trixie', os));
}
