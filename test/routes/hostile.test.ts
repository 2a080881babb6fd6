import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { GENERAL_REFUSALS } from '../../src/kernel/contract/problem.ts';
import type { Route } from '../../src/kernel/contract/route.ts';
import { changeMyPassword, logIn, logOut } from '../../src/kernel/contract/routes/auth.ts';
import { editSetting } from '../../src/kernel/contract/routes/console.ts';
import { addMyLink } from '../../src/kernel/contract/routes/links.ts';
import { addUser } from '../../src/kernel/contract/routes/users.ts';
import * as bans from '../../src/modules/bans/contract/routes.ts';
import { editServer, sendReport, tellOutcome } from '../../src/modules/servers/contract/routes.ts';
import { ALL_ROUTES, nameOf } from '../kit/all-routes.ts';
import { NEEDING_FAIL2BAN } from '../kit/bans-inputs.ts';
import { ownOf } from '../kit/callers.ts';
import { fail2banPlaces } from '../kit/fail2ban.ts';
import { type Attempt, hostileRequests } from '../kit/hostile-requests.ts';
import { drivenClock, house, PASSWORD, signedIn, type Voice } from '../kit/house.ts';
import { must } from '../kit/must.ts';
import { changedTables, createSnapshots, type Snapshot } from '../kit/snapshot.ts';
import { createSubjects, defaultSiteId } from '../kit/subjects.ts';
import { validInput } from '../kit/valid-inputs.ts';
import { testNeeding } from '../needs.ts';

const SEED = 20_261_121;
const RUNS = 200;

const clock = drivenClock();
const found = await house({ clock });
const { app, db } = found;
const sam = found.as('sam');
const places = await fail2banPlaces(clock, { real: true });
const fresh = createSubjects({ sam, clock, siteId: await defaultSiteId(sam), asker: found.as('adam'), db, places });
const own = ownOf(found, sam, 'sam');
const snapshot = await createSnapshots(db);

/** What there is to be named: an id of each kind, and nobody's. */
const ids = [
  ...Object.values(found.ids),
  ...(await Promise.all([fresh.server(), fresh.schedule(), fresh.site(), fresh.user(), fresh.team()])),
  await fresh.story(),
  ...(await Promise.all([fresh.bans.host(), fresh.bans.ban(), fresh.bans.allowEntry(), fresh.bans.blocklist(), fresh.bans.offer()])),
  ...(await Promise.all([fresh.screens.screen(), fresh.screens.group(), fresh.screens.held()])),
  '019a0000-0000-7000-8000-000000000000',
];

/** Who sends it: Sam, who may do everything; a throw-away person where it is about passwords; a machine where only machines may. */
async function senderFor(route: Route): Promise<Voice> {
  if (route === sendReport) return found.with({ authorization: `Bearer ${await fresh.reportToken(await fresh.server())}` });
  if (route === tellOutcome) return found.with({ authorization: `Bearer ${(await fresh.startedSlot()).token}` });
  // Nobody has more than fifty links, and others need Sam's.
  if (route !== logOut && route !== changeMyPassword && route !== addMyLink) return sam;
  const username = fresh.name();
  await must(sam, addUser, { username, password: PASSWORD });
  return signedIn(app, username);
}

/** Wrong on purpose, so that neither the cast's passwords nor its locks change. */
const WRONG = new Map<Route, Readonly<Record<string, unknown>>>([
  [logIn, { username: 'ghost', password: 'boo' }],
  [changeMyPassword, { currentPassword: PASSWORD, newPassword: 'short' }],
]);

/** Where they succeed they run a program for some tenths of a second. */
const SLOW: readonly Route[] = [...NEEDING_FAIL2BAN, bans.contactHost];

/** Mostly about a host that was archived: whatever is wrong with the rest is to be found before anybody goes there. */
async function mostlyElsewhere(route: Route, inputs: readonly Readonly<Record<string, unknown>>[]) {
  const id = await fresh.bans.archivedHost();
  const elsewhere = inputs.map((input) => ({ ...input, [route.asset ?? 'id']: id }));
  return [...inputs.slice(0, 1), ...elsewhere, ...elsewhere];
}

/** They go to every host that there is: those of the tests before are taken away. */
const EVERYWHERE: readonly Route[] = [bans.lookUpAddress, bans.removeBans, bans.addBans, bans.addAllowed];

const archiveHosts = () => db.updateTable('kernel.assets').set({ archived_at: clock.now() }).where('module', '=', 'bans').execute();

async function inputsFor(route: Route): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const wrong = WRONG.get(route);
  if (wrong !== undefined) return [wrong];
  const inputs: Readonly<Record<string, unknown>>[] = [];
  for (let at = 0; at < 4; at += 1) inputs.push(await validInput(route, fresh, own));
  return SLOW.includes(route) ? mostlyElsewhere(route, inputs) : inputs;
}

for (const route of ALL_ROUTES) {
  const name = `${nameOf(route)} refuses what it cannot take, whole and in words (seed ${SEED}, ${RUNS} requests)`;
  if (NEEDING_FAIL2BAN.includes(route)) testNeeding('fail2ban', name, () => bombard(route), 60_000);
  else test(name, () => bombard(route), 60_000);
}

