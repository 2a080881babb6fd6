import type { GrantShape, ResponsibilityRole } from '../../src/kernel/contract/permission.ts';
import type { Route } from '../../src/kernel/contract/route.ts';
import { addMyToken, changeMyPassword, listMySessions, logIn, logOut } from '../../src/kernel/contract/routes/auth.ts';
import { addMyLink } from '../../src/kernel/contract/routes/links.ts';
import { addMyChannel, getMyTelling, removeMyChannel } from '../../src/kernel/contract/routes/telling.ts';
import { addTeam, addUser } from '../../src/kernel/contract/routes/users.ts';
import { ALL_PERMISSIONS, permissionOf } from './all-routes.ts';
import type { Answering } from './answering.ts';
import type { Own } from './entry.ts';
import type { Rights } from './expected.ts';
import type { Fail2banPlaces } from './fail2ban.ts';
import { type DrivenClock, type House, PASSWORD, signedIn, type Voice, voice } from './house.ts';
import { must } from './must.ts';
import { createSubjects, defaultSiteId, type Subjects } from './subjects.ts';

/** One way of calling the console, with what the contract may know of it. */
export interface Caller {
  readonly name: string;
  rights(route: Route): Rights;
  /** A voice that the call may destroy. */
  voice(route: Route): Promise<Voice> | Voice;
  readonly own: Own;
}

export interface World {
  readonly callers: readonly Caller[];
  /** In the default site, answered for by Maja, Otto's team and Rosa. */
  readonly fresh: Subjects;
  readonly sam: Voice;
  readonly nora: Voice;
}

const NO_RIGHTS: Rights = { credential: 'person', isSuperadmin: false, grants: [], responsibility: null, token: null };
const SCOPES = [...ALL_PERMISSIONS.values()].filter(({ tokens }) => tokens).map(({ name }) => name);
/** They end what they are called with. */
const ENDING: readonly Route[] = [logOut, changeMyPassword];

interface Person {
  readonly name: string;
  readonly isSuperadmin?: boolean;
  readonly grants?: readonly GrantShape[];
  readonly responsibility?: ResponsibilityRole;
}

const everywhere = (role: GrantShape['role']): readonly GrantShape[] => [{ role, siteId: null, module: null }];

/** The cast by the default site's and Nora's: who is made here beside the house's own says why in a word. */
const peopleOf = (siteId: string, otherSiteId: string): readonly Person[] => [
  { name: 'nobody' },
  { name: 'vera', grants: everywhere('user') },
  { name: 'olga', grants: everywhere('editor') },
  { name: 'adam', grants: everywhere('admin') },
  { name: 'sam', isSuperadmin: true },
  { name: 'nora', grants: [{ role: 'admin', siteId: otherSiteId, module: null }] },
  { name: 'nils-views-the-other-site', grants: [{ role: 'user', siteId: otherSiteId, module: null }] },
  {
    name: 'ella-views-here-and-edits-there',
    grants: [
      { role: 'user', siteId, module: null },
      { role: 'editor', siteId: otherSiteId, module: null },
    ],
  },
  { name: 'mona-administers-one-module', grants: [{ role: 'admin', siteId: null, module: 'servers' }] },
  { name: 'bruno-administers-another', grants: [{ role: 'admin', siteId: null, module: 'bans' }] },
  { name: 'maja-maintains', grants: everywhere('user'), responsibility: 'maintainer' },
  { name: 'otto-owns-by-a-team', grants: everywhere('user'), responsibility: 'owner' },
  { name: 'rosa-owns-out-of-sight', grants: [{ role: 'user', siteId: otherSiteId, module: null }], responsibility: 'owner' },
];

