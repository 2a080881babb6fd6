import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { confirmLink } from '../../src/kernel/contract/routes/assets.ts';
import { addMyLink } from '../../src/kernel/contract/routes/links.ts';
import { addSite, listSites } from '../../src/kernel/contract/routes/sites.ts';
import { listToday } from '../../src/kernel/contract/routes/today.ts';
import { addTeam, addUser, deactivateUser } from '../../src/kernel/contract/routes/users.ts';
import type { Db } from '../../src/kernel/db/database.ts';
import * as servers from '../../src/modules/servers/contract/routes.ts';
import { reportText } from '../../src/modules/servers/testing/report-text.ts';
import { newId } from '../../src/shared/ids.ts';
import { type Answering, createMakeResponsible } from './answering.ts';
import { type BanSubjects, createBanSubjects } from './bans.ts';
import type { Fail2banPlaces } from './fail2ban.ts';
import { type DrivenClock, PASSWORD, type Voice } from './house.ts';
import { must } from './must.ts';
import { createScreenSubjects, type ScreenSubjects } from './screens.ts';

/** Fresh things to call routes about, made by Sam through the API: whatever one call does to its own, no other one meets. */
export interface Subjects {
  readonly clock: DrivenClock;
  /** Where they are made: the default site, unless told. */
  readonly siteId: string;
  /** A name that nothing bears yet. */
  name(): string;
  server(): Promise<string>;
  /** A server that was archived. */
  archivedServer(): Promise<{ readonly id: string; readonly name: string }>;
  /** A server with maintenance running. */
  serverInMaintenance(): Promise<string>;
  /** A server that is overdue, and its story. */
  story(): Promise<string>;
  schedule(): Promise<string>;
  site(): Promise<string>;
  user(): Promise<string>;
  userSwitchedOff(): Promise<string>;
  team(): Promise<string>;
  /** Makes a user one more maintainer of a server. */
  makeResponsible(serverId: string, userId: string): Promise<void>;
  /** Two servers that were said to be one machine; the first one's id. */
  linkedServer(): Promise<string>;
  /** A new report token of a server. */
  reportToken(serverId: string): Promise<string>;
  /** An enrolment token for one machine, with its text. */
  enrolmentToken(): Promise<{ readonly id: string; readonly token: string }>;
  /** What a machine says of itself that enrols. */
  machine(): { readonly hostname: string; readonly machine: string };
  /** A server whose slot waits for its start. */
  slot(): Promise<{ readonly id: string; readonly slotId: string }>;
  /** A slot that was handed off, with the token by which its outcome is told. Needs the database: nothing is called in these houses. */
  startedSlot(): Promise<{ readonly slotId: string; readonly token: string }>;
  /** The newest of those tokens. */
  newestSlotToken(): string;
  /** Gives a server hours, so that there is a time at which it can be touched. */
  makeSafe(serverId: string): Promise<void>;
  /** Something risky that somebody asked for, and which waits for a second person. */
  approval(): Promise<{ readonly id: string; readonly approvalId: string }>;
  freeze(): Promise<string>;
  /** A schedule at whose slots something is called. */
  scheduleWithHandOff(): Promise<string>;
  /** A server of a redundancy group of its own. */
  groupedServer(): Promise<string>;
  /** Long work of the console at the site, which runs and which everybody there may see and stop. Needs the database: modules begin it. */
  errand(): Promise<string>;
  /** Of the module `bans`. Needs the database, and places where fail2ban answers. */
  readonly bans: BanSubjects;
  /** Of the module `screens`. Needs the database. */
  readonly screens: ScreenSubjects;
  /** The secret of a calendar of Sam's. */
  calendarToken(): Promise<string>;
  /** What a machine says that was never heard of. */
  report(): string;
}

export interface SubjectParts {
  readonly sam: Voice;
  readonly clock: DrivenClock;
  readonly siteId: string;
  /** Begins every name. */
  readonly prefix?: string;
  readonly answering?: readonly Answering[];
  /** Somebody who asks for a second person, so that Sam can be it. */
  readonly asker?: Voice;
  readonly db?: Db;
  readonly places?: Fail2banPlaces;
}

/** The default site, by what Sam sees. */
export async function defaultSiteId(sam: Voice): Promise<string> {
  const { items } = await must(sam, listSites, {});
  const found = items.find((site) => site.isDefault);
  if (found === undefined) throw new Error('there is no default site');
  return found.id;
}

let count = 0;

