import type { Route } from '../../src/kernel/contract/route.ts';
import * as assets from '../../src/kernel/contract/routes/assets.ts';
import * as auth from '../../src/kernel/contract/routes/auth.ts';
import * as consoleRoutes from '../../src/kernel/contract/routes/console.ts';
import * as errands from '../../src/kernel/contract/routes/errands.ts';
import * as held from '../../src/kernel/contract/routes/held.ts';
import * as links from '../../src/kernel/contract/routes/links.ts';
import * as sites from '../../src/kernel/contract/routes/sites.ts';
import * as streams from '../../src/kernel/contract/routes/streams.ts';
import * as telling from '../../src/kernel/contract/routes/telling.ts';
import * as today from '../../src/kernel/contract/routes/today.ts';
import * as users from '../../src/kernel/contract/routes/users.ts';
import * as servers from '../../src/modules/servers/contract/routes.ts';
import { BAN_INPUTS } from './bans-inputs.ts';
import { type Entry, entry, nothing, type Own } from './entry.ts';
import { PASSWORD } from './house.ts';
import { SCREEN_INPUTS } from './screens-inputs.ts';
import type { Subjects } from './subjects.ts';

const later = (fresh: Subjects): string => fresh.clock.now().add({ hours: 24 }).toString();
const muchLater = (fresh: Subjects): string => fresh.clock.now().add({ hours: 72 }).toString();
const story = async (fresh: Subjects): Promise<{ id: string }> => ({ id: await fresh.story() });
const errand = async (fresh: Subjects): Promise<{ id: string }> => ({ id: await fresh.errand() });
const server = async (fresh: Subjects): Promise<{ id: string }> => ({ id: await fresh.server() });
const user = async (fresh: Subjects): Promise<{ id: string }> => ({ id: await fresh.user() });
const pair = async (fresh: Subjects): Promise<{ id: string; otherAssetId: string }> => ({
  id: await fresh.server(),
  otherAssetId: await fresh.server(),
});

const accountInputs = [
  entry(auth.getSetup, nothing),
  entry(auth.doSetup, (fresh) => ({ token: 'long used', username: fresh.name(), password: PASSWORD })),
  entry(auth.logIn, () => ({ username: 'vera', password: PASSWORD })),
  entry(auth.refresh, async (_fresh, own) => ({ refreshToken: await own.refreshToken() })),
  entry(auth.logOut, nothing),
  entry(auth.getMe, nothing),
  entry(auth.editMe, (fresh) => ({ displayName: fresh.name(), language: 'de' as const })),
  entry(auth.changeMyPassword, () => ({ currentPassword: PASSWORD, newPassword: `another ${PASSWORD}` })),
  entry(auth.listMySessions, nothing),
  entry(auth.endMySession, async (_fresh, own) => ({ id: await own.sessionId() })),
  entry(auth.listMyTokens, nothing),
  entry(auth.addMyToken, (fresh) => ({ name: fresh.name(), scopes: ['account:read'] })),
  entry(auth.revokeMyToken, async (_fresh, own) => ({ id: await own.tokenId() })),
  entry(links.listMyLinks, nothing),
  entry(links.addMyLink, (fresh) => ({ purpose: 'servers.calendar', name: fresh.name() })),
  entry(links.revokeMyLink, async (_fresh, own) => ({ id: await own.linkId() })),
];

const peopleInputs = [
  entry(users.listUsers, nothing),
  entry(users.getUser, user),
  entry(users.addUser, (fresh) => ({ username: fresh.name(), password: PASSWORD, role: 'user' as const })),
  entry(users.editUser, async (fresh) => ({ id: await fresh.user(), displayName: fresh.name() })),
  entry(users.setPassword, async (fresh) => ({ id: await fresh.user(), newPassword: `another ${PASSWORD}` })),
  entry(users.deactivateUser, user),
  entry(users.reactivateUser, async (fresh) => ({ id: await fresh.userSwitchedOff() })),
  entry(users.unlockUser, user),
  entry(users.removeUser, user),
  entry(users.listTeams, nothing),
  entry(users.addTeam, (fresh) => ({ name: fresh.name(), grants: [{ role: 'editor' as const, siteId: fresh.siteId }] })),
  entry(users.editTeam, async (fresh) => ({ id: await fresh.team(), name: fresh.name() })),
  entry(users.archiveTeam, async (fresh) => ({ id: await fresh.team() })),
  entry(users.listPeople, nothing),
];