async function bombard(route: Route): Promise<void> {
  if (EVERYWHERE.includes(route)) await archiveHosts();
  let sender = await senderFor(route);
  const requests = hostileRequests({ route, inputs: await inputsFor(route), ids });
  const watch = await createWatch();
  await fc.assert(
    fc.asyncProperty(requests, async (attempt) => {
      const { status, type, text } = await send(route, sender, attempt);
      const code = status < 400 ? null : problemCode(codesOf(route, attempt), { status, type, text });
      const changed = await watch.changed();
      if (code !== null) expect(changed, text).toEqual(changed.filter((table) => LEFT_BEHIND[code]?.includes(table)));
      if (route !== logOut || code !== null) return;
      sender = await senderFor(route);
      await watch.changed();
    }),
    { seed: SEED, numRuns: RUNS, maxSkipsPerRun: 0 },
  );
}

test.each([
  ['a line', editServer, { description: 'x\ud800' }, 'description'],
  ['a list', editServer, { tags: ['good', '\udfff'] }, 'tags.1'],
  ['free JSON', editSetting, { key: 'events.keptDays', value: { deep: ['\ud800'] } }, 'value.deep.0'],
  ['a name', editSetting, { key: 'events.keptDays', value: { '\ud800': 1 } }, 'value.\ufffd'],
] as const)('half a character is refused and shown: in %s', async (_where, route, fields, path) => {
  const { status, body } = await sam.call<z.ZodType, z.ZodType>(route, { ...(route === editServer ? { id: ids[6] } : {}), ...fields });
  expect([status, body]).toMatchObject([422, { code: 'kernel.bad_input', errors: [{ path }] }]);
});

async function send(route: Route, { headers }: Voice, attempt: Attempt) {
  const {
    statusCode,
    headers: sent,
    stream,
  } = await app.http.app.inject({
    ...{ method: route.method, url: attempt.url, headers: { ...headers, ...attempt.headers }, payloadAsStream: true },
    ...(attempt.payload === null ? {} : { payload: attempt.payload }),
  });
  const open = stream();
  if (route.mediaType !== undefined && statusCode < 400) {
    open.destroy();
    return { status: statusCode, type: '', text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of open) chunks.push(Buffer.from(chunk));
  return { status: statusCode, type: String(sent['content-type']), text: Buffer.concat(chunks).toString() };
}

/** `/hosts/%2e%2e/maintenance` is `/maintenance` by the time that it is sent: whatever else answers there may do so in its own words. */
const codesOf = (route: Route, { url }: Attempt): readonly string[] =>
  [route, ...(url.includes('%2e%2e') ? ALL_ROUTES.filter(({ method }) => method === route.method) : [])]
    .flatMap(({ refusals }) => Object.keys(refusals))
    .concat(Object.keys(GENERAL_REFUSALS));

/** RFC 9457, with a code that the contract or the general table knows. */
function problemCode(
  known: readonly string[],
  { status, type, text }: { readonly status: number; readonly type: string; readonly text: string },
): string {
  expect(type).toBe('application/problem+json; charset=utf-8');
  const problem: unknown = JSON.parse(text);
  expect(problem).toMatchObject({ type: expect.stringMatching(/^\/problems\//), title: expect.stringMatching(/\S/), status });
  const code = String(Reflect.get(Object(problem), 'code'));
  expect(known).toContain(code);
  if (!NEEDS_THE_OUTSIDE.includes(code)) expect(status, text).toBeLessThan(500);
  return code;
}

/** Said where the broker is away: none runs in this house. */
const NEEDS_THE_OUTSIDE = ['screens.command_not_published'];

/** What a refusal leaves behind by intent, whole: a lock after too many tries, a stolen family's end, the sighting of a clone. */
const LEFT_BEHIND: Readonly<Record<string, readonly string[]>> = {
  'auth.wrong_credentials': ['kernel.audit'],
  'auth.refresh_refused': ['kernel.audit', 'kernel.sessions'],
  'servers.other_machine': [
    ...['kernel.audit', 'kernel.events', 'kernel.findings', 'kernel.stories', 'kernel.story_history'],
    ...['servers.reports', 'servers.servers'],
  ],
  'screens.command_not_published': ['kernel.audit', 'kernel.events', 'screens.commands', 'screens.command_steps'],
  'screens.command_locked': ['kernel.audit', 'kernel.events', 'screens.commands', 'screens.command_steps'],
};

/** Tells which tables a request has changed. A transaction that wrote or locked took an id; only then the tables are read. */
async function createWatch(): Promise<{ changed(): Promise<readonly string[]> }> {
  const lastId = async (): Promise<string> =>
    (await sql<{ id: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as id`.execute(db)).rows[0]?.id ?? '';
  let known: { readonly id: string; readonly tables: Snapshot } = { id: await lastId(), tables: await snapshot() };
  return {
    async changed() {
      const id = await lastId();
      if (id === known.id) return [];
      const before = known.tables;
      known = { id, tables: await snapshot() };
      return changedTables(before, known.tables);
    },
  };
}
