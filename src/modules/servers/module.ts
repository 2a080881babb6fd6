import type { FindingRule, Kernel, Module, RuleAction, WiredModule } from '../../kernel/module.ts';
import { createActions } from './actions/actions.ts';
import { createAttention } from './actions/attention.ts';
import { CALENDAR_LINK, createReadCalendar } from './actions/calendar.ts';
import { createReportTokens } from './actions/device-tokens.ts';
import { createEnrol } from './actions/enrol.ts';
import { createEnrolmentTokens } from './actions/enrolment-tokens.ts';
import { createGate } from './actions/gate.ts';
import { createQueries } from './actions/queries.ts';
import { createSafetyOf } from './actions/safety.ts';
import { SERVERS_SETTINGS } from './actions/settings.ts';
import { createFollowSlot, createHandOff } from './actions/slots/hand-off.ts';
import { createSlotTokens } from './actions/slots/outcome.ts';
import { SLOT_TOKEN_PREFIX } from './actions/slots/start.ts';
import { createSlotQueries } from './actions/slots/views.ts';
import { createSlotWatch } from './actions/slots/watch.ts';
import { SERVERS_STREAMS } from './actions/streams.ts';
import { SERVERS_PERMISSIONS } from './contract/permissions.ts';
import * as contract from './contract/routes.ts';
import { SERVERS_SENTENCES } from './contract/sentences.ts';
import { calendarRoutes } from './http/calendar.ts';
import { enrolmentRoutes } from './http/enrolment.ts';
import { freezeRoutes } from './http/freeze-routes.ts';
import { gateRoutes } from './http/gate.ts';
import { packageRoutes } from './http/packages.ts';
import { outcomeRoute, planRoutes } from './http/plan-routes.ts';
import { serverRoutes } from './http/routes.ts';
import { scheduleRoutes } from './http/schedule-routes.ts';
import { sheetRoutes } from './http/sheet.ts';
import { toolRoutes } from './http/tools.ts';
import { patchmonRoutes } from './ingest/patchmon.ts';
import { reportRoute } from './ingest/report.ts';
import { createFactsTimer, createSubscribers, settleAllJob } from './jobs/attention.ts';
import { attentionCheck } from './jobs/check.ts';
import { createSlotTimer, slotJobs, slotsCheck } from './jobs/slots.ts';
import { revokeEveryEnrolmentToken } from './store/enrolment.ts';
import { eraseServer } from './store/erase.ts';

const markUpdated: RuleAction = { key: 'servers.markUpdated', route: contract.markUpdated, risk: 'update' };
const markRebooted: RuleAction = { key: 'servers.markRebooted', route: contract.markRebooted, risk: 'reboot' };
const look: RuleAction = { key: 'servers.look', route: contract.getServer, risk: 'read' };
const edit: RuleAction = { key: 'servers.edit', route: contract.editServer, risk: 'read' };
const packages: RuleAction = { key: 'servers.packages', route: contract.listPackages, risk: 'read' };
const makeToken: RuleAction = { key: 'servers.makeReportToken', route: contract.makeReportToken, risk: 'read' };
const maintain: RuleAction = { key: 'servers.startMaintenance', route: contract.startMaintenance, risk: 'read' };

const planAnew: RuleAction = { key: 'servers.planAnew', route: contract.addSlot, risk: 'read' };

/** What this module finds; `domain/facts.ts` says when. */
const SERVERS_RULES: readonly FindingRule[] = [
  {
    rule: 'no-responsible',
    severities: ['warning'],
    actions: [{ key: 'servers.addResponsible', route: contract.addResponsible, risk: 'read' }, look],
  },
  { rule: 'os-end-of-life', severities: ['warning', 'critical'], actions: [look, maintain] },
  { rule: 'update-due', severities: ['info'], actions: [markUpdated, packages, look] },
  { rule: 'update-overdue', severities: ['warning', 'critical'], actions: [markUpdated, packages, look] },
  { rule: 'reboot-required', severities: ['warning'], actions: [markRebooted, look] },
  { rule: 'security-pending', severities: ['warning'], actions: [markUpdated, packages, look] },
  { rule: 'lists-stale', severities: ['warning'], actions: [look] },
  { rule: 'report-error', severities: ['warning'], actions: [look] },
  { rule: 'report-silent', severities: ['warning', 'critical'], actions: [look, makeToken, maintain] },
  { rule: 'clock-skew', severities: ['warning'], actions: [look] },
  { rule: 'slot-missed', severities: ['warning'], actions: [markUpdated, planAnew, look] },
  { rule: 'slot-failed', severities: ['warning'], actions: [planAnew, markUpdated, look] },
  { rule: 'other-machine', severities: ['warning'], actions: [makeToken, look, edit] },
];

export const serversModule: Module = {
  name: 'servers',
  permissions: SERVERS_PERMISSIONS,
  migrations: { owner: 'servers', folder: new URL('./migrations/', import.meta.url) },
  rules: SERVERS_RULES,
  settings: SERVERS_SETTINGS,
  linkPurposes: [CALENDAR_LINK],
  streams: SERVERS_STREAMS,
  eraseAsset: eraseServer,
  afterRestore: revokeEveryEnrolmentToken,
  routes: Object.values(contract).filter((exported) => 'method' in exported),
  sentences: SERVERS_SENTENCES,
  locales: new URL('./web/locales/', import.meta.url),
  wire,
};

function wire(kernel: Kernel): WiredModule {
  const { clock, log, metrics } = kernel;
  const attention = createAttention(kernel);
  const timer = createFactsTimer(attention, { clock, log });
  const watch = createSlotWatch(kernel);
  const slotTimer = createSlotTimer(watch, { clock, log });
  const actions = createActions(kernel);
  const queries = createQueries(kernel);
  return {
    routes: [
      ...serverRoutes(actions, queries),
      ...scheduleRoutes(actions, queries),
      ...gateRoutes(createGate(kernel)),
      ...calendarRoutes(createReadCalendar(kernel)),
      ...toolRoutes(kernel),
      ...sheetRoutes(kernel),
      ...packageRoutes(kernel),
      ...enrolmentRoutes({ tokens: createEnrolmentTokens(kernel), enrol: createEnrol(kernel) }),
      ...planRoutes(actions, createSlotQueries(kernel)),
      ...freezeRoutes(actions, queries),
      outcomeRoute(actions),
      reportRoute(actions, metrics),
      ...patchmonRoutes(actions, metrics),
    ],
    subscribers: createSubscribers(attention),
    jobs: [settleAllJob(attention), ...slotJobs({ handOff: createHandOff(kernel), follow: createFollowSlot(kernel) })],
    checks: [attentionCheck(attention), slotsCheck(watch)],
    leads: [timer, slotTimer],
    hear(event) {
      timer.hear(event);
      slotTimer.hear(event);
    },
    deviceTokens: [createReportTokens(kernel), createSlotTokens(kernel, SLOT_TOKEN_PREFIX)],
    safetyOf: createSafetyOf(kernel),
    texts: ['report.sh', 'gate.sh'].map((script) => ({
      path: `/agent/${script}`,
      mediaType: 'text/x-shellscript; charset=utf-8',
      file: new URL(`../../../agent/${script}`, import.meta.url),
    })),
  };
}
