import { isIP } from 'node:net';
import { systemActor } from '../../../../kernel/auth/actor.ts';
import { isUniqueViolation } from '../../../../kernel/db/errors.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { createSeldomLog } from '../../../../kernel/mqtt/seldom-log.ts';
import { newId, type SiteId } from '../../../../shared/ids.ts';
import type { DiscoveryMessage } from '../../contract/wire/telemetry.ts';
import { type DiscoveryDecision, decideDiscovery } from '../../domain/discovery.ts';
import { type Hardware, hardwareOf } from '../../domain/hardware.ts';
import { countDiscovered, markDiscovered, saveClaims } from '../../store/legacy/discovered.ts';
import { lockSharedAccount, saveTurnedAway } from '../../store/legacy/shared-account.ts';
import { findByUuid, insertScreen, namesLike, type ScreenRow } from '../../store/screens.ts';
import { auditScreen, type Parts, placeLater, publishScreen } from '../parts.ts';
import { settleScreen } from '../settle.ts';
import { DISCOVERED_MOST, DISCOVERED_PER_HOUR, LEGACY_DISCOVERY } from './settings.ts';
import { TURNED_AWAY } from './turned-away.ts';

const CONSOLE = systemActor('screens');
/** Once turned away, those that nobody knows are not asked about again for so long: a flood of them costs next to nothing. */
const DEAF = Temporal.Duration.from({ seconds: 5 });

/** Makes a screen of a player that says who it is by the shared account, or notes what it says of itself now. */
export function createDiscover(parts: Parts) {
  const seldom = createSeldomLog(parts);
  let deafUntil: Temporal.Instant | null = null;

  return async (message: DiscoveryMessage): Promise<DiscoveryDecision> => {
    if (deafUntil !== null && Temporal.Instant.compare(parts.clock.now(), deafUntil) < 0) {
      if ((await findByUuid(parts.db, message.uuid)) === null) return 'turn-away';
    }
    const decision = await orTaken(() => parts.transact(CONSOLE, (work) => discover(work, parts, message)));
    if (decision === 'turn-away') {
      deafUntil = parts.clock.now().add(DEAF);
      seldom.warn('turned away', { uuid: message.uuid }, 'more players were discovered than may be; new ones are turned away');
    }
    if (decision === 'leave') seldom.warn('left', { uuid: message.uuid }, 'somebody says by the shared account to be a screen of its own');
    return decision;
  };
}

/** The player has enrolled at the same moment: then it is none of ours. */
async function orTaken(act: () => Promise<DiscoveryDecision>): Promise<DiscoveryDecision> {
  try {
    return await act();
  } catch (error) {
    if (isUniqueViolation(error, 'screens_uuid')) return 'leave';
    throw error;
  }
}

async function discover(work: Work, parts: Parts, { uuid, ...claims }: DiscoveryMessage): Promise<DiscoveryDecision> {
  const { settings } = parts;
  const isOn = await settings.read(work.tx, LEGACY_DISCOVERY.key, LEGACY_DISCOVERY.declaration);
  const perHour = await settings.read(work.tx, DISCOVERED_PER_HOUR.key, DISCOVERED_PER_HOUR.declaration);
  const most = await settings.read(work.tx, DISCOVERED_MOST.key, DISCOVERED_MOST.declaration);
  const found = await findByUuid(work.tx, uuid);
  if (found === null && isOn) await lockSharedAccount(work.tx);
  const known = found ?? (await findByUuid(work.tx, uuid));
  const soFar = await countDiscovered(work.tx, work.now);
  const decision = decideDiscovery(known, soFar, { isOn, perHour, most });
  const hardware = hardwareOf(claims);
  if (decision === 'make') await make(work, parts, uuid, hardware);
  if (decision === 'refresh' && known !== null) await refresh(work, known, hardware);
  if (decision === 'turn-away') await turnAway(work, parts);
  return decision;
}

async function make(work: Work, parts: Parts, uuid: string, hardware: Hardware): Promise<void> {
  const site = await parts.assets.site(work.tx, null);
  if (site === null) throw new Error('There is no default site.');
  const { hostname, ip } = hardware;
  const said = hostname === '' ? `screen-${uuid.slice(0, 8)}` : hostname.slice(0, 100);
  const name = (await namesLike(work.tx, site.id, said)).length === 0 ? said : `${said}-${uuid.slice(-12)}`;
  const id = newId<'asset'>(work.now);
  const hints = { hostName: hostname === '' ? null : hostname, address: isIP(ip) !== 0 && !ip.includes('%') ? ip : null };
  const added = await parts.assets.add(work, { id, module: 'screens', kind: 'screen', name, siteId: site.id, tags: [], ...hints }, null);
  // Two players whose UUIDs end alike, with one name: the second one may ask again under another.
  if (!added.ok) throw new Error(`A discovered player could not become a screen: ${added.code}`);
  await insertScreen(work.tx, { id, siteId: site.id, uuid, hardware });
  await markDiscovered(work.tx, id, work.now);
  await auditScreen(work, 'screens.screen_discovered', { id, name, siteId: site.id }, { after: { uuid, ...hardware } });
  publishScreen(work, { id, siteId: site.id }, 'added');
  await settleScreen(work, parts, id);
  placeLater(work, uuid, 'discovered');
}

async function refresh(work: Work, known: ScreenRow, hardware: Hardware): Promise<void> {
  if (JSON.stringify(known.hardware) === JSON.stringify(hardware)) return;
  await saveClaims(work.tx, known.id, hardware);
  publishScreen(work, { id: known.id, siteId: known.site.id }, 'edited');
}

async function turnAway(work: Work, parts: Parts): Promise<void> {
  const site = await parts.assets.site(work.tx, null);
  await lockSharedAccount(work.tx);
  await saveTurnedAway(work.tx, work.now);
  if (site === null) return;
  const params = { since: work.now.toString() };
  await parts.findings.report(work, { ...TURNED_AWAY, siteId: site.id as SiteId, assetId: null, severity: 'warning', params });
}
