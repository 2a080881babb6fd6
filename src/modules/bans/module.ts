import type { Kernel, Module, WiredModule } from '../../kernel/module.ts';
import { createArchive } from './actions/archive/archive.ts';
import { ARCHIVE_SETTINGS } from './actions/archive/settings.ts';
import { ARCHIVE_STREAMS } from './actions/archive/streams.ts';
import { createReach } from './actions/hosts/reach.ts';
import { ARCHIVE_SENTENCES } from './contract/archive-sentences.ts';
import * as banListContract from './contract/ban-list-routes.ts';
import { BANS_PERMISSIONS } from './contract/permissions.ts';
import * as statsContract from './contract/stats-routes.ts';
import { banRoutes } from './http/ban-routes.ts';
import { placesRoutes } from './http/places-routes.ts';
import { statsRoutes } from './http/stats-routes.ts';
import { createPlacesTimer, placesJobs } from './jobs/places.ts';

export const bansModule: Module = {
  name: 'bans',
  permissions: BANS_PERMISSIONS,
  migrations: { owner: 'bans', folder: new URL('./migrations/', import.meta.url) },
  rules: [],
  settings: { ...ARCHIVE_SETTINGS },
  streams: [...ARCHIVE_STREAMS],
  routes: [banListContract, statsContract].flatMap((contract) => Object.values(contract).filter((exported) => 'method' in exported)),
  sentences: { ...ARCHIVE_SENTENCES },
  wire,
};

function wire(kernel: Kernel): WiredModule {
  const reach = createReach({ ...kernel, agentSocket: null });
  const archive = createArchive(kernel, reach);
  return {
    routes: [...banRoutes(archive.queries), ...statsRoutes(archive.figures), ...placesRoutes(archive.places)],
    jobs: [...placesJobs(archive)],
    resources: [createPlacesTimer(archive.places, kernel), { name: 'bans.reach', start: async () => () => reach.close() }],
  };
}
