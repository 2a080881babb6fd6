import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Route } from '../../src/kernel/contract/route.ts';
import * as assets from '../../src/kernel/contract/routes/assets.ts';
import * as auth from '../../src/kernel/contract/routes/auth.ts';
import { editSetting, listSettings } from '../../src/kernel/contract/routes/console.ts';
import { cancelErrand } from '../../src/kernel/contract/routes/errands.ts';
import { releaseHeld } from '../../src/kernel/contract/routes/held.ts';
import * as links from '../../src/kernel/contract/routes/links.ts';
import * as sites from '../../src/kernel/contract/routes/sites.ts';
import { eraseAsset } from '../../src/kernel/contract/routes/streams.ts';
import * as telling from '../../src/kernel/contract/routes/telling.ts';
import * as today from '../../src/kernel/contract/routes/today.ts';
import * as users from '../../src/kernel/contract/routes/users.ts';
import { hold } from '../../src/kernel/held/store.ts';
import * as bans from '../../src/modules/bans/contract/routes.ts';
import * as screens from '../../src/modules/screens/contract/routes.ts';
import * as servers from '../../src/modules/servers/contract/routes.ts';
import { CLONE, reportText } from '../../src/modules/servers/testing/report-text.ts';
import { ALL_ROUTES, isMutating, nameOf } from '../kit/all-routes.ts';
import { HOST_KEY } from '../kit/bans.ts';
import { NEEDING_FAIL2BAN } from '../kit/bans-inputs.ts';
import { ownOf } from '../kit/callers.ts';
import { fail2banPlaces } from '../kit/fail2ban.ts';
import { drivenClock, emptyHouse, house, PASSWORD, signedIn, type Voice, voice } from '../kit/house.ts';
import { must } from '../kit/must.ts';
import { changedTables, createSnapshots, ownTables } from '../kit/snapshot.ts';
import { createSubjects, defaultSiteId } from '../kit/subjects.ts';
import { validInput } from '../kit/valid-inputs.ts';
import { testNeeding } from '../needs.ts';

const clock = drivenClock();
const found = await house({ clock });
const { app, db, ids } = found;
const sam = found.as('sam');
const places = await fail2banPlaces(clock, { real: true });
const fresh = createSubjects({ sam, clock, siteId: await defaultSiteId(sam), asker: found.as('adam'), db, places });
const own = ownOf(found, sam, 'sam');
const snapshot = await createSnapshots(db);

