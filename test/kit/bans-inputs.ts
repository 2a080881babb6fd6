import type { Route } from '../../src/kernel/contract/route.ts';
import * as bans from '../../src/modules/bans/contract/routes.ts';
import { type Entry, entry, nothing } from './entry.ts';
import { JAIL } from './fail2ban.ts';
import type { Subjects } from './subjects.ts';

/** Only fail2ban's own programs can answer them. */
export const NEEDING_FAIL2BAN: readonly Route[] = [
  bans.reloadHost,
  bans.steerJail,
  bans.getDrift,
  bans.readEffective,
  bans.checkDrafts,
  bans.applyDrafts,
  bans.restoreConfigVersion,
  bans.regexTest,
  bans.dryRun,
];

type Ided = Promise<{ id: string }>;

const later = ({ clock }: Subjects): string => clock.now().add({ hours: 24 }).toString();
const host = async ({ bans: fresh }: Subjects): Ided => ({ id: await fresh.host() });
const jailOf = async ({ bans: fresh }: Subjects): Promise<{ id: string; jail: string }> => ({ id: await fresh.host(), jail: JAIL });
const ofHost = async ({ bans: fresh }: Subjects): Promise<{ hostId: string }> => ({ hostId: await fresh.host() });
const ofRealHost = async ({ bans: fresh }: Subjects): Promise<{ hostId: string }> => ({ hostId: await fresh.realHost() });
const askedOfBan = (fresh: Subjects) => ({ address: fresh.bans.address(), jail: JAIL, hours: 1, note: fresh.name() });

const hostInputs = [
  entry(bans.listHosts, nothing),
  entry(bans.getHost, host),
  entry(bans.addHost, (fresh) => ({ name: fresh.name(), siteId: fresh.siteId, transport: 'local' as const })),
  entry(bans.editHost, async (fresh) => ({ id: await fresh.bans.host(), name: fresh.name() })),
  entry(bans.archiveHost, host),
  entry(bans.contactHost, host),
  entry(bans.confirmHostKey, ({ bans: fresh }) => fresh.hostWithKeyShown()),
  entry(bans.addHostPerson, async (fresh) => ({ id: await fresh.bans.host(), userId: await fresh.user(), role: 'maintainer' as const })),
  entry(bans.removeHostPerson, async (fresh) => {
    const [id, personId] = [await fresh.bans.host(), await fresh.user()];
    await fresh.bans.makeResponsible(id, { userId: personId, role: 'maintainer' });
    return { id, personId };
  }),
  entry(bans.startHostMaintenance, async (fresh) => ({ id: await fresh.bans.host(), endsAt: later(fresh), reason: 'new disks' })),
  entry(bans.endHostMaintenance, async ({ bans: fresh }) => ({ id: await fresh.hostInMaintenance() })),
  entry(bans.reloadHost, async ({ bans: fresh }) => ({ id: await fresh.realHost() })),
];

const jailInputs = [
  entry(bans.listAllJails, nothing),
  entry(bans.listJails, async (fresh) => ({ ...(await host(fresh)), source: 'live' as const })),
  entry(bans.getJail, async (fresh) => ({ ...(await jailOf(fresh)), source: 'live' as const })),
  entry(bans.setJail, async (fresh) => ({ ...(await jailOf(fresh)), banTime: '20m', maxRetry: 4 })),
  entry(bans.ignoreAddress, async (fresh) => ({ ...(await jailOf(fresh)), entry: fresh.bans.address() })),
  entry(bans.unignoreAddress, async (fresh) => ({ ...(await jailOf(fresh)), entry: await fresh.bans.ignored() })),
  entry(bans.steerJail, async ({ bans: fresh }) => ({ id: await fresh.realHost(), jail: JAIL, action: 'reload' as const })),
  entry(bans.getDrift, async ({ bans: fresh }) => ({ id: await fresh.realHost() })),
];

const archiveInputs = [
  entry(bans.listBans, nothing),
  entry(bans.getBan, async ({ bans: fresh }) => ({ id: await fresh.ban() })),
  entry(bans.exportBansCsv, nothing),
  entry(bans.exportBansJson, nothing),
  entry(bans.getBanSummary, nothing),
  entry(bans.getBansByCountry, nothing),
  entry(bans.getBansByJail, nothing),
  entry(bans.getBansByProvenance, nothing),
  entry(bans.getBansByAsn, nothing),
  entry(bans.getBansByNetwork, nothing),
  entry(bans.getTopAddresses, nothing),
  entry(bans.getBanTrend, nothing),
  entry(bans.getPlaces, nothing),
];

