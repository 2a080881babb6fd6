import type { Kernel, Module, WiredModule } from '../../kernel/module.ts';
import { createArchive } from './actions/archive/archive.ts';
import { ARCHIVE_SETTINGS } from './actions/archive/settings.ts';
import { ARCHIVE_STREAMS } from './actions/archive/streams.ts';
import { createReach } from './actions/hosts/reach.ts';
import { LISTS_SETTINGS } from './actions/lists-settings.ts';
import { LISTS_STREAMS } from './actions/lists-streams.ts';
import * as allowContract from './contract/allow-routes.ts';
import { ARCHIVE_SENTENCES } from './contract/archive-sentences.ts';
import * as banListContract from './contract/ban-list-routes.ts';
import * as blocklistContract from './contract/blocklist-routes.ts';
import { LIST_SENTENCES } from './contract/list-sentences.ts';
import * as orderContract from './contract/order-routes.ts';
import { BANS_PERMISSIONS } from './contract/permissions.ts';
import * as spreadContract from './contract/spread-routes.ts';
import * as statsContract from './contract/stats-routes.ts';
import { banRoutes } from './http/ban-routes.ts';
import { listsRoutes } from './http/lists-routes.ts';
import { placesRoutes } from './http/places-routes.ts';
import { statsRoutes } from './http/stats-routes.ts';
import { listsWork } from './jobs/lists.ts';
import { createPlacesTimer, placesJobs } from './jobs/places.ts';

export const bansModule: Module = {
  name: 'bans',
  permissions: BANS_PERMISSIONS,
  migrations: { owner: 'bans', folder: new URL('./migrations/', import.meta.url) },
  rules: [],
  settings: { ...ARCHIVE_SETTINGS, ...LISTS_SETTINGS },
  streams: [...ARCHIVE_STREAMS, ...LISTS_STREAMS],
  routes: [banListContract, statsContract, orderContract, allowContract, blocklistContract, spreadContract].flatMap((contract) =>
    Object.values(contract).filter((exported) => 'method' in exported),
  ),
  sentences: { ...ARCHIVE_SENTENCES, ...LIST_SENTENCES },
  wire,
};

function wire(kernel: Kernel): WiredModule {
  const reach = createReach({ ...kernel, agentSocket: null });
  const archive = createArchive(kernel, reach);
  const listParts = { ...kernel, reach, placeOf: archive.places.placeOf };
  const lists = listsWork(listParts);
  return {
    routes: [...banRoutes(archive.queries), ...statsRoutes(archive.figures), ...placesRoutes(archive.places), ...listsRoutes(listParts)],
    jobs: [...placesJobs(archive), ...lists.jobs],
    leads: [...lists.leads],
    hear: lists.hear,
    resources: [createPlacesTimer(archive.places, kernel), { name: 'bans.reach', start: async () => () => reach.close() }],
  };
}