/** The action that a call of a route stands under in the audit. */
const ACTIONS = new Map<Route, string>([
  [auth.logIn, 'auth.signed_in'],
  [auth.logOut, 'auth.signed_out'],
  [auth.editMe, 'users.changed'],
  [auth.changeMyPassword, 'users.password_changed'],
  [auth.endMySession, 'auth.session_ended'],
  [auth.addMyToken, 'auth.token_made'],
  [auth.revokeMyToken, 'auth.token_revoked'],
  [links.addMyLink, 'auth.link_made'],
  [links.revokeMyLink, 'auth.link_revoked'],
  [users.addUser, 'users.added'],
  [users.editUser, 'users.changed'],
  [users.setPassword, 'users.password_set'],
  [users.deactivateUser, 'users.deactivated'],
  [users.reactivateUser, 'users.reactivated'],
  [users.unlockUser, 'users.unlocked'],
  [users.removeUser, 'users.removed'],
  [users.addTeam, 'teams.added'],
  [users.editTeam, 'teams.changed'],
  [users.archiveTeam, 'teams.archived'],
  [sites.addSite, 'sites.added'],
  [sites.editSite, 'sites.edited'],
  [sites.archiveSite, 'sites.archived'],
  [editSetting, 'settings.changed'],
  [releaseHeld, 'held.released'],
  [eraseAsset, 'assets.erased'],
  [cancelErrand, 'errands.canceled'],
  [assets.editAsset, 'assets.edited'],
  [assets.confirmLink, 'assets.linked'],
  [assets.refuseLink, 'assets.link_refused'],
  [assets.unlinkAsset, 'assets.unlinked'],
  [telling.editMyTelling, 'telling.hours_changed'],
  [telling.addMyChannel, 'telling.channel_added'],
  [telling.editMyChannel, 'telling.channel_changed'],
  [telling.removeMyChannel, 'telling.channel_removed'],
  [telling.testMyChannel, 'telling.channel_tested'],
  [telling.editSiteTelling, 'telling.steps_changed'],
  [today.acknowledgeStory, 'findings.acknowledged'],
  [today.unacknowledgeStory, 'findings.acknowledgement_withdrawn'],
  [today.snoozeStory, 'findings.snoozed'],
  [today.wakeStory, 'findings.snooze_ended'],
  [today.acceptStory, 'findings.accepted'],
  [today.unacceptStory, 'findings.acceptance_ended'],
  [today.assignStory, 'findings.assigned'],
  [servers.addServer, 'servers.added'],
  [servers.editServer, 'servers.edited'],
  [servers.importServers, 'servers.added'],
  [servers.makeEnrolmentToken, 'servers.enrolment_token_made'],
  [servers.revokeEnrolmentToken, 'servers.enrolment_token_revoked'],
  [servers.archiveServer, 'servers.archived'],
  [servers.addResponsible, 'servers.people_changed'],
  [servers.removeResponsible, 'servers.people_changed'],
  [servers.markUpdated, 'servers.marked_updated'],
  [servers.markRebooted, 'servers.marked_rebooted'],
  [servers.startMaintenance, 'servers.maintenance_started'],
  [servers.endMaintenance, 'servers.maintenance_ended'],
  [servers.makeReportToken, 'servers.report_token_made'],
  [servers.revokeReportToken, 'servers.report_token_revoked'],
  [servers.addSchedule, 'servers.schedule_added'],
  [servers.editSchedule, 'servers.schedule_edited'],
  [servers.removeSchedule, 'servers.schedule_removed'],
  [servers.planServers, 'servers.planned'],
  [servers.addSlot, 'servers.slot_planned'],
  [servers.moveSlot, 'servers.slot_moved'],
  [servers.cancelSlot, 'servers.slot_cancelled'],
  [servers.postponeSlot, 'servers.slot_postponed'],
  [servers.approve, 'servers.approved'],
  [servers.decline, 'servers.declined'],
  [servers.addFreeze, 'servers.freeze_added'],
  [servers.editFreeze, 'servers.freeze_edited'],
  [servers.removeFreeze, 'servers.freeze_removed'],
  [servers.setHandOff, 'servers.hand_off_set'],
  [servers.removeHandOff, 'servers.hand_off_removed'],
  [screens.editScreen, 'screens.screen_edited'],
  [screens.archiveScreen, 'screens.screen_archived'],
  [screens.assignScreens, 'screens.screen_assigned'],
  [screens.clearServiceFailed, 'screens.service_failed_cleared'],
  [screens.addGroup, 'screens.group_added'],
  [screens.editGroup, 'screens.group_edited'],
  [screens.archiveGroup, 'screens.group_archived'],
  [screens.orderGroups, 'screens.groups_ordered'],
  [screens.makeEnrolmentCode, 'screens.code_made'],
  [screens.revokeEnrolmentCode, 'screens.code_revoked'],
  [screens.decideHeldEnrolment, 'screens.takeover_accepted'],
  [screens.revokeAccount, 'screens.account_revoked'],
  [screens.addScreenPerson, 'screens.screen_people_changed'],
  [screens.removeScreenPerson, 'screens.screen_people_changed'],
  [screens.startScreenMaintenance, 'screens.screen_maintenance_started'],
  [screens.endScreenMaintenance, 'screens.screen_maintenance_ended'],
  [screens.cancelCommand, 'screens.command_canceled'],
  [screens.closeCommand, 'screens.command_closed'],
  [screens.renewSharedAccount, 'screens.shared_account_renewed'],
  [screens.addEvent, 'screens.event_added'],
  [screens.editEvent, 'screens.event_edited'],
  [screens.deleteEvent, 'screens.event_deleted'],
  [screens.skipOccurrence, 'screens.occurrence_skipped'],
  [screens.setDefaultContent, 'screens.default_content_set'],
  [screens.addMedia, 'screens.media_added'],
  [screens.deleteMedia, 'screens.media_deleted'],
  [bans.addHost, 'bans.host_added'],
  [bans.editHost, 'bans.host_edited'],
  [bans.archiveHost, 'bans.host_archived'],
  [bans.contactHost, 'bans.host_contacted'],
  [bans.confirmHostKey, 'bans.host_key_confirmed'],
  [bans.addHostPerson, 'bans.host_people_changed'],
  [bans.removeHostPerson, 'bans.host_people_changed'],
  [bans.startHostMaintenance, 'bans.host_maintenance_started'],
  [bans.endHostMaintenance, 'bans.host_maintenance_ended'],
  [bans.reloadHost, 'bans.host_reloaded'],
  [bans.steerJail, 'bans.jail_steered'],
  [bans.setJail, 'bans.jail_set'],
  [bans.ignoreAddress, 'bans.address_ignored'],
  [bans.unignoreAddress, 'bans.address_unignored'],
  [bans.addBans, 'bans.banned'],
  [bans.addBanOnHost, 'bans.banned'],
  [bans.removeBans, 'bans.unbanned'],
  [bans.removeBanOnHost, 'bans.unbanned'],
  [bans.addAllowed, 'bans.allowed'],
  [bans.editAllowed, 'bans.allow_edited'],
  [bans.removeAllowed, 'bans.allow_removed'],
  [bans.addBlocklist, 'bans.blocklist_added'],
  [bans.editBlocklist, 'bans.blocklist_edited'],
  [bans.removeBlocklist, 'bans.blocklist_removed'],
  [bans.fetchBlocklist, 'bans.blocklist_read'],
  [bans.uploadBlocklist, 'bans.blocklist_read'],
  [bans.applyImport, 'bans.blocklist_applied'],
  [bans.addSpreadRule, 'bans.spread_rule_added'],
  [bans.editSpreadRule, 'bans.spread_rule_edited'],
  [bans.removeSpreadRule, 'bans.spread_rule_removed'],
  [bans.applySpreadOffer, 'bans.spread_applied'],
  [bans.dismissSpreadOffer, 'bans.spread_dismissed'],
  [bans.saveDraft, 'bans.config_drafted'],
  [bans.removeDraft, 'bans.config_draft_removed'],
  [bans.setJailOption, 'bans.config_drafted'],
  [bans.applyDrafts, 'bans.config_begun'],
  [bans.restoreConfigVersion, 'bans.config_begun'],
]);

