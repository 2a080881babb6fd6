import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import type { ListParts } from '../actions/blocklists/parts.ts';
import { createApplyOffer, createDismissOffer, type SpreadOfferView } from '../actions/spread/offers.ts';
import { type AdviceView, createSpreadQueries } from '../actions/spread/queries.ts';
import { createAddSpreadRule, createEditSpreadRule, createRemoveSpreadRule, type SpreadRuleView } from '../actions/spread/rules.ts';
import * as contract from '../contract/spread-routes.ts';
import { byRole } from './by-role.ts';
import { presentOrder } from './order-present.ts';

/** Rules of spread, what they offer, and advice about whole networks. */
export function spreadRoutes(parts: ListParts): readonly Served[] {
  const queries = createSpreadQueries(parts);
  const [add, edit, remove] = [createAddSpreadRule(parts), createEditSpreadRule(parts), createRemoveSpreadRule(parts)];
  const [apply, dismiss] = [createApplyOffer(parts), createDismissOffer(parts)];
  return [
    serve(contract.listSpreadRules, async (page, { scope }) => {
      const { items, nextCursor } = await queries.rules(scope, page);
      return { items: items.map(presentRule), nextCursor };
    }),
    serve(contract.addSpreadRule, async ({ siteId: _named, ...values }, { actor, scope }) =>
      presentRule(orRefuse(await add(actor, scope[0]?.siteId ?? null, values))),
    ),
    serve(contract.editSpreadRule, async (input, { actor, scope, ifMatch }) =>
      presentRule(orRefuse(await edit(actor, scope, { ...input, version: ifMatch }))),
    ),
    serve(contract.removeSpreadRule, async ({ id }, { actor, scope }) => orRefuse(await remove(actor, scope, id))),
    serve(contract.listSpreadOffers, async ({ cursor, limit, ...filter }, { scope }) => {
      const { items, nextCursor } = await queries.offers(scope, filter, { cursor, limit });
      return { items: items.map(presentOffer), nextCursor };
    }),
    serve(contract.applySpreadOffer, async ({ id }, { actor, scope }) => {
      const { offer, orders } = orRefuse(await apply(actor, byRole(scope), id));
      return { offer: presentOffer(offer), orders: orders.map(presentOrder) };
    }),
    serve(contract.dismissSpreadOffer, async ({ id }, { actor, scope }) => presentOffer(orRefuse(await dismiss(actor, byRole(scope), id)))),
    serve(contract.getAdvice, async ({ siteId = null, ...ask }, { actor, scope }) => ({
      items: (await queries.advice(actor, scope, { ...ask, siteId })).map(presentAdvice),
    })),
  ];
}

type Provenances = (typeof contract.SPREAD_PROVENANCES)[number][];

const presentRule = ({ provenances, ...rule }: SpreadRuleView) => ({
  ...rule,
  provenances: contract.SPREAD_PROVENANCES.filter((one) => provenances.includes(one)) satisfies Provenances,
});

const presentOffer = ({ banHours: _hours, ...offer }: SpreadOfferView) => ({
  ...offer,
  evidence: offer.evidence.map((one) => ({ ...one })),
  targets: [...offer.targets],
  createdAt: offer.createdAt.toString(),
  decidedAt: toWire(offer.decidedAt),
});

const presentAdvice = (row: AdviceView) => ({
  ...row,
  members: row.members.map((member) => ({ ...member })),
  firstAt: row.firstAt.toString(),
  lastAt: row.lastAt.toString(),
  protections: row.protections.map(({ network, kind, whose }) => ({ kind, what: network.text, whose })),
});
