import type { FindingAction } from '../../../web/module.ts';
import { type ServerTab, serverHref } from './view/detail-href.ts';

const toTab = (labelKey: string, tab: ServerTab): FindingAction => ({
  labelKey,
  href: (action, story) => {
    const id = action.assetId ?? story.subject.assetId;
    return id === null ? '/servers' : serverHref(id, tab);
  },
});

/** What Today's buttons do for findings about servers, by the keys that the module's rules name. */
export const serversFindingActions: Readonly<Record<string, FindingAction>> = {
  'servers.look': toTab('actions.servers.look', 'overview'),
  'servers.planAnew': { labelKey: 'actions.servers.planAnew', load: () => import('./today/PlanAnew.tsx') },
  'servers.packages': toTab('actions.servers.packages', 'packages'),
  'servers.edit': toTab('actions.servers.edit', 'edit'),
  'servers.makeReportToken': toTab('actions.servers.makeReportToken', 'reporting'),
  'servers.markUpdated': { labelKey: 'actions.servers.markUpdated', load: () => import('./today/MarkUpdated.tsx') },
  'servers.markRebooted': { labelKey: 'actions.servers.markRebooted', load: () => import('./today/MarkRebooted.tsx') },
  'servers.startMaintenance': { labelKey: 'actions.servers.startMaintenance', load: () => import('./today/StartMaintenance.tsx') },
  'servers.addResponsible': { labelKey: 'actions.servers.addResponsible', load: () => import('./today/AddResponsible.tsx') },
};