/** What is done on hosts stands beside it in rows of its own. */
const BESIDE = new Map<Route, readonly string[]>([
  [bans.applySpreadOffer, ['bans.banned']],
  [bans.applyDrafts, ['bans.config_ended']],
  [bans.restoreConfigVersion, ['bans.config_ended']],
]);

/** They go to a host, outside of any transaction, and write afterwards what it said. */
const TOLD_LATER: readonly Route[] = [
  ...[bans.contactHost, bans.reloadHost, bans.steerJail, bans.setJail],
  ...[bans.addBans, bans.addBanOnHost, bans.removeBans, bans.removeBanOnHost],
  ...[bans.addAllowed, bans.removeAllowed, bans.applyImport, bans.applySpreadOffer, bans.applyDrafts, bans.restoreConfigVersion],
];

/** Called by others than Sam, below; and one that only carries a session on. */
const APART: readonly Route[] = [
  auth.doSetup,
  auth.refresh,
  servers.sendReport,
  servers.tellOutcome,
  servers.updateFromPatchmon,
  servers.pingFromPatchmon,
  servers.enrolServer,
  screens.enrolScreen,
  // They wait for a broker, and none runs in this house: the tests of commands look at their audit.
  ...[screens.restartScreen, screens.restartScreenApp, screens.shutDownScreen, screens.commandScreens],
  // They try something on a host and leave nothing, there or here.
  bans.checkDrafts,
  bans.regexTest,
  bans.dryRun,
];

