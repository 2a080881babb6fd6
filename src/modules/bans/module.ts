import type { Kernel, Module, WiredModule } from '../../kernel/module.ts';
import { createKeepAllow } from './actions/allow/keep.ts';
import { createKeepWhereMissing } from './actions/allow/see-missing.ts';
import { createArchive } from './actions/archive/archive.ts';
import { ARCHIVE_SETTINGS } from './actions/archive/settings.ts';
import { ARCHIVE_STREAMS } from './actions/archive/streams.ts';
import { LISTS_RULES } from './actions/blocklists/rules.ts';
import { CONFIGURATION_SETTINGS, CONFIGURATION_STREAMS } from './actions/configuration/streams.ts';
import { createHostActions } from './actions/hosts/actions.ts';
import { createReach } from './actions/hosts/reach.ts';
import { HOST_RULES } from './actions/hosts/rules.ts';
import { HOST_SETTINGS } from './actions/hosts/settings.ts';
import { LISTS_SETTINGS } from './actions/lists-settings.ts';
import { LISTS_STREAMS } from './actions/lists-streams.ts';
import * as allowContract from './contract/allow-routes.ts';
import * as banListContract from './contract/ban-list-routes.ts';
import * as blocklistContract from './contract/blocklist-routes.ts';
import { CONFIG_ROUTES } from './contract/config-routes.ts';
import * as hostContract from './contract/host-routes.ts';
import * as jailContract from './contract/jail-routes.ts';
import * as orderContract from './contract/order-routes.ts';
import { BANS_PERMISSIONS } from './contract/permissions.ts';
import { BANS_SENTENCES } from './contract/sentences.ts';
import * as spreadContract from './contract/spread-routes.ts';
import * as statsContract from './contract/stats-routes.ts';
import { WORKSHOP_ROUTES } from './contract/workshop-routes.ts';
import { banRoutes } from './http/ban-routes.ts';
import { configRoutes } from './http/config-routes.ts';
import { hostRoutes } from './http/host-routes.ts';
import { jailRoutes } from './http/jail-routes.ts';
import { listsRoutes } from './http/lists-routes.ts';
import { placesRoutes } from './http/places-routes.ts';
import { statsRoutes } from './http/stats-routes.ts';
import { workshopRoutes } from './http/workshop-routes.ts';
import { createHealTimer } from './jobs/heal-configuration.ts';
import { hostsWork } from './jobs/hosts.ts';
import { listsWork } from './jobs/lists.ts';
import { createPlacesTimer, placesJobs } from './jobs/places.ts';
import { eraseHost } from './store/erase-host.ts';

export const bansModule: Module = {
  name: 'bans',
  permissions: BANS_PERMISSIONS,
  migrations: { owner: 'bans', folder: new URL('./migrations/', import.meta.url) },
  rules: [...HOST_RULES, ...LISTS_RULES],
  settings: { ...HOST_SETTINGS, ...ARCHIVE_SETTINGS, ...LISTS_SETTINGS, ...CONFIGURATION_SETTINGS },
  streams: [...ARCHIVE_STREAMS, ...LISTS_STREAMS, ...CONFIGURATION_STREAMS],
  routes: [
    ...[
      hostContract,
      jailContract,
      banListContract,
      statsContract,
      orderContract,
      allowContract,
      blocklistContract,
      spreadContract,
    ].flatMap((contract) => Object.values(contract).filter((exported) => 'method' in exported)),
    ...CONFIG_ROUTES,
    ...WORKSHOP_ROUTES,
  ],
  sentences: BANS_SENTENCES,
  locales: new URL('./web/locales/', import.meta.url),
  eraseAsset: eraseHost,
  wire,
};

function wire(kernel: Kernel): WiredModule {
  const agentSocket = process.env['SSH_AUTH_SOCK'] ?? null;
  const reach = createReach({ ...kernel, agentSocket });
  const archive = createArchive(kernel, reach);
  const listParts = { ...kernel, reach, placeOf: archive.places.placeOf };
  const lists = listsWork(listParts);
  const hostParts = { ...kernel, reach, agentSocket, placeOf: archive.places.placeOf };
  const hostActions = createHostActions(hostParts);
  const keepAllow = createKeepWhereMissing(kernel, reach, createKeepAllow(listParts));
  const hosts = hostsWork({ ...hostParts, keepAllow });
  const configuration = { ...kernel, reach };
  const places = createPlacesTimer(archive.places, kernel);
  const healing = createHealTimer(configuration, kernel.log);
  return {
    routes: [
      ...hostRoutes(hostActions),
      ...jailRoutes(hostActions),
      ...banRoutes(archive.queries),
      ...statsRoutes(archive.figures),
      ...placesRoutes(archive.places),
      ...listsRoutes(listParts),
      ...configRoutes(configuration),
      ...workshopRoutes(configuration),
    ],
    jobs: [...hosts.jobs, ...placesJobs(archive), ...lists.jobs],
    checks: [...hosts.checks],
    subscribers: [...hosts.subscribers],
    leads: [...hosts.leads, ...lists.leads, healing],
    hear(event) {
      hosts.hear(event);
      lists.hear(event);
      healing.hear(event);
      places.hear(event);
    },
    resources: [places, { name: 'bans.reach', start: async () => () => reach.close() }],
  };
}
