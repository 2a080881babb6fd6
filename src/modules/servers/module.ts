import type { FindingRule, Kernel, Module, RuleAction, WiredModule } from '../../kernel/module.ts';
import { createActions } from './actions/actions.ts';
import { createAttention } from './actions/attention.ts';
import { createReportTokens } from './actions/device-tokens.ts';
import { createQueries } from './actions/queries.ts';
import { createSafetyOf } from './actions/safety.ts';
import { SERVERS_SETTINGS } from './actions/settings.ts';
import { SERVERS_PERMISSIONS } from './contract/permissions.ts';
import * as contract from './contract/routes.ts';
import { SERVERS_SENTENCES } from './contract/sentences.ts';
import { serverRoutes } from './http/routes.ts';
import { scheduleRoutes } from './http/schedule-routes.ts';
import { reportRoute } from './ingest/report.ts';
import { createFactsTimer, createSubscribers, settleAllJob } from './jobs/attention.ts';
import { attentionCheck } from './jobs/check.ts';

const markUpdated: RuleAction = { key: 'servers.markUpdated', route: contract.markUpdated, risk: 'update' };
const markRebooted: RuleAction = { key: 'servers.markRebooted', route: contract.markRebooted, risk: 'reboot' };
const look: RuleAction = { key: 'servers.look', route: contract.getServer, risk: 'read' };
const edit: RuleAction = { key: 'servers.edit', route: contract.editServer, risk: 'read' };
const packages: RuleAction = { key: 'servers.packages', route: contract.listPackages, risk: 'read' };
const makeToken: RuleAction = { key: 'servers.makeReportToken', route: contract.makeReportToken, risk: 'read' };
const maintain: RuleAction = { key: 'servers.startMaintenance', route: contract.startMaintenance, risk: 'read' };

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
  { rule: 'other-machine', severities: ['warning'], actions: [makeToken, look, edit] },
];

export const serversModule: Module = {
  name: 'servers',
  permissions: SERVERS_PERMISSIONS,
  migrations: { owner: 'servers', folder: new URL('./migrations/', import.meta.url) },
  rules: SERVERS_RULES,
  settings: SERVERS_SETTINGS,
  routes: Object.values(contract).filter((exported) => 'method' in exported),
  sentences: SERVERS_SENTENCES,
  wire,
};

function wire(kernel: Kernel): WiredModule {
  const { clock, log, metrics } = kernel;
  // The timer's own work wakes nobody: it looks again after each run.
  const attention = createAttention({ ...kernel, wake: () => timer.poke() });
  const timer = createFactsTimer(attention, { clock, log });
  const parts = { ...kernel, wake: () => timer.poke() };
  const actions = createActions(parts);
  const queries = createQueries(parts);
  return {
    routes: [...serverRoutes(actions, queries), ...scheduleRoutes(actions, queries), reportRoute(actions, metrics)],
    subscribers: createSubscribers(attention),
    jobs: [settleAllJob(attention)],
    checks: [attentionCheck(attention)],
    resources: [timer],
    deviceTokens: [createReportTokens(kernel)],
    safetyOf: createSafetyOf(kernel),
    texts: [
      {
        path: '/agent/report.sh',
        mediaType: 'text/x-shellscript; charset=utf-8',
        file: new URL('../../../agent/report.sh', import.meta.url),
      },
    ],
  };
}