test('every route that changes something has its action here', () => {
  const changing = ALL_ROUTES.filter((route) => isMutating(route) && !APART.includes(route));
  expect([...ACTIONS.keys()].map(nameOf).sort()).toEqual(changing.map(nameOf).sort());
});

/** A story is fresh for each call; what is to be taken back must be said before. */
const FIRST = new Map<Route, (id: string) => Promise<unknown>>([
  [today.unacknowledgeStory, (id) => must(sam, today.acknowledgeStory, { id })],
  [today.wakeStory, (id) => must(sam, today.snoozeStory, { id, until: clock.now().add({ hours: 1 }).toString() })],
  [today.unacceptStory, (id) => must(sam, today.acceptStory, { id, until: clock.now().add({ hours: 1 }).toString(), reason: 'for now' })],
  [releaseHeld, () => holdConsole()],
]);

/** Elsewhere there is a row for each host. */
async function onOneHost(): Promise<{ ip: string; hostId: string }> {
  const { address, hostId } = await fresh.bans.order();
  return { ip: address, hostId };
}

const holdConsole = () =>
  db.transaction().execute((tx) => hold(tx, { since: clock.now(), backupMadeAt: clock.now().subtract({ hours: 2 }) }));

interface AuditLine {
  readonly transaction: string;
  readonly actor_kind: string;
  readonly user_id: string | null;
  readonly actor_name: string;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly subject_name: string;
  readonly before: unknown;
  readonly after: unknown;
}

async function auditAfter(id: string): Promise<readonly AuditLine[]> {
  const { rows } =
    await sql<AuditLine>`select xmin::text as transaction, a.* from kernel.audit a where id > ${id}::uuid order by id`.execute(db);
  return rows;
}

const newestAudit = async (): Promise<string> =>
  (await sql<{ id: string }>`select coalesce(max(id::text), '00000000-0000-0000-0000-000000000000') as id from kernel.audit`.execute(db))
    .rows[0]?.id ?? '';

/** Transactions that the newest rows of these tables come from. */
async function transactionsOf(tables: readonly string[]): Promise<readonly string[]> {
  const newest = tables.map((table) => sql`select coalesce(max(xmin::text::bigint), 0)::text as id from ${sql.table(table)}`);
  return (await sql<{ id: string }>`${sql.join(newest, sql` union `)}`.execute(db)).rows.map(({ id }) => id);
}

interface Speaker {
  readonly voice: Voice;
  readonly id: string;
  readonly name: string;
}

/** Sam; for what would end Sam's own session or password a second session, or somebody of the same rank. */
async function speakerFor(route: Route): Promise<Speaker> {
  if (route === auth.logOut) return { voice: await signedIn(app, 'sam'), id: ids.sam, name: 'sam' };
  if (route !== auth.changeMyPassword) return { voice: sam, id: ids.sam, name: 'sam' };
  const { id } = await must(sam, users.addUser, { username: 'sams-twin', password: PASSWORD, isSuperadmin: true });
  return { voice: await signedIn(app, 'sams-twin'), id, name: 'sams-twin' };
}

// The first access token of a console makes the key that signs it, which is a row of its own.
await must(found.with({}), auth.logIn, { username: 'sam', password: PASSWORD });

for (const [route, action] of ACTIONS) {
  const name = `${nameOf(route)} writes one audit row, ${action}, with the rows it is about`;
  if (NEEDING_FAIL2BAN.includes(route)) testNeeding('fail2ban', name, () => isAudited(route, action));
  else test(name, () => isAudited(route, action));
}