export function createSubjects({ sam, clock, siteId, prefix = 'subject', answering = [], asker, db, places }: SubjectParts): Subjects {
  let newestSlotToken = '';
  const name = (): string => `${prefix}-${++count}`;
  const addServer = async (more: Partial<z.input<typeof servers.addServer.input>> = {}): Promise<string> => {
    const own = name();
    const { id } = await must(sam, servers.addServer, { name: own, hostname: own, siteId, ...more });
    for (const each of answering) await makeAnswering(id, each);
    return id;
  };
  const makeAnswering = createMakeResponsible({ db, now: clock.now }, (id, person) => must(sam, servers.addResponsible, { id, ...person }));
  const schedule = async (): Promise<string> => (await must(sam, servers.addSchedule, { name: name(), intervalDays: 1, siteId })).id;
  const user = async (): Promise<string> => {
    const grants = [{ role: 'user', siteId }] as const;
    return (await must(sam, addUser, { username: name(), password: PASSWORD, grants: [...grants] })).id;
  };
  const slot = async (): Promise<{ id: string; slotId: string }> => {
    const id = await addServer();
    const startsAt = clock.now().add({ hours: 48 }).toString();
    const { id: slotId } = await must(sam, servers.addSlot, { id, startsAt, confirmRisky: true });
    return { id, slotId };
  };
  return {
    ...{ clock, siteId, name, schedule, user, slot },
    newestSlotToken: () => newestSlotToken,
    get bans() {
      if (db === undefined || places === undefined) throw new Error('these subjects have no database, or no fail2ban');
      return createBanSubjects({ sam, clock, siteId, name, answering, db, places });
    },
    get screens() {
      if (db === undefined) throw new Error('these subjects have no database');
      return createScreenSubjects({ sam, clock, siteId, name, answering, db });
    },
    async startedSlot() {
      if (db === undefined) throw new Error('these subjects cannot start a slot: they have no database');
      const { slotId } = await slot();
      const token = `cts_${randomBytes(32).toString('base64url')}`;
      const token_hash = createHash('sha256').update(token).digest('hex');
      await db
        .updateTable('servers.slots')
        .set({ state: 'started', started_at: clock.now(), token_hash })
        .where('id', '=', slotId)
        .execute();
      newestSlotToken = token;
      return { slotId, token };
    },
    async makeSafe(id) {
      await must(sam, servers.editServer, { id, serviceWindow: { start: '08:00', end: '09:00', timeZone: 'Europe/Berlin' } });
    },
    async approval() {
      if (asker === undefined) throw new Error('nobody of these subjects asks for a second person');
      const input = { name: name(), intervalDays: 30, siteId, overduePolicy: 'second-person' } as const;
      const { id: updateScheduleId } = await must(sam, servers.addSchedule, input);
      const id = await addServer({ updateScheduleId, alwaysInUse: true });
      const { body } = await asker.call(servers.markUpdated, { id, confirmRisky: true });
      const approvalId = String(Reflect.get(Object(Reflect.get(Object(body), 'params')), 'approvalId'));
      return { id, approvalId };
    },
    async freeze() {
      const [from, until] = [clock.now().add({ hours: 24 }).toString(), clock.now().add({ hours: 48 }).toString()];
      return (await must(sam, servers.addFreeze, { name: name(), siteId, from, until })).id;
    },
    async scheduleWithHandOff() {
      const id = await schedule();
      await must(sam, servers.setHandOff, { id, kind: 'webhook', url: 'https://run.example.org/update' });
      return id;
    },
    async groupedServer() {
      const id = await addServer();
      await must(sam, servers.editServer, { id, redundancyGroup: name() });
      return id;
    },
    server: () => addServer(),
    async archivedServer() {
      const own = name();
      const id = await addServer({ name: own });
      await must(sam, servers.archiveServer, { id });
      return { id, name: own };
    },
    async serverInMaintenance() {
      const id = await addServer();
      await must(sam, servers.startMaintenance, { id, endsAt: clock.now().add({ hours: 1 }).toString(), reason: 'new disks' });
      return id;
    },
    async story() {
      // More than twenty within five minutes would be one batch story.
      clock.advance({ seconds: 30 });
      const lastUpdatedAt = clock.now().subtract({ hours: 2_400 }).toString();
      const serverId = await addServer({ updateScheduleId: await schedule(), lastUpdatedAt });
      const { items } = await must(sam, listToday, { limit: 200 });
      const story = items.find(({ subject }) => subject.assetId === serverId);
      if (story === undefined) throw new Error('an overdue server has no story');
      return story.id;
    },
    site: async () => (await must(sam, addSite, { name: name() })).id,
    async userSwitchedOff() {
      const id = await user();
      await must(sam, deactivateUser, { id });
      return id;
    },
    team: async () => (await must(sam, addTeam, { name: name(), grants: [{ role: 'user', siteId }] })).id,
    async makeResponsible(id, userId) {
      await must(sam, servers.addResponsible, { id, userId, role: 'maintainer' });
    },
    async linkedServer() {
      const [id, otherAssetId] = [await addServer(), await addServer()];
      await must(sam, confirmLink, { id, otherAssetId });
      return id;
    },
    reportToken: async (id) => (await must(sam, servers.makeReportToken, { id })).token,
    enrolmentToken: () =>
      must(sam, servers.makeEnrolmentToken, { name: name(), siteId, uses: 1, expiresAt: clock.now().add({ hours: 1 }).toString() }),
    machine: () => ({ hostname: name(), machine: crypto.randomUUID().replaceAll('-', '').repeat(2) }),
    async errand() {
      if (db === undefined) throw new Error('these subjects cannot begin an errand: they have no database');
      const [now, id] = [clock.now(), newId<'errand'>(clock.now())];
      const what = { module: 'servers', kind: 'walk', title: JSON.stringify({ key: 'walk', params: { name: name() } }) };
      const who = { site_id: siteId, permission: 'servers:read', cancel_permission: 'servers:read', begun_by: null };
      const how = { state: 'running', total: null, note: null, result: null, page: null } as const;
      const when = { begun_at: now, changed_at: now, ended_at: null, cancel_asked_at: null };
      await db
        .insertInto('kernel.errands')
        .values({ id, ...what, ...who, ...how, ...when })
        .execute();
      return id;
    },
    async calendarToken() {
      const { url } = await must(sam, addMyLink, { purpose: 'servers.calendar', name: name() });
      return new URL(url).searchParams.get('token') ?? '';
    },
    report: () => reportText({ now: clock.now(), machine: crypto.randomUUID().replaceAll('-', '').repeat(2) }),
  };
}