/** Everybody who can call, once the clock has made expired what must be. The house's own sessions are expired afterwards. */
export async function createWorld(house: House, clock: DrivenClock, places: Fail2banPlaces): Promise<World> {
  const stale = { session: house.as('vera'), accessToken: await byAccessToken(house, 'vera') };
  clock.advance({ hours: 13 });
  const sam = await signedIn(house.app, 'sam');
  const siteId = await defaultSiteId(sam);
  const people = peopleOf(siteId, house.otherSiteId);
  const answering = await makePeople(house, sam, people);
  // Nobody of those who call: who asks is never the second person.
  await must(sam, addUser, { username: 'ada-asks', password: PASSWORD, isSuperadmin: true });
  const parts = { sam, clock, db: house.db, places };
  const fresh = createSubjects({ ...parts, siteId, answering, asker: await signedIn(house.app, 'ada-asks') });
  // Whoever bans there only finds a host.
  await createSubjects({ ...parts, siteId: house.otherSiteId }).bans.host();
  const own = ownOf(house, sam, 'sam');
  return {
    ...{ fresh, sam, nora: await signedIn(house.app, 'nora') },
    callers: [
      ...refused(house, clock, stale, own),
      ...(await Promise.all(people.map((person) => bySession(house, sam, person)))),
      byToolSession(house, clock, sam),
      ...byApiToken(house, sam, own),
      ...(await byDevice(house, fresh, own)),
    ],
  };
}

async function makePeople({ ids }: House, sam: Voice, people: readonly Person[]): Promise<readonly Answering[]> {
  const idOf = new Map<string, string>(Object.entries(ids));
  for (const { name, grants = [] } of people.filter((person) => !idOf.has(person.name))) {
    idOf.set(name, (await must(sam, addUser, { username: name, password: PASSWORD, grants: [...grants] })).id);
  }
  const [maja = '', otto = '', rosa = ''] = people.slice(-3).map(({ name }) => idOf.get(name));
  const team = await must(sam, addTeam, { name: 'owners', memberIds: [otto] });
  return [
    { userId: maja, role: 'maintainer' },
    { teamId: team.id, role: 'owner' },
    { userId: rosa, role: 'owner', hasLostSight: true },
  ];
}

export function ownOf(house: House, session: Voice, username: string): Own {
  return {
    async sessionId() {
      const { items } = await must(await signedIn(house.app, username), listMySessions, {});
      return items.find(({ isCurrent }) => isCurrent)?.id ?? '';
    },
    tokenId: async () => (await must(session, addMyToken, { name: 'own', scopes: ['account:read'] })).id,
    linkId: async () => (await must(session, addMyLink, { purpose: 'servers.calendar', name: 'own' })).id,
    async channelId() {
      // There is a limit per person.
      const { channels } = await must(session, getMyTelling, {});
      for (const { id } of channels) await must(session, removeMyChannel, { id });
      return (await must(session, addMyChannel, { kind: 'webhook', name: 'own', target: 'https://hooks.example.org/own' })).id;
    },
    refreshToken: async () => String((await toolSession(house, username)).refreshToken),
  };
}

async function toolSession(house: House, username: string): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
  const body = await must(house.with({}), logIn, { username, password: PASSWORD });
  if (!('accessToken' in body)) throw new Error('a tool got no tokens');
  return body;
}

const bearer = (house: House, token: string): Voice => voice(house.app, { authorization: `Bearer ${token}` });

const byAccessToken = async (house: House, username: string): Promise<Voice> =>
  bearer(house, (await toolSession(house, username)).accessToken);

/** Whoever shows nothing, or nothing that holds. */
function refused(house: House, clock: DrivenClock, stale: { readonly session: Voice; readonly accessToken: Voice }, own: Own): Caller[] {
  const caller = (name: string, credential: 'none' | 'refused', speak: () => Promise<Voice> | Voice): Caller => ({
    ...{ name, own, voice: speak },
    rights: () => ({ ...NO_RIGHTS, credential }),
  });
  const ended = renewed(clock, async () => {
    const signedOut = await byAccessToken(house, 'sam');
    await must(signedOut, logOut, {});
    return signedOut;
  });
  return [
    caller('a stranger', 'none', () => house.with({})),
    caller('an expired session', 'refused', () => stale.session),
    caller('an expired access token', 'refused', () => stale.accessToken),
    caller("an ended session's access token", 'refused', ended),
    caller('a malformed token', 'refused', () => bearer(house, 'eyJhbGciOiJub25lIn0.e30.')),
    caller('an unknown API token', 'refused', () => bearer(house, `ct_${'A'.repeat(43)}`)),
    caller('an unknown device token', 'refused', () => bearer(house, `ctr_${'A'.repeat(43)}`)),
    caller('another scheme', 'refused', () => house.with({ authorization: 'Basic c2FtOnNhbQ==' })),
  ];
}

