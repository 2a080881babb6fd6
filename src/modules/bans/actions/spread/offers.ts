import { type Actor, systemActor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import { networkOf } from '../../domain/address.ts';
import { guardAutomatic } from '../../domain/guard.ts';
import { allows } from '../../domain/host.ts';
import { newestOf, type Sighting, targetsOf } from '../../domain/spread.ts';
import { hostsOfSite, type OrderHost } from '../../store/order-hosts.ts';
import { type OrderRow, ordersByIds } from '../../store/orders.ts';
import {
  decideSpreadOffer,
  findSpreadOffer,
  insertSpreadOffer,
  lockSpreadOffer,
  type OfferState,
  type SpreadOfferRow,
  sightingsOf,
} from '../../store/spread-offers.ts';
import { rulesThatRun, type SpreadRuleRow } from '../../store/spread-rules.ts';
import type { ListParts } from '../blocklists/parts.ts';
import { createCarryOut } from '../orders/carry-out.ts';
import { placeBans } from '../orders/place.ts';
import { loadProtections } from '../orders/protections.ts';

export type SpreadOfferView = SpreadOfferRow;

const CONSOLE = systemActor('bans');

/** Looks what rules of spread speak of now: offers it, or bans it on the other hosts. May be repeated: the same bans make one offer. */
export function createSpread(parts: ListParts): () => Promise<void> {
  const carryOut = createCarryOut(parts);
  return async () => {
    if ((await parts.held.since()) !== null) return;
    for (const rule of await rulesThatRun(parts.db)) {
      const from = parts.clock.now().subtract({ hours: rule.withinHours });
      const sightings = await sightingsOf(parts.db, rule, from);
      const hosts = sightings.length === 0 ? [] : await hostsOfSite(parts.db, rule.site.id);
      for (const sighting of sightings) {
        const orders = await parts.transact(CONSOLE, (work) => offer(work, parts, rule, { sighting: inJail(rule, sighting), hosts }));
        await Promise.all(orders.map(carryOut));
      }
    }
  };
}

const inJail = ({ targetJail }: SpreadRuleRow, sighting: Sighting): Sighting => ({ ...sighting, jail: targetJail ?? sighting.jail });

interface Found {
  readonly sighting: Sighting;
  readonly hosts: readonly OrderHost[];
}

/** Answers orders that are to be carried out. */
async function offer(work: Work, parts: ListParts, rule: SpreadRuleRow, { sighting, hosts }: Found): Promise<readonly string[]> {
  const targetIds = targetsOf(
    sighting,
    hosts.map(({ id, jails, level }) => ({ id, jails, mayBan: allows(level, 'ban') })),
  );
  if (targetIds.length === 0) return [];
  const targets = hosts.filter(({ id }) => targetIds.includes(id));
  const guarded = await guard(work, parts, { siteId: rule.site.id, jail: sighting.jail, address: sighting.address, targets });
  const state = !guarded.ok ? 'refused' : rule.appliesItself ? 'applied' : 'open';
  const id = newId<'offer'>(work.now);
  const isNew = await insertSpreadOffer(work.tx, {
    ...{ id, ruleId: rule.id, siteId: rule.site.id, sighting, state, targetIds, createdAt: work.now },
    because: guarded.ok ? null : String(guarded.params['reasons'] ?? ''),
    countedUntil: Temporal.Instant.from(newestOf(sighting)),
  });
  if (!isNew) return [];
  await tell(
    work,
    `bans.spread_${state}`,
    { id, address: sighting.address, siteId: rule.site.id },
    { rule: rule.name, jail: sighting.jail },
  );
  if (state !== 'applied') return [];
  return placeBans(
    work,
    targets,
    wantedBy({ id, address: sighting.address, jail: sighting.jail, rule, banHours: rule.banHours }, work.now),
  );
}

interface Guarded {
  readonly siteId: string;
  readonly jail: string;
  readonly address: string;
  readonly targets: readonly OrderHost[];
}

async function guard(
  { tx }: Work,
  parts: ListParts,
  { siteId, jail, address, targets }: Guarded,
): Promise<Result<null, 'bans.protected_address'>> {
  const place = { siteIds: [siteId], hostIds: targets.map(({ id }) => id), jail };
  return guardAutomatic(networkOf(address), await loadProtections(parts, tx, place, null));
}

const wantedBy = (
  {
    id,
    address,
    jail,
    rule,
    banHours,
  }: Pick<SpreadOfferRow, 'id' | 'address' | 'jail' | 'banHours'> & { readonly rule: { readonly name: string } },
  now: Temporal.Instant,
) => ({ jail, network: address, until: now.add({ hours: banHours }), note: rule.name, origin: 'spread', offerId: id }) as const;

async function tell(
  work: Work,
  action: string,
  { id, address, siteId }: { readonly id: string; readonly address: string; readonly siteId: string },
  after: Readonly<Record<string, unknown>>,
): Promise<void> {
  await work.audit({ action, subject: { kind: 'spread-offer', id, name: address }, siteId, after });
  work.publish({ name: BANS_EVENTS.spreadChanged, module: 'bans', siteId: siteId as SiteId, assetId: null, payload: { because: 'offer' } });
}

type DecideFault = 'bans.unknown_offer' | 'bans.offer_decided';
type ApplyFault = DecideFault | 'bans.protected_address' | 'bans.no_hosts' | 'bans.held';

export interface AppliedOffer {
  readonly offer: SpreadOfferRow;
  readonly orders: readonly OrderRow[];
}

/** Bans what is offered. Spread never asks: what is protected is refused, and the offer stays open. */
export function createApplyOffer(parts: ListParts) {
  const carryOut = createCarryOut(parts);
  return async (by: Actor, scope: Scope, id: string): Promise<Result<AppliedOffer, ApplyFault>> => {
    if ((await parts.held.since()) !== null) return refuse('bans.held');
    const placed = await parts.transact<Result<readonly string[], ApplyFault>>(by, async (work) => {
      const found = await open(work, scope, id);
      if (!found.ok) return found;
      const { site, jail, address, targets } = found.value;
      const wanted = new Set(targets.map((host) => host.id));
      const hosts = (await hostsOfSite(work.tx, site.id)).filter(
        (host) => wanted.has(host.id) && allows(host.level, 'ban') && host.jails.includes(jail),
      );
      if (hosts.length === 0) return refuse('bans.no_hosts');
      const guarded = await guard(work, parts, { siteId: site.id, jail, address, targets: hosts });
      if (!guarded.ok) return guarded;
      await decide(work, found.value, 'applied');
      return ok(await placeBans(work, hosts, wantedBy(found.value, work.now)));
    });
    if (!placed.ok) return placed;
    await Promise.all(placed.value.map(carryOut));
    const offered = await findSpreadOffer(parts.db, scope, id);
    return offered === null ? refuse('bans.unknown_offer') : ok({ offer: offered, orders: await ordersByIds(parts.db, placed.value) });
  };
}

/** Leaves what is offered. The bans that counted make no other offer. */
export function createDismissOffer({ transact }: ListParts) {
  return (by: Actor, scope: Scope, id: string): Promise<Result<SpreadOfferRow, DecideFault>> =>
    transact<Result<SpreadOfferRow, DecideFault>>(by, async (work) => {
      const found = await open(work, scope, id);
      if (!found.ok) return found;
      await decide(work, found.value, 'dismissed');
      return ok((await findSpreadOffer(work.tx, scope, id)) ?? found.value);
    });
}

async function open({ tx }: Work, scope: Scope, id: string): Promise<Result<SpreadOfferRow, DecideFault>> {
  const found = await lockSpreadOffer(tx, scope, id);
  if (found === null) return refuse('bans.unknown_offer');
  return found.state === 'open' ? ok(found) : refuse('bans.offer_decided');
}

async function decide(work: Work, { id, address, site, jail, rule }: SpreadOfferRow, state: OfferState): Promise<void> {
  const by = work.by.kind === 'person' ? work.by.userId : null;
  await decideSpreadOffer(work.tx, id, { state, at: work.now, by });
  await tell(work, `bans.spread_${state}`, { id, address, siteId: site.id }, { rule: rule.name, jail });
}