async function isAudited(route: Route, action: string): Promise<void> {
  const made = await validInput(route, fresh, own);
  const input = { ...made, ...(route === auth.logIn ? { username: 'sam' } : {}), ...(route === bans.removeBans ? await onOneHost() : {}) };
  await FIRST.get(route)?.(String(made['id']));
  const { voice: speaker, id, name } = await speakerFor(route);
  const [newest, before] = [await newestAudit(), await snapshot()];
  // Ids of one moment have no order where others were made between.
  clock.advance({ seconds: 1 });

  const reply = await speaker.call(route, input);
  expect(reply.status, reply.text).toBeLessThan(300);

  const lines = await auditAfter(newest);
  expect(lines.map((line) => line.action)).toEqual([action, ...(BESIDE.get(route) ?? [])]);
  const from = { address: '127.0.0.1', request_id: reply.headers['x-request-id'] };
  expect(lines[0]).toMatchObject({ actor_kind: 'person', user_id: id, actor_name: name, ...from });
  expect(lines[0]).toMatchObject({ subject_kind: expect.stringMatching(/^[a-z][a-z0-9_-]*$/), subject_name: expect.stringMatching(/\S/) });
  const changed = changedTables(before, await snapshot());
  expect(changed.length).toBeGreaterThan(1);
  // Tables that only lost rows have no newer transaction than what stays.
  const after = (await transactionsOf(changed)).filter((id) => BigInt(id) >= BigInt(lines[0]?.transaction ?? 0));
  if (TOLD_LATER.includes(route)) expect(after).toContain(lines[0]?.transaction);
  else expect(after).toEqual([lines[0]?.transaction]);
}

test('what a call names is what its row names', async () => {
  const { id } = await must(sam, servers.addServer, { name: 'named', hostname: 'named' });
  const newest = await newestAudit();
  await must(sam, servers.editServer, { id, description: 'in the cellar' });
  expect(await auditAfter(newest)).toMatchObject([
    { subject_id: id, subject_name: 'named', before: { description: '' }, after: { description: 'in the cellar' } },
  ]);
});

test('a call that changes nothing writes nothing', async () => {
  const id = await fresh.server();
  await must(sam, servers.editServer, { id, description: 'same' });
  const before = await snapshot();
  await must(sam, servers.editServer, { id, description: 'same' });
  expect(changedTables(before, await snapshot())).toEqual([]);
});

test('no secret stands in the audit, in events, or in clear anywhere', async () => {
  const made = await must(sam, auth.addMyToken, { name: 'secret', scopes: ['account:read'] });
  const tools = await must(found.with({}), auth.logIn, { username: 'vera', password: PASSWORD });
  const report = await fresh.reportToken(await fresh.server());
  const refreshToken = 'refreshToken' in tools ? tools.refreshToken : '';
  const cookie = decodeURIComponent(sam.headers['cookie']?.split('=')[1] ?? '');
  const inClear = [PASSWORD, made.token, refreshToken, report, cookie];
  expect(inClear.every((secret) => secret.length > 20)).toBe(true);
  const hashes = inClear.map((secret) => createHash('sha256').update(secret).digest('hex'));
  expect(await tablesHolding(inClear)).toEqual([]);
  expect(
    (await tablesHolding([...hashes, '$argon2'])).filter((table) => ['kernel.audit', 'kernel.events', 'jobs.job'].includes(table)),
  ).toEqual([]);
});

