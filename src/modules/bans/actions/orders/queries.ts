import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { parseNetwork } from '../../domain/address.ts';
import { listOrders, type OrderFilter, type OrderRow } from '../../store/orders.ts';
import type { OrderParts } from './parts.ts';

/** An order as the edges show it. */
export type OrderView = OrderRow;

export type { OrderFilter };

type Fault = 'bans.not_an_address' | 'bans.host_bits_set';

/** Orders, newest first; `network` as a person typed it. */
export const createListOrders =
  ({ db }: Pick<OrderParts, 'db'>) =>
  async (scope: Scope, filter: OrderFilter, page: PageRequest): Promise<Result<Page<OrderRow>, Fault>> => {
    const network = filterNetwork(filter.network);
    return network.ok ? ok(await listOrders(db, scope, { ...filter, network: network.value }, page)) : network;
  };

/** The filter of a list by address or network, in its one spelling. */
export function filterNetwork(text: string | undefined): Result<string | undefined, Fault> {
  if (text === undefined) return ok(undefined);
  const network = parseNetwork(text);
  return network.ok ? ok(network.value.text) : refuse(network.code, { ...network.params, path: 'address' });
}
