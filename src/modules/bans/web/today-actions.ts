import type { FindingAction } from '../../../web/module.ts';
import { type HostTab, hostHref } from './view/host-href.ts';

type Of = Parameters<Extract<FindingAction, { readonly href: unknown }>['href']>;

const hostOf = ([action, story]: Of): string | null => action.assetId ?? story.subject.assetId;

const toHost = (name: string, tab: HostTab): FindingAction => ({
  labelKey: `actions.bans.${name}`,
  href: (...of) => {
    const id = hostOf(of);
    return id === null ? '/bans/hosts' : hostHref(id, tab);
  },
});

const toBans = (name: string): FindingAction => ({
  labelKey: `actions.bans.${name}`,
  href: (...of) => {
    const id = hostOf(of);
    return id === null ? '/bans/list?state=active' : `/bans/list?state=active&host=${id}`;
  },
});

const toVersions = (name: string): FindingAction => ({
  labelKey: `actions.bans.${name}`,
  href: (...of) => {
    const id = hostOf(of);
    return id === null ? '/bans/configuration' : `/bans/configuration?host=${id}&tab=versions`;
  },
});

const toPage = (name: string, page: string): FindingAction => ({ labelKey: `actions.bans.${name}`, href: () => page });

/** What Today's buttons do for findings of this module, by the keys that its rules name. */
export const bansFindingActions: Readonly<Record<string, FindingAction>> = {
  'bans.look': toHost('look', 'overview'),
  'bans.contactHost': { labelKey: 'actions.bans.contactHost', load: () => import('./today/ContactHost.tsx') },
  'bans.confirmHostKey': toHost('confirmHostKey', 'overview'),
  'bans.startMaintenance': { labelKey: 'actions.bans.startMaintenance', load: () => import('./today/StartMaintenance.tsx') },
  'bans.reloadHost': { labelKey: 'actions.bans.reloadHost', load: () => import('./today/ReloadHost.tsx') },
  'bans.lookAtJails': toHost('lookAtJails', 'jails'),
  'bans.editHost': toHost('editHost', 'edit'),
  'bans.addResponsible': { labelKey: 'actions.bans.addResponsible', load: () => import('./today/AddResponsible.tsx') },
  'bans.lookAtVersions': toVersions('lookAtVersions'),
  'bans.restoreVersion': toVersions('restoreVersion'),
  'bans.lookAtBans': toBans('lookAtBans'),
  'bans.unban': { labelKey: 'actions.bans.unban', load: () => import('./today/Unban.tsx') },
  'bans.lookAtAllowList': toPage('lookAtAllowList', '/bans/allow'),
  'bans.readBlocklist': toPage('readBlocklist', '/bans/blocklists'),
  'bans.lookAtBlocklist': toPage('lookAtBlocklist', '/bans/blocklists'),
};