const consoleInputs = [
  entry(sites.listSites, nothing),
  entry(sites.addSite, (fresh) => ({ name: fresh.name(), timeZone: 'Asia/Tokyo' })),
  entry(sites.editSite, async (fresh) => ({ id: await fresh.site(), notes: 'behind the church' })),
  entry(sites.archiveSite, async (fresh) => ({ id: await fresh.site() })),
  entry(consoleRoutes.listAudit, nothing),
  entry(consoleRoutes.listSettings, nothing),
  entry(consoleRoutes.editSetting, () => ({ key: 'events.keptDays', value: 7 })),
  entry(consoleRoutes.getHealth, nothing),
  entry(consoleRoutes.getAbout, nothing),
  entry(consoleRoutes.followLive, nothing),
  entry(streams.listStreams, nothing),
  entry(streams.listArchivedAssets, nothing),
  entry(streams.eraseAsset, (fresh) => fresh.archivedServer()),
  entry(held.getHeld, nothing),
  entry(held.releaseHeld, nothing),
];

const assetInputs = [
  entry(assets.listAssets, nothing),
  entry(assets.getAsset, server),
  entry(assets.editAsset, async (fresh) => ({ id: await fresh.server(), notes: fresh.name() })),
  entry(assets.listLinkSuggestions, server),
  entry(assets.confirmLink, pair),
  entry(assets.refuseLink, pair),
  entry(assets.unlinkAsset, async (fresh) => ({ id: await fresh.linkedServer() })),
];

/** Another time for each name: its number, as minutes of the day. */
const clockTimeFrom = (name: string): string => {
  const minutes = Number(name.split('-').at(-1)) % 1_440;
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
};

const channel = async (_fresh: Subjects, own: Own): Promise<{ id: string }> => ({ id: await own.channelId() });

const tellingInputs = [
  entry(telling.getMyTelling, nothing),
  entry(telling.editMyTelling, (fresh) => ({ digestAt: clockTimeFrom(fresh.name()) })),
  entry(telling.addMyChannel, async (fresh, own) => {
    await own.channelId();
    return { kind: 'ntfy' as const, name: fresh.name(), target: 'https://ntfy.example.org/topic', token: 'tk_hidden' };
  }),
  entry(telling.editMyChannel, async (fresh, own) => ({ id: await own.channelId(), name: fresh.name() })),
  entry(telling.removeMyChannel, channel),
  entry(telling.testMyChannel, channel),
  entry(telling.listSiteTelling, nothing),
  entry(telling.editSiteTelling, async (fresh) => ({ id: await fresh.site(), siteAfterMinutes: 15, teamId: await fresh.team() })),
  entry(telling.listDeliveries, nothing),
];

const todayInputs = [
  entry(today.listToday, nothing),
  entry(errands.listErrands, nothing),
  entry(errands.getErrand, errand),
  entry(errands.cancelErrand, errand),
  entry(today.getStory, story),
  entry(today.acknowledgeStory, story),
  entry(today.unacknowledgeStory, story),
  entry(today.snoozeStory, async (fresh) => ({ id: await fresh.story(), until: later(fresh) })),
  entry(today.wakeStory, story),
  entry(today.acceptStory, async (fresh) => ({ id: await fresh.story(), until: later(fresh), reason: 'moves out in March' })),
  entry(today.unacceptStory, story),
  entry(today.assignStory, async (fresh) => ({ id: await fresh.story(), userId: await fresh.user() })),
];

