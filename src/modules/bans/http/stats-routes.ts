import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import type { ArchiveFigures, SourcedFigures } from '../actions/archive/figures.ts';
import * as contract from '../contract/stats-routes.ts';

/** Figures of bans. */
export const statsRoutes = (figures: ArchiveFigures): readonly Served[] => [
  serve(contract.getBanSummary, async (query, { scope }) => {
    const { asOf, unreached, ...counts } = await figures.summary(scope, query);
    return { ...counts, asOf: asOf.toString(), unreached: unreached.map(presentUnreached) };
  }),
  serve(contract.getBansByCountry, async (query, { scope }) => present(await figures.byCountry(scope, query), (item) => item)),
  serve(contract.getBansByJail, async (query, { scope }) =>
    present(await figures.byJail(scope, query), ({ host, ...item }) => ({ ...item, host: { ...host } })),
  ),
  serve(contract.getBansByProvenance, async (query, { scope }) => present(await figures.byProvenance(scope, query), (item) => item)),
  serve(contract.getBansByAsn, async ({ limit, ...query }, { scope }) => present(await figures.byAsn(scope, query, limit), (item) => item)),
  serve(contract.getBansByNetwork, async ({ limit, ...query }, { scope }) =>
    present(await figures.byNetwork(scope, query, limit), (item) => item),
  ),
  serve(contract.getTopAddresses, async ({ limit, ...query }, { scope }) =>
    present(await figures.top(scope, query, limit), ({ lastAt, ...item }) => ({ ...item, lastAt: toWire(lastAt) })),
  ),
  serve(contract.getBanTrend, async (query, { scope }) => {
    const { from, to, items, ...trend } = orRefuse(await figures.trend(scope, query));
    return { ...trend, from: from.toString(), to: to.toString(), items: items.map(({ at, bans }) => ({ at: at.toString(), bans })) };
  }),
];

const presentUnreached = ({ host, code }: SourcedFigures<object>['unreached'][number]) => ({ host: { ...host }, code });

const present = <Item, Shown>(
  { items, total, source, unreached }: SourcedFigures<Item>,
  itemOf: (item: SourcedFigures<Item>['items'][number]) => Shown,
) => ({ items: items.map(itemOf), total, source, unreached: unreached.map(presentUnreached) });
