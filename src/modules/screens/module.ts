import type { Kernel, Module, WiredModule } from '../../kernel/module.ts';
import { createActions } from './actions/actions.ts';
import { createAttention } from './actions/attention.ts';
import { createContentTelling } from './actions/content/tell.ts';
import { createCredentials } from './actions/credentials.ts';
import { createDiscover } from './actions/legacy/discover.ts';
import { createPlacing } from './actions/place.ts';
import { createRecord } from './actions/record.ts';
import { SCREENS_RULES } from './actions/rules.ts';
import { SCREENS_SETTINGS } from './actions/settings.ts';
import { SCREENS_STREAMS } from './actions/streams.ts';
import { createHealthSpans } from './actions/watch/health.ts';
import { createOverview } from './actions/watch/overview.ts';
import { createPictures } from './actions/watch/pictures.ts';
import { createWatchQueries } from './actions/watch/queries.ts';
import { SCREENS_PERMISSIONS } from './contract/permissions.ts';
import * as contract from './contract/routes.ts';
import { SCREENS_SENTENCES } from './contract/sentences.ts';
import { careRoutes } from './http/care-routes.ts';
import { commandRoutes } from './http/command-routes.ts';
import { eventRoutes } from './http/content/event-routes.ts';
import { mediaRoutes } from './http/content/media-routes.ts';
import { enrolmentRoutes } from './http/enrolment-routes.ts';
import { groupRoutes } from './http/group-routes.ts';
import { legacyRoutes } from './http/legacy-routes.ts';
import { overviewRoutes } from './http/overview-routes.ts';
import { PLAYER_SITE } from './http/player-site.ts';
import { screenRoutes } from './http/screen-routes.ts';
import { watchRoutes } from './http/watch-routes.ts';
import { discovery } from './ingest/discovery.ts';
import { telemetry } from './ingest/telemetry.ts';
import { watching } from './ingest/watch.ts';
import { attentionCheck, createFactsTimer, listenAnewWhenConnected, settleAllJob, statesJob, subscribers } from './jobs/attention.ts';
import { commandsWork } from './jobs/commands-work.ts';
import { contentSubscribers, createContentTimer, createIntentTimer, tellAllJob, tellWhenConnected } from './jobs/content.ts';
import { legacySubscriber, turnedAwayJob } from './jobs/legacy.ts';
import { placingSubscriber, sweepJob, sweepWhenConnected } from './jobs/placing.ts';
import { revokeEveryCode } from './store/enrolment.ts';
import { eraseScreen } from './store/erase.ts';

export const screensModule: Module = {
  name: 'screens',
  permissions: SCREENS_PERMISSIONS,
  migrations: { owner: 'screens', folder: new URL('./migrations/', import.meta.url) },
  rules: SCREENS_RULES,
  settings: SCREENS_SETTINGS,
  streams: SCREENS_STREAMS,
  eraseAsset: eraseScreen,
  afterRestore: revokeEveryCode,
  routes: Object.values(contract).filter((exported) => 'method' in exported),
  sentences: SCREENS_SENTENCES,
  locales: new URL('./web/locales/', import.meta.url),
  wire,
};

function wire(kernel: Kernel): WiredModule {
  const actions = createActions(kernel);
  const commands = commandsWork(kernel);
  const attention = createAttention(kernel);
  const timer = createFactsTimer(attention, kernel);
  const placing = createPlacing(kernel);
  const [record, health] = [createRecord(kernel, (signs) => void commands.heard.signs(signs)), createHealthSpans(kernel)];
  sweepWhenConnected(placing, kernel);
  listenAnewWhenConnected(attention, kernel);
  const telling = createContentTelling(kernel);
  const contentTimer = createContentTimer(telling, kernel);
  tellWhenConnected(telling, kernel);
  return {
    routes: [
      ...[...groupRoutes(actions), ...enrolmentRoutes(actions), ...legacyRoutes(actions)],
      ...[...screenRoutes(actions), ...careRoutes(actions), ...commandRoutes(commands.actions)],
      ...[...eventRoutes(actions), ...mediaRoutes(actions)],
      ...[...watchRoutes(createWatchQueries(kernel)), ...overviewRoutes(createOverview(kernel))],
    ],
    jobs: [settleAllJob(attention), statesJob(attention), sweepJob(placing), turnedAwayJob(kernel), tellAllJob(telling)],
    subscribers: [...[...subscribers(attention), placingSubscriber(placing), legacySubscriber(kernel)], ...contentSubscribers(telling)],
    checks: [attentionCheck(attention)],
    leads: [timer, ...commands.leads, contentTimer, createIntentTimer(telling, kernel)],
    resources: [health.resource],
    hear(event) {
      timer.hear(event);
      commands.hear(event);
      contentTimer.hear(event);
    },
    mqttSubscriptions: [
      ...telemetry({ ...kernel, record, health, commands: commands.heard }),
      ...watching({ record, receive: createPictures({ ...kernel, record }).receive }),
      discovery({ ...kernel, discover: createDiscover(kernel), place: (uuid) => placing.place(uuid, 'discovered') }),
    ],
    sites: [PLAYER_SITE],
    downloads: [{ path: '/content/:token/:name', find: (token) => actions.media.download(token) }],
    mqttCredentials: [createCredentials({ ...kernel, record })],
  };
}
