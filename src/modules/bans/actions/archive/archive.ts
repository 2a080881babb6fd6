import type { Kernel } from '../../../../kernel/module.ts';
import type { Reach } from '../hosts/reach.ts';
import { createFigures } from './figures.ts';
import { createPlacesRoom } from './places-room.ts';
import { createBanQueries } from './queries.ts';
import { createResolvePlaces } from './resolve-places.ts';
import { createRewritePlaces } from './rewrite-places.ts';

/** The archive as the module wires it: questions, figures, and where addresses are. `places.placeOf` is for whoever writes bans. */
export function createArchive(kernel: Kernel, reach: Pick<Reach, 'reach'>) {
  const places = createPlacesRoom(kernel);
  const parts = { db: kernel.db, clock: kernel.clock, timeZone: kernel.timeZone, reach, placeOf: places.placeOf };
  return {
    places,
    queries: createBanQueries(parts),
    figures: createFigures(parts),
    rewrite: createRewritePlaces(kernel, places),
    resolve: createResolvePlaces(kernel, places),
  };
}
