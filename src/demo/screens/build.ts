import { join } from 'node:path';
import type { z } from 'zod';
import { editSetting } from '../../kernel/contract/routes/console.ts';
import { listSites } from '../../kernel/contract/routes/sites.ts';
import * as screens from '../../modules/screens/contract/routes.ts';
import type { HardwareClaims } from '../../modules/screens/contract/wire/telemetry.ts';
import type { Account } from '../../player/account.ts';
import { enrol } from '../../player/enrol.ts';
import { uuidOf } from '../../player/state/identity.ts';
import type { Behaviour } from '../contract/routes.ts';
import type { Caller } from '../estate/caller.ts';
import { buildEvents } from './build-events.ts';
import { hasChromium } from './chromium.ts';
import { type Groups, groupKey, type Sites } from './places.ts';
import { GROUPS, type PlannedScreen, SCREENS } from './plan.ts';

/** A screen of the demo with what its player comes in by. */
export interface BuiltScreen extends PlannedScreen {
  readonly screenId: string;
  readonly uuid: string;
  readonly account: Account;
  readonly folder: string;
  readonly hardware: HardwareClaims;
}

export interface BuiltScreens {
  readonly screens: readonly BuiltScreen[];
  /** Null: somebody has switched it off. */
  readonly shared: { readonly url: string; readonly username: string; readonly password: string } | null;
}

export interface ScreensParts {
  readonly url: string;
  /** Where players keep what they know. */
  readonly folder: string;
  readonly now: Temporal.Instant;
}

type Known = z.output<typeof screens.listScreens.output>['items'][number];

/** Makes what is missing of the screens, found by name, and gives every player an account for this start. */
export async function buildScreens(caller: Caller, { url, folder, now }: ScreensParts): Promise<BuiltScreens> {
  const sites = new Map((await caller.call(listSites, {})).items.map((site) => [site.name, site]));
  const known = (await caller.call(screens.listScreens, { limit: 200 })).items;
  const isFirst = known.length === 0;
  if (isFirst) await quicken(caller);
  const groups = await buildGroups(caller, sites);
  const built: BuiltScreen[] = [];
  for (const planned of SCREENS.filter(({ behaviour }) => canBe(behaviour))) {
    const screen = await buildScreen(caller, { url, folder }, planned, { siteId: sites.get(planned.site)?.id, known });
    if (screen !== null) built.push(screen);
  }
  await assign(caller, built, known, { sites, groups });
  for (const { screenId } of built.filter(({ behaviour }) => behaviour === 'in-maintenance')) await maintain(caller, screenId, now);
  if (isFirst) await pretend(caller, url, built[0]);
  await buildEvents(caller, { sites, groups, now });
  return { screens: built, shared: await sharedAccount(caller) };
}

/** A player of the old contract cannot enrol, and one with a real Chromium needs one. */
const canBe = (behaviour: Behaviour): boolean => behaviour !== 'old-contract' && (behaviour !== 'real' || hasChromium());

/** So that whoever looks for a quarter of an hour sees all of it. */
async function quicken(caller: Caller): Promise<void> {
  await caller.call(editSetting, { key: 'screens.frozenSeconds', value: 120 });
  await caller.call(editSetting, { key: 'screens.legacyDiscovery', value: true });
}

async function buildGroups(caller: Caller, sites: Sites): Promise<Groups> {
  const { items } = await caller.call(screens.listGroups, {});
  const ids = new Map(items.map(({ site, name, id }) => [groupKey(site.name, name), id]));
  for (const { site, name, colour } of GROUPS) {
    const key = groupKey(site, name);
    if (!ids.has(key)) ids.set(key, (await caller.call(screens.addGroup, { name, colour, siteId: sites.get(site)?.id })).id);
  }
  return ids;
}

async function buildScreen(
  caller: Caller,
  { url, folder: all }: Pick<ScreensParts, 'url' | 'folder'>,
  planned: PlannedScreen,
  { siteId, known }: { readonly siteId: string | undefined; readonly known: readonly Known[] },
): Promise<BuiltScreen | null> {
  const before = known.find(({ name, site }) => name === planned.name && site.name === planned.site);
  const folder = join(all, planned.name);
  const uuid = uuidOf(folder);
  const number = SCREENS.indexOf(planned) + 1;
  const hardware = {
    ...{ hostname: planned.name, ip: `192.0.2.${number}`, mac: `02:00:5e:00:53:${number.toString(16).padStart(2, '0')}` },
    ...{ model: 'Raspberry Pi 5 Model B Rev 1.0', serial: `10000000${number.toString(16).padStart(8, '0')}`, os: 'Debian GNU/Linux 13' },
  };
  const { code } = await caller.call(screens.makeEnrolmentCode, { siteId, ...(before === undefined ? {} : { screenId: before.id }) });
  const answer = await enrol(url, code, uuid, hardware);
  // Somebody has to decide first: so it stays until they have.
  if (answer.state === 'held') return null;
  const screenId = before?.id ?? (await caller.call(screens.getScreen, { id: uuid })).id;
  return { ...planned, screenId, uuid, account: answer.account, folder, hardware };
}

/** The new ones: whom somebody has put elsewhere stays there. */
async function assign(
  caller: Caller,
  built: readonly BuiltScreen[],
  known: readonly Known[],
  { sites, groups }: { readonly sites: Sites; readonly groups: Groups },
): Promise<void> {
  const fresh = built.filter(({ screenId, group }) => group !== null && !known.some(({ id }) => id === screenId));
  for (const [key, members] of Map.groupBy(fresh, ({ site, group }) => groupKey(site, group ?? ''))) {
    const siteId = sites.get(members[0]?.site ?? '')?.id;
    await caller.call(screens.assignScreens, { siteId, ids: members.map(({ screenId }) => screenId), groupId: groups.get(key) ?? null });
  }
}

async function maintain(caller: Caller, id: string, now: Temporal.Instant): Promise<void> {
  const { maintenance } = await caller.call(screens.getScreen, { id });
  if (maintenance !== null) return;
  const endsAt = now.add({ hours: 72 }).toString();
  await caller.call(screens.startScreenMaintenance, { id, endsAt, reason: 'Its bracket is being replaced' });
}

/** Another device says that it is a screen which is known: a person must decide. */
async function pretend(caller: Caller, url: string, victim: BuiltScreen | undefined): Promise<void> {
  if (victim === undefined) return;
  const site = (await caller.call(screens.getScreen, { id: victim.screenId })).site;
  const { code } = await caller.call(screens.makeEnrolmentCode, { siteId: site.id });
  await enrol(url, code, victim.uuid, {
    ...victim.hardware,
    mac: '02:00:5e:00:53:ff',
    serial: '10000000ffffffff',
    model: 'Raspberry Pi 4',
  });
}

async function sharedAccount(caller: Caller): Promise<BuiltScreens['shared']> {
  const { isOn } = await caller.call(screens.getSharedAccount, {});
  return isOn ? await caller.call(screens.renewSharedAccount, {}) : null;
}
