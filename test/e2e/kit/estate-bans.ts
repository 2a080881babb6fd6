import { editSetting } from '../../../src/kernel/contract/routes/console.ts';
import { addAllowed, removeAllowed } from '../../../src/modules/bans/contract/allow-routes.ts';
import { listBans } from '../../../src/modules/bans/contract/ban-list-routes.ts';
import { addBlocklist, uploadBlocklist } from '../../../src/modules/bans/contract/blocklist-routes.ts';
import { applyDrafts, checkDrafts, saveDraft, setJailOption } from '../../../src/modules/bans/contract/config-routes.ts';
import { addHost, listHosts } from '../../../src/modules/bans/contract/host-routes.ts';
import { addBans } from '../../../src/modules/bans/contract/order-routes.ts';
import { addSpreadRule, listSpreadOffers } from '../../../src/modules/bans/contract/spread-routes.ts';
import { getPlaces } from '../../../src/modules/bans/contract/stats-routes.ts';
import type { TestFail2ban } from '../../../src/modules/bans/testing/fail2ban.ts';
import { startSshd, type TestSshd } from '../../../src/modules/bans/testing/sshd.ts';
import type { Caller } from './caller.ts';
import type { TestConsole } from './console.ts';
import { attack, JAIL, type SimulatedHost, startRealHost, startSimulatedHost, writePlaceFiles } from './fail2ban-hosts.ts';

/** fail2ban hosts with something in every state. */
export interface BanEstate {
  /** Ids by name. */
  readonly hosts: ReadonlyMap<string, string>;
  readonly blocklistId: string;
  /** Stops what runs beside the console. */
  close(): Promise<void>;
}

/** Banned by the filters of both hosts. */
export const ATTACKER = '203.0.113.77';
/** Banned on one host alone: offered to the other. */
const MET_ONCE = '203.0.113.78';
export const BANNED_BY_HAND = '198.51.100.200';

/** The console looks at its hosts at every fifth second instead of every thirtieth. */
export const lookOften = ({ call }: Caller) => call(editSetting, { key: 'bans.lookSeconds', value: 5 });

/** Gives the console files of countries and of organisations, which it reads at once. */
export async function knowPlaces({ call }: Caller, { dataDir }: Pick<TestConsole, 'dataDir'>): Promise<void> {
  const { country, asn } = writePlaceFiles(dataDir);
  await call(editSetting, { key: 'bans.geoCountryFile', value: country });
  await call(editSetting, { key: 'bans.geoAsnFile', value: asn });
  await until('the files of places are read', async () => {
    const places = await call(getPlaces, {});
    return places.country.state === 'works' && places.asn.state === 'works';
  });
}

/** Asks until it is so; the message names what never was. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 40_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`This never came to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export const bansOf = async ({ call }: Caller, ip: string): Promise<number> => (await call(listBans, { ip })).items.length;

/** Makes it through the public API, as `sam`. */
export async function fillBans(sam: Caller, console: TestConsole): Promise<BanEstate> {
  await lookOften(sam);
  await knowPlaces(sam, console);
  const [real, simulated, sshd] = await Promise.all([startRealHost(), startSimulatedHost(), startSshd()]);
  const close = async () => void (await Promise.all([real.stop(), simulated.close(), sshd.stop()]));
  try {
    const hosts = await addHosts(sam, { real, simulated, sshd });
    const blocklistId = await fillLists(sam, hosts);
    await fillConfiguration(sam, hosts.get('web01') ?? '');
    return { hosts, blocklistId, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Machines {
  readonly real: TestFail2ban;
  readonly simulated: SimulatedHost;
  readonly sshd: TestSshd;
}

const EARLIER = [
  ...[21, 22, 23, 24, 25, 26, 27].map((last) => `198.51.100.${last}`),
  ...['203.0.113.140', '203.0.113.141', '192.0.2.9', '2001:db8:bad::17'],
];

async function addHosts(sam: Caller, { real, simulated, sshd }: Machines): Promise<ReadonlyMap<string, string>> {
  const { call } = sam;
  simulated.attack(EARLIER);
  const hosts = new Map<string, string>();
  const add = async (name: string, place: Partial<HostPlace>) =>
    void hosts.set(name, (await call(addHost, { name, transport: 'local', tags: ['public'], ...place })).id);
  await add('web01', { socketPath: real.socket, configFolder: real.configFolder, level: 'configure' });
  await add('mail', { socketPath: simulated.socket, configFolder: simulated.configFolder, level: 'ban' });
  await add('gone', { socketPath: '/run/nobody-listens' });
  const key = new TextDecoder().decode(sshd.privateKey);
  await add('branch', { transport: 'ssh', ssh: { host: '127.0.0.1', port: sshd.port, user: sshd.user, privateKey: key } });
  await until('the first look at every host', async () => (await call(listHosts, {})).items.every(({ state }) => state !== 'new'));
  await until('bans of before are archived', async () => (await call(listBans, { limit: 100 })).items.length >= EARLIER.length);
  real.appendLog(JAIL, attack(ATTACKER));
  simulated.attack([ATTACKER, MET_ONCE]);
  await until('new bans of both hosts are archived', async () => (await bansOf(sam, ATTACKER)) === 2);
  return hosts;
}

interface HostPlace {
  readonly socketPath: string;
  readonly configFolder: string;
  readonly level: 'observe' | 'ban' | 'configure';
  readonly transport: 'local' | 'ssh';
  readonly ssh: { readonly host: string; readonly port: number; readonly user: string; readonly privateKey: string } | null;
}

async function fillLists(sam: Caller, hosts: ReadonlyMap<string, string>): Promise<string> {
  const { call } = sam;
  const [web01 = '', mail = ''] = [hosts.get('web01'), hosts.get('mail')];
  await call(addBans, { hostIds: [web01, mail], jail: JAIL, address: BANNED_BY_HAND, hours: 24, note: 'Scans the shop for days' });
  await call(addAllowed, { address: '192.0.2.128/25', note: 'The office', hostId: web01 });
  await call(addAllowed, { address: '2001:db8:1::/48', note: 'خادم gpj.exe' });
  const ended = await call(addAllowed, { address: '192.0.2.77', note: 'A guest', hostId: mail });
  await call(removeAllowed, { id: ended.id });
  const { id } = await call(addBlocklist, { name: 'drop', jail: JAIL, hostIds: [mail], url: null });
  await call(uploadBlocklist, { id, body: '185.220.101.0/24\n45.155.204.0/25\n10.0.0.0/8\n45.155.204.9/25\nnonsense\n' });
  const other = await call(addBlocklist, { name: 'compromised', jail: JAIL, hostIds: [mail], url: null });
  await call(uploadBlocklist, { id: other.id, body: '<!doctype html><title>Not found</title>' });
  await call(addSpreadRule, { name: 'Seen once', bans: 1, onHosts: 1 });
  await call(addSpreadRule, { name: 'Seen by two', bans: 3, appliesItself: true, isOn: false });
  await until('an offer', async () => (await call(listSpreadOffers, {})).items.length > 0);
  return id;
}

/** One version that was applied, and a draft that is not right yet. */
async function fillConfiguration({ call }: Caller, hostId: string): Promise<void> {
  await call(setJailOption, { hostId, jail: JAIL, option: 'bantime', value: '2h' });
  const { draftsHash } = await call(checkDrafts, { hostId });
  await call(applyDrafts, { hostId, draftsHash: draftsHash ?? '', note: 'Longer for ssh' });
  await call(saveDraft, { hostId, path: 'jail.d/zz-more.local', content: '[web]\nfailregex = ^((\n', basedOn: null });
}
