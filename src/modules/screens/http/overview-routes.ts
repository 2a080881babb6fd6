import { type Served, serve } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import type { CardView, Overview } from '../actions/watch/overview.ts';
import * as contract from '../contract/overview-routes.ts';
import { totals } from './present-watch.ts';

/** The house at a glance. */
export const overviewRoutes = (overview: Overview): readonly Served[] => [
  serve(contract.screensOverview, async (filter, { scope }) => {
    const { cards, outOfUse } = await overview(scope, filter);
    return {
      counts: totals(cards.flatMap(({ counts }) => counts)),
      items: cards.filter(({ matching }) => filter.state === undefined || matching > 0).map(presentCard),
      outOfUse: { groups: outOfUse.length, screens: outOfUse.reduce((sum, { screenCount }) => sum + screenCount, 0) },
    };
  }),
];

const presentCard = ({ group, counts, matching, screens }: CardView): contract.GroupCard => ({
  group: group === null ? null : { id: group.id, name: group.name, number: group.number, colour: group.colour, site: group.site },
  ...{ counts: totals(counts), matching },
  screens: screens.map(({ screen, state, reasons }) => ({
    ...{ id: screen.id, name: screen.name, isActive: screen.isActive, state, reasons: [...reasons] },
    ...{ lastAlive: toWire(screen.lastAlive), serviceFailedUnit: screen.serviceFailedUnit },
  })),
});
