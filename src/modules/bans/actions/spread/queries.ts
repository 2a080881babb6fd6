import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import { networkOf } from '../../domain/address.ts';
import { protectionsHit } from '../../domain/guard.ts';
import type { Protected } from '../../domain/lists/judge.ts';
import { type AdviceRow, networksAdvised, operatorsAdvised } from '../../store/advice.ts';
import { orderHosts } from '../../store/order-hosts.ts';
import { listSpreadOffers, type OfferState, type SpreadOfferRow } from '../../store/spread-offers.ts';
import { listSpreadRules, type SpreadRuleRow } from '../../store/spread-rules.ts';
import type { ListParts } from '../blocklists/parts.ts';
import { loadProtections } from '../orders/protections.ts';

export interface AdviceView extends AdviceRow {
  readonly protections: readonly Protected[];
}

export interface AdviceAsk {
  readonly siteId: string | null;
  readonly addresses: number;
  readonly withinHours: number;
  readonly limit: number;
}

export interface SpreadQueries {
  rules(scope: Scope, page: PageRequest): Promise<Page<SpreadRuleRow>>;
  offers(scope: Scope, filter: { readonly state?: readonly OfferState[] | undefined }, page: PageRequest): Promise<Page<SpreadOfferRow>>;
  /** Networks and operators from which several addresses were banned, with what speaks against banning them whole. */
  advice(by: Actor, scope: Scope, ask: AdviceAsk): Promise<readonly AdviceView[]>;
}

export function createSpreadQueries(parts: ListParts): SpreadQueries {
  const { db, clock } = parts;
  return {
    rules: (scope, page) => listSpreadRules(db, scope, page),
    offers: (scope, filter, page) => listSpreadOffers(db, scope, filter, page),
    async advice(by, scope, { siteId, addresses, withinHours, limit }) {
      const now = clock.now();
      const question = { siteId, addresses, limit, from: now.subtract({ hours: withinHours }) };
      const [networks, operators] = await Promise.all([networksAdvised(db, scope, question, now), operatorsAdvised(db, scope, question)]);
      const rows = [...networks, ...operators];
      const hosts = await orderHosts(db, scope);
      const place = { siteIds: hosts.map((host) => host.siteId), hostIds: hosts.map(({ id }) => id), jail: null };
      const protections = await loadProtections(parts, db, place, by.origin.address);
      return rows.map((row) => ({ ...row, protections: row.network === null ? [] : protectionsHit(networkOf(row.network), protections) }));
    },
  };
}