const serverInputs = [
  entry(servers.listServers, nothing),
  entry(servers.countServers, nothing),
  entry(servers.getServer, server),
  entry(servers.readMetrics, nothing),
  entry(servers.searchPackages, nothing),
  entry(servers.listEnrolmentTokens, nothing),
  entry(servers.makeEnrolmentToken, (fresh) => ({ name: fresh.name(), siteId: fresh.siteId, uses: 3, expiresAt: later(fresh) })),
  entry(servers.revokeEnrolmentToken, async (fresh) => ({ id: (await fresh.enrolmentToken()).id })),
  entry(servers.enrolServer, async (fresh) => ({ ...fresh.machine(), token: (await fresh.enrolmentToken()).token })),
  entry(servers.exportServers, nothing),
  entry(servers.importServers, (fresh) => ({ csv: `name,tags\n${fresh.name()},one; two`, dryRun: false, siteId: fresh.siteId })),
  entry(servers.readInventory, nothing),
  entry(servers.readCalendar, async (fresh) => ({ token: await fresh.calendarToken() })),
  entry(servers.askGate, async (fresh) => ({ id: await fresh.server(), action: 'update' as const })),
  entry(servers.addServer, (fresh) => ({ name: fresh.name(), hostname: 'web01.example.org', siteId: fresh.siteId })),
  entry(servers.editServer, async (fresh) => ({ id: await fresh.server(), description: fresh.name() })),
  entry(servers.archiveServer, server),
  entry(servers.addResponsible, async (fresh) => ({ id: await fresh.server(), userId: await fresh.user(), role: 'maintainer' as const })),
  entry(servers.removeResponsible, async (fresh) => {
    const [id, userId] = [await fresh.server(), await fresh.user()];
    await fresh.makeResponsible(id, userId);
    return { id, userId };
  }),
  entry(servers.markUpdated, server),
  entry(servers.markRebooted, server),
  entry(servers.listUpdates, server),
  entry(servers.startMaintenance, async (fresh) => ({ id: await fresh.server(), endsAt: later(fresh), reason: 'new disks' })),
  entry(servers.endMaintenance, async (fresh) => ({ id: await fresh.serverInMaintenance() })),
  entry(servers.listPackages, server),
  entry(servers.makeReportToken, server),
  entry(servers.revokeReportToken, async (fresh) => {
    const id = await fresh.server();
    await fresh.reportToken(id);
    return { id };
  }),
  entry(servers.updateFromPatchmon, () => ({ packages: [{ name: 'bash', currentVersion: '5.2' }], repositories: [{ isEnabled: true }] })),
  entry(servers.pingFromPatchmon, () => ({ hashes: { packagesHash: 'a1'.repeat(32) } })),
  entry(servers.sendReport, (fresh) => ({ body: fresh.report() })),
  entry(servers.planServers, async (fresh) => ({ serverIds: [await fresh.server()], dryRun: false, confirmRisky: true })),
  entry(servers.listSlots, nothing),
  entry(servers.getSlot, (fresh) => fresh.slot()),
  entry(servers.addSlot, async (fresh) => ({ id: await fresh.server(), startsAt: later(fresh), confirmRisky: true })),
  entry(servers.moveSlot, async (fresh) => ({ ...(await fresh.slot()), startsAt: later(fresh), confirmRisky: true })),
  entry(servers.cancelSlot, (fresh) => fresh.slot()),
  entry(servers.postponeSlot, async (fresh) => {
    const slot = await fresh.slot();
    await fresh.makeSafe(slot.id);
    return slot;
  }),
  entry(servers.tellOutcome, async (fresh) => ({ id: (await fresh.startedSlot()).slotId, state: 'succeeded' as const })),
  entry(servers.listRedundancyGroups, nothing),
  entry(servers.listApprovals, nothing),
  entry(servers.approve, (fresh) => fresh.approval()),
  entry(servers.decline, (fresh) => fresh.approval()),
  entry(servers.listFreezes, nothing),
  entry(servers.addFreeze, (fresh) => ({ name: fresh.name(), siteId: fresh.siteId, from: later(fresh), until: muchLater(fresh) })),
  entry(servers.editFreeze, async (fresh) => ({ id: await fresh.freeze(), name: fresh.name() })),
  entry(servers.removeFreeze, async (fresh) => ({ id: await fresh.freeze() })),
  entry(servers.getHandOff, async (fresh) => ({ id: await fresh.scheduleWithHandOff() })),
  entry(servers.setHandOff, async (fresh) => ({ id: await fresh.schedule(), kind: 'webhook' as const, url: 'https://run.example.org/x' })),
  entry(servers.removeHandOff, async (fresh) => ({ id: await fresh.scheduleWithHandOff() })),
  entry(servers.listSchedules, nothing),
  entry(servers.addSchedule, (fresh) => ({ name: fresh.name(), intervalDays: 30, siteId: fresh.siteId })),
  entry(servers.editSchedule, async (fresh) => ({ id: await fresh.schedule(), name: fresh.name() })),
  entry(servers.removeSchedule, async (fresh) => ({ id: await fresh.schedule() })),
];

/** For every route an input that it accepts, about things that were made for this one call. */
export const VALID_INPUTS: ReadonlyMap<Route, Entry['make']> = new Map(
  [accountInputs, peopleInputs, consoleInputs, assetInputs, todayInputs, tellingInputs, serverInputs, BAN_INPUTS, SCREEN_INPUTS]
    .flat()
    .map(({ route, make }) => [route, make]),
);

/** The input of a route that the list must have. */
export function validInput(route: Route, fresh: Subjects, own: Own): Promise<Readonly<Record<string, unknown>>> {
  const make = VALID_INPUTS.get(route);
  if (make === undefined) throw new Error(`no valid input is known for ${route.method} ${route.path}: add it to test/kit/valid-inputs.ts`);
  return make(fresh, own);
}