const orderInputs = [
  entry(bans.listOrders, nothing),
  entry(bans.addBans, async (fresh) => ({ siteId: fresh.siteId, hostIds: [await fresh.bans.host()], ...askedOfBan(fresh) })),
  entry(bans.addBanOnHost, async (fresh) => ({ ...(await host(fresh)), ...askedOfBan(fresh) })),
  // On every host of whoever asks.
  entry(bans.removeBans, async (fresh) => ({ ip: (await fresh.bans.order()).address })),
  entry(bans.removeBanOnHost, async (fresh) => {
    const { hostId, address } = await fresh.bans.order();
    return { id: hostId, ip: address };
  }),
  entry(bans.lookUpAddress, async (fresh) => ({ ip: (await fresh.bans.order()).address })),
  // Nobody's: neither registries nor AbuseIPDB are asked.
  entry(bans.getWhois, ({ bans: fresh }) => ({ ip: fresh.address() })),
  entry(bans.getReputation, ({ bans: fresh }) => ({ ip: fresh.address() })),
];

const allowInputs = [
  entry(bans.listAllowed, nothing),
  entry(bans.addAllowed, async (fresh) => ({
    ...{ siteId: fresh.siteId, hostId: await fresh.bans.host() },
    ...{ address: fresh.bans.address(), note: fresh.name() },
  })),
  entry(bans.editAllowed, async (fresh) => ({ id: await fresh.bans.allowEntry(), note: fresh.name() })),
  entry(bans.removeAllowed, async (fresh) => ({ id: await fresh.bans.allowEntry() })),
];

const blocklistInputs = [
  entry(bans.listBlocklists, nothing),
  entry(bans.getBlocklist, async ({ bans: fresh }) => ({ id: await fresh.blocklist() })),
  entry(bans.addBlocklist, (fresh) => ({ siteId: fresh.siteId, name: fresh.name(), url: fresh.bans.listUrl, jail: JAIL })),
  entry(bans.editBlocklist, async (fresh) => ({ id: await fresh.bans.blocklist(), name: fresh.name() })),
  entry(bans.removeBlocklist, async ({ bans: fresh }) => ({ id: await fresh.blocklist() })),
  entry(bans.fetchBlocklist, async ({ bans: fresh }) => ({ id: await fresh.blocklist() })),
  entry(bans.uploadBlocklist, async ({ bans: fresh }) => ({ id: await fresh.blocklist(), body: fresh.listText })),
  entry(bans.listImports, async ({ bans: fresh }) => ({ id: (await fresh.importReported()).id })),
  entry(bans.applyImport, ({ bans: fresh }) => fresh.importReported()),
];

const spreadInputs = [
  entry(bans.listSpreadRules, nothing),
  entry(bans.addSpreadRule, (fresh) => ({ siteId: fresh.siteId, name: fresh.name() })),
  entry(bans.editSpreadRule, async (fresh) => ({ id: await fresh.bans.spreadRule(), name: fresh.name() })),
  entry(bans.removeSpreadRule, async ({ bans: fresh }) => ({ id: await fresh.spreadRule() })),
  entry(bans.listSpreadOffers, nothing),
  entry(bans.applySpreadOffer, async ({ bans: fresh }) => ({ id: await fresh.offer() })),
  entry(bans.dismissSpreadOffer, async ({ bans: fresh }) => ({ id: await fresh.offer() })),
  entry(bans.getAdvice, nothing),
];

const configInputs = [
  entry(bans.listConfigFiles, ofHost),
  entry(bans.readConfigFile, async (fresh) => ({ ...(await ofHost(fresh)), path: 'jail.conf' })),
  entry(bans.readEffective, ofRealHost),
  entry(bans.listDrafts, ofHost),
  entry(bans.saveDraft, async (fresh) => ({
    ...(await ofHost(fresh)),
    ...{ path: `filter.d/${fresh.name()}.local`, content: '# nothing\n', basedOn: null },
  })),
  entry(bans.removeDraft, async (fresh) => {
    const { hostId, path } = await fresh.bans.draft(await fresh.bans.host());
    return { hostId, path };
  }),
  entry(bans.setJailOption, async (fresh) => ({ ...(await ofHost(fresh)), jail: JAIL, option: 'bantime', value: '1h' })),
  entry(bans.checkDrafts, ofRealHost),
  entry(bans.applyDrafts, async ({ bans: fresh }) => {
    const { hostId, draftsHash } = await fresh.draft(await fresh.realHost());
    return { hostId, draftsHash };
  }),
  entry(bans.listConfigVersions, ofHost),
  entry(bans.readConfigVersion, async ({ bans: fresh }) => fresh.version(await fresh.host())),
  entry(bans.restoreConfigVersion, async ({ bans: fresh }) => fresh.version(await fresh.realHost())),
];

const workshopInputs = [
  entry(bans.regexTest, async (fresh) => ({
    ...(await ofRealHost(fresh)),
    filter: { failregex: ['^no from <HOST>$'] },
    lines: 'Nov 21 08:00:00 no from 192.0.2.7\n',
  })),
  entry(bans.dryRun, async (fresh) => ({ ...(await ofRealHost(fresh)), jail: JAIL, maxretry: 3, findtime: 600 })),
];

export const BAN_INPUTS: readonly Entry[] = [
  ...[hostInputs, jailInputs, archiveInputs, orderInputs, allowInputs],
  ...[blocklistInputs, spreadInputs, configInputs, workshopInputs],
].flat();