/** Access tokens last a quarter of an hour, and subjects move the clock. */
function renewed(clock: DrivenClock, make: () => Promise<Voice>): () => Promise<Voice> {
  let kept: { readonly voice: Promise<Voice>; readonly at: Temporal.Instant } | null = null;
  return () => {
    const now = clock.now();
    if (kept === null || now.since(kept.at).total('minutes') > 10) kept = { voice: make(), at: now };
    return kept.voice;
  };
}

async function bySession(house: House, sam: Voice, person: Person): Promise<Caller> {
  const session = await signedIn(house.app, person.name);
  const { name, isSuperadmin = false, grants = [], responsibility = null } = person;
  return {
    name,
    own: ownOf(house, session, name),
    rights: () => ({ ...NO_RIGHTS, isSuperadmin, grants, responsibility }),
    voice: async (route) => (ENDING.includes(route) ? signedIn(house.app, await twinOf(sam, person)) : session),
  };
}

let twins = 0;

/** Somebody with the same grants, for what ends a session or a password. */
async function twinOf(sam: Voice, { isSuperadmin = false, grants = [] }: Person): Promise<string> {
  const username = `twin-${++twins}`;
  await must(sam, addUser, { username, password: PASSWORD, grants: [...grants], isSuperadmin });
  return username;
}

function byToolSession(house: House, clock: DrivenClock, sam: Voice): Caller {
  const accessToken = renewed(clock, () => byAccessToken(house, 'sam'));
  return {
    name: "sam's access token",
    own: ownOf(house, sam, 'sam'),
    rights: () => ({ ...NO_RIGHTS, isSuperadmin: true }),
    voice: async (route) =>
      ENDING.includes(route) ? byAccessToken(house, await twinOf(sam, { name: '', isSuperadmin: true })) : accessToken(),
  };
}

/** Sam's tokens: whatever they lack, Sam does not. */
function byApiToken(house: House, sam: Voice, own: Own): Caller[] {
  const kept = new Map<string, Promise<Voice>>();
  const tokenFor = (scopes: readonly string[], siteIds: readonly string[] | null): Promise<Voice> => {
    const key = JSON.stringify([scopes, siteIds]);
    const input = { name: 'walk', scopes: [...scopes], siteIds: siteIds === null ? null : [...siteIds] };
    const made = kept.get(key) ?? must(sam, addMyToken, input).then(({ token }) => bearer(house, token));
    kept.set(key, made);
    return made;
  };
  const caller = (name: string, scopesFor: (route: Route) => readonly string[], siteIds: readonly string[] | null = null): Caller => ({
    ...{ name, own },
    rights: (route) => ({ ...NO_RIGHTS, isSuperadmin: true, token: { scopes: scopesFor(route), siteIds } }),
    voice: (route) => tokenFor(scopesFor(route), siteIds),
  });
  const isCarried = (route: Route): boolean => permissionOf(route)?.tokens ?? false;
  return [
    caller("a token with the route's scope", (route) => (isCarried(route) ? [String(route.permission)] : SCOPES)),
    caller('a token with every other scope', (route) => SCOPES.filter((scope) => scope !== route.permission)),
    caller('a token for the other site', () => SCOPES, [house.otherSiteId]),
  ];
}

async function byDevice(house: House, fresh: Subjects, own: Own): Promise<Caller[]> {
  const device = async (name: string): Promise<Caller> => {
    const speaks = bearer(house, await fresh.reportToken(await fresh.server()));
    return { name, own, voice: () => speaks, rights: () => ({ ...NO_RIGHTS, credential: 'device', devicePermission: 'servers:report' }) };
  };
  await fresh.startedSlot();
  const slot: Caller = {
    ...{ name: "a slot's token", own },
    // Of the slot that the call is about.
    voice: () => bearer(house, fresh.newestSlotToken()),
    rights: () => ({ ...NO_RIGHTS, credential: 'device', devicePermission: 'servers:outcome' }),
  };
  return [await device("a server's report token"), await device("another server's report token"), slot];
}
