import { expect, test } from 'vitest';
import type { Route } from '../../src/kernel/contract/route.ts';
import { doSetup } from '../../src/kernel/contract/routes/auth.ts';
import { postponeSlot } from '../../src/modules/servers/contract/routes.ts';
import { ALL_ROUTES, isMutating, moduleOf, nameOf } from '../kit/all-routes.ts';
import { NEEDING_FAIL2BAN } from '../kit/bans-inputs.ts';
import { type Caller, createWorld } from '../kit/callers.ts';
import { type Expected, expectedFor } from '../kit/expected.ts';
import { fail2banPlaces } from '../kit/fail2ban.ts';
import { drivenClock, house, type Reply } from '../kit/house.ts';
import { changedTables, createSnapshots } from '../kit/snapshot.ts';
import { VALID_INPUTS, validInput } from '../kit/valid-inputs.ts';
import { testNeeding } from '../needs.ts';

const clock = drivenClock();
const found = await house({ clock });
const { callers, fresh } = await createWorld(found, clock, await fail2banPlaces(clock, { real: true }));
const snapshot = await createSnapshots(found.db);

/** Held, and refused all the same. */
const REFUSED_WHEN_ALLOWED: ReadonlyMap<Route, string> = new Map<Route, string>([
  // What makes it valid is over for good in this house.
  [doSetup, 'auth.setup_done'],
  // Administrators act on every server, and postpone only what they answer for.
  [postponeSlot, 'servers.not_yours_to_postpone'],
]);

/** The kernel's own routes are asked about servers. */
const placeOf = (route: Route) => ({ module: moduleOf(route) ?? 'servers', siteId: fresh.siteId });

const expectedOf = (caller: Caller, route: Route): Expected => expectedFor(route, caller.rights(route), placeOf(route));

test('every route has a valid input, and every valid input a route', () => {
  expect([...VALID_INPUTS.keys()].map(nameOf).sort()).toEqual(ALL_ROUTES.map(nameOf).sort());
});

for (const route of ALL_ROUTES) {
  const name = `${nameOf(route)} answers everybody as its contract says`;
  if (NEEDING_FAIL2BAN.includes(route)) testNeeding('fail2ban', name, () => walk(route));
  else test(name, () => walk(route));
}

async function walk(route: Route): Promise<void> {
  const allowed = callers.filter((caller) => expectedOf(caller, route) === 'allowed');
  const refused = callers.filter((caller) => !allowed.includes(caller));
  const said = [...(await refusedCalls(route, refused)), ...(await allowedCalls(route, allowed))];
  const wanted = [...refused, ...allowed].map((caller) => `${caller.name}: ${expectedOf(caller, route)}`);
  expect(said).toEqual(wanted);
}

/** All of them ask about one thing, which nobody changes: a refusal leaves nothing behind, no audit row either. */
async function refusedCalls(route: Route, refused: readonly Caller[]): Promise<readonly string[]> {
  const [first] = refused;
  if (first === undefined) return [];
  const input = await validInput(route, fresh, first.own);
  const calls = await Promise.all(refused.map(async (caller) => ({ caller, voice: await caller.voice(route) })));
  const before = await snapshot();
  const said: string[] = [];
  for (const { caller, voice } of calls) said.push(`${caller.name}: ${outcomeOf(route, await voice.call(route, input))}`);
  expect(changedTables(before, await snapshot())).toEqual([]);
  return said;
}

async function allowedCalls(route: Route, allowed: readonly Caller[]): Promise<readonly string[]> {
  const said: string[] = [];
  let input: Readonly<Record<string, unknown>> | null = null;
  for (const caller of allowed) {
    if (input === null || isMutating(route)) input = await validInput(route, fresh, caller.own);
    const voice = await caller.voice(route);
    said.push(`${caller.name}: ${outcomeOf(route, await voice.call(route, input))}`);
  }
  return said;
}

/** The contract's word for an answer; anything else is shown as it came. */
function outcomeOf(route: Route, { status, body, text }: Reply): Expected | string {
  const code = String(Reflect.get(Object(body), 'code'));
  if (status < 300 || REFUSED_WHEN_ALLOWED.get(route) === code) return 'allowed';
  if (status === 401 && code === 'kernel.not_signed_in') return 401;
  if (status === 403 && code === 'kernel.forbidden') return 403;
  if (status === 404 && route.refusals[code] === 404) return 404;
  return `${status} ${text}`;
}
