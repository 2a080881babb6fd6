import type { FindingRule, RuleAction } from '../../../../kernel/module.ts';
import { listAllowed } from '../../contract/allow-routes.ts';
import { listBans } from '../../contract/ban-list-routes.ts';
import { readConfigVersion, restoreConfigVersion } from '../../contract/config-routes.ts';
import {
  addHostPerson,
  confirmHostKey,
  contactHost,
  editHost,
  getHost,
  reloadHost,
  startHostMaintenance,
} from '../../contract/host-routes.ts';
import { listJails } from '../../contract/jail-routes.ts';
import { removeBanOnHost } from '../../contract/order-routes.ts';

const look: RuleAction = { key: 'bans.look', route: getHost, risk: 'read' };
const contact: RuleAction = { key: 'bans.contactHost', route: contactHost, risk: 'read' };
const edit: RuleAction = { key: 'bans.editHost', route: editHost, risk: 'read' };
const maintain: RuleAction = { key: 'bans.startMaintenance', route: startHostMaintenance, risk: 'read' };
const confirmKey: RuleAction = { key: 'bans.confirmHostKey', route: confirmHostKey, risk: 'read' };
const jails: RuleAction = { key: 'bans.lookAtJails', route: listJails, risk: 'read' };
const reload: RuleAction = { key: 'bans.reloadHost', route: reloadHost, risk: 'read' };
const bans: RuleAction = { key: 'bans.lookAtBans', route: listBans, risk: 'read' };
const unban: RuleAction = { key: 'bans.unban', route: removeBanOnHost, risk: 'read' };
const allowList: RuleAction = { key: 'bans.lookAtAllowList', route: listAllowed, risk: 'read' };
const versions: RuleAction = { key: 'bans.lookAtVersions', route: readConfigVersion, risk: 'read' };
const restore: RuleAction = { key: 'bans.restoreVersion', route: restoreConfigVersion, risk: 'read' };
const addPerson: RuleAction = { key: 'bans.addResponsible', route: addHostPerson, risk: 'read' };

/** What this module finds about hosts; `domain/facts.ts` says when. */
export const HOST_RULES: readonly FindingRule[] = [
  { rule: 'no-responsible', severities: ['warning'], actions: [addPerson, look] },
  { rule: 'host-unreachable', severities: ['warning', 'critical'], actions: [contact, edit, maintain] },
  { rule: 'host-key-unconfirmed', severities: ['info'], actions: [confirmKey, contact, look] },
  { rule: 'host-key-changed', severities: ['critical'], actions: [contact, confirmKey, look] },
  { rule: 'fail2ban-not-running', severities: ['warning', 'critical'], actions: [contact, maintain, look] },
  { rule: 'archive-stuck', severities: ['warning'], actions: [contact, look] },
  { rule: 'jail-gone', severities: ['warning'], actions: [reload, jails, maintain] },
  { rule: 'jail-without-regex', severities: ['warning'], actions: [reload, jails] },
  { rule: 'jail-without-actions', severities: ['warning'], actions: [reload, jails] },
  { rule: 'ban-storm', severities: ['warning'], actions: [bans, jails, look] },
  { rule: 'protected-banned', severities: ['critical'], actions: [unban, bans, allowList] },
  { rule: 'configuration-failed', severities: ['critical'], actions: [versions, restore, look] },
  { rule: 'purge-age-short', severities: ['warning'], actions: [look, edit] },
];
