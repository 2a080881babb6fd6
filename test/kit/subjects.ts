import type { z } from 'zod';
import type { ResponsibilityRole } from '../../src/kernel/contract/permission.ts';
import type { Route } from '../../src/kernel/contract/route.ts';
import { confirmLink } from '../../src/kernel/contract/routes/assets.ts';
import { addSite, listSites } from '../../src/kernel/contract/routes/sites.ts';
import { listToday } from '../../src/kernel/contract/routes/today.ts';
import { addTeam, addUser, deactivateUser } from '../../src/kernel/contract/routes/users.ts';
import * as servers from '../../src/modules/servers/contract/routes.ts';
import { reportText } from '../../src/modules/servers/testing/report-text.ts';
import { type DrivenClock, PASSWORD, type Voice } from './house.ts';

/** Somebody or a team that every server made here gets. */
export type Answering =
  | { readonly userId: string; readonly role: ResponsibilityRole }
  | { readonly teamId: string; readonly role: ResponsibilityRole };

/** Fresh things to call routes about, made by Sam through the API: whatever one call does to its own, no other one meets. */
export interface Subjects {
  readonly clock: DrivenClock;
  /** Where they are made: the default site, unless told. */
  readonly siteId: string;
  /** A name that nothing bears yet. */
  name(): string;
  server(): Promise<string>;
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
}

/** Calls that must succeed. */
export async function must<I extends z.ZodType, O extends z.ZodType>(
  voice: Voice,
  route: Route<I, O>,
  input: z.input<I>,
): Promise<z.output<O>> {
  const { status, body, text } = await voice.call(route, input);
  if (status >= 300) throw new Error(`${route.method} ${route.path} answered ${status}: ${text}`);
  return body;
}

/** The default site, by what Sam sees. */
export async function defaultSiteId(sam: Voice): Promise<string> {
  const { items } = await must(sam, listSites, {});
  const found = items.find((site) => site.isDefault);
  if (found === undefined) throw new Error('there is no default site');
  return found.id;
}

let count = 0;

export function createSubjects({ sam, clock, siteId, prefix = 'subject', answering = [] }: SubjectParts): Subjects {
  const name = (): string => `${prefix}-${++count}`;
  const addServer = async (more: Partial<z.input<typeof servers.addServer.input>> = {}): Promise<string> => {
    const own = name();
    const { id } = await must(sam, servers.addServer, { name: own, hostname: own, siteId, ...more });
    for (const each of answering) await must(sam, servers.addResponsible, { id, ...each });
    return id;
  };
  const schedule = async (): Promise<string> => (await must(sam, servers.addSchedule, { name: name(), intervalDays: 1, siteId })).id;
  const user = async (): Promise<string> => {
    const grants = [{ role: 'user', siteId }] as const;
    return (await must(sam, addUser, { username: name(), password: PASSWORD, grants: [...grants] })).id;
  };
  return {
    ...{ clock, siteId, name, schedule, user },
    server: () => addServer(),
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
    report: () => reportText({ now: clock.now(), machine: crypto.randomUUID().replaceAll('-', '').repeat(2) }),
  };
}