test('the keys of hosts and the key of AbuseIPDB are in clear nowhere, and no answer holds them', async () => {
  const { id } = await fresh.bans.hostWithKeyShown();
  const ssh = { host: 'web02.example.org', user: 'caretaker', privateKey: HOST_KEY, configureUser: 'root', configureKey: HOST_KEY };
  await must(sam, bans.editHost, { id, ssh });
  await must(sam, bans.addHost, { name: 'keyed', transport: 'ssh', ssh });
  const abuseKey = 'f00d'.repeat(20);
  await must(sam, editSetting, { key: 'bans.abuseIpDbKey', value: abuseKey });
  // A line of it: what JSON makes of its ends is another matter.
  const keyLine = HOST_KEY.split('\n')[5] ?? '';
  expect(keyLine.length).toBeGreaterThan(40);
  expect(await tablesHolding([keyLine])).toEqual([]);
  expect(await tablesHolding([abuseKey])).toEqual([]);
  expect((await sam.call(listSettings, {})).text).not.toContain(abuseKey);
  const shown = await Promise.all([sam.call(bans.getHost, { id }), sam.call(bans.listHosts, {})]);
  expect(shown.map(({ status, text }) => [status, text.includes(keyLine)])).toEqual([
    [200, false],
    [200, false],
  ]);
});

async function tablesHolding(texts: readonly string[]): Promise<readonly string[]> {
  const looks = (await ownTables(db)).map(
    (table) => sql`select ${table} as name where exists (
      select from ${sql.table(table)} t, unnest(${[...texts]}::text[]) secret where position(secret in to_jsonb(t)::text) > 0)`,
  );
  return (await sql<{ name: string }>`${sql.join(looks, sql` union all `)}`.execute(db)).rows.map(({ name }) => name);
}

test('a report is told by its server alone, and a clone is noted though it is refused', async () => {
  const token = await fresh.reportToken(await fresh.server());
  const device = found.with({ authorization: `Bearer ${token}` });
  const newest = await newestAudit();
  await must(device, servers.sendReport, { body: fresh.report() });
  const clone = await device.call(servers.sendReport, { body: reportText({ now: clock.now(), machine: CLONE }) });
  expect(clone.status).toBe(409);
  const lines = await auditAfter(newest);
  expect(new Set(lines.map(({ actor_kind }) => actor_kind))).toEqual(new Set(['device']));
  expect(lines.map(({ action }) => action)).toEqual(expect.arrayContaining(['servers.machine_bound', 'servers.report_from_other_machine']));
  expect(lines.filter(({ action }) => action === 'servers.report_from_other_machine')).toHaveLength(1);
});

test('of failed sign-ins only the one that locks is written, under the name of nobody', async () => {
  const newest = await newestAudit();
  const statuses: number[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    const { status } = await found.with({}).call(auth.logIn, { username: 'vera', password: 'not hers' });
    statuses.push(status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  expect(await auditAfter(newest)).toMatchObject([{ action: 'auth.locked', actor_kind: 'stranger', user_id: null, subject_name: 'vera' }]);
});

test('a refresh carries a session on and is no act; the second use of a token is', async () => {
  const refreshToken = await own.refreshToken();
  const newest = await newestAudit();
  await must(found.with({}), auth.refresh, { refreshToken });
  expect(await auditAfter(newest)).toEqual([]);
  expect((await found.with({}).call(auth.refresh, { refreshToken })).status).toBe(401);
  expect(await auditAfter(newest)).toMatchObject([{ action: 'auth.refresh_token_reused', subject_name: 'sam' }]);
});

test('the set-up is written once, and cannot be done twice', async () => {
  const empty = await emptyHouse({ clock });
  const { token } = await empty.app.auth.prepareSetup(null);
  const stranger = voice(empty.app, {});
  const input = { token: token ?? '', username: 'first', password: PASSWORD };
  await must(stranger, auth.doSetup, input);
  expect((await stranger.call(auth.doSetup, { ...input, username: 'second' })).status).toBe(409);
  const rows = await empty.db.selectFrom('kernel.audit').select(['action', 'actor_kind', 'subject_name']).execute();
  expect(rows).toEqual([{ action: 'auth.setup_done', actor_kind: 'stranger', subject_name: 'first' }]);
});
