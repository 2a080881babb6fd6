import type { FindingRule, RuleAction } from '../../../kernel/module.ts';
import { listCommands } from '../contract/command-routes.ts';
import { listHeldEnrolments, makeEnrolmentCode } from '../contract/enrolment-routes.ts';
import { getSharedAccount } from '../contract/legacy-routes.ts';
import { clearServiceFailed, editScreen, getScreen, listScreens } from '../contract/screen-routes.ts';

const look: RuleAction = { key: 'screens.look', route: getScreen, risk: 'read' };
const edit: RuleAction = { key: 'screens.edit', route: editScreen, risk: 'read' };
const clear: RuleAction = { key: 'screens.clearServiceFailed', route: clearServiceFailed, risk: 'read' };
const enrol: RuleAction = { key: 'screens.makeCode', route: makeEnrolmentCode, risk: 'read' };
const decide: RuleAction = { key: 'screens.decideHeld', route: listHeldEnrolments, risk: 'read' };
const shared: RuleAction = { key: 'screens.sharedAccount', route: getSharedAccount, risk: 'read' };

const commands: RuleAction = { key: 'screens.lookAtCommands', route: listCommands, risk: 'read' };
const list: RuleAction = { key: 'screens.lookAtScreens', route: listScreens, risk: 'read' };

/** What this module finds; `domain/facts.ts` says when. */
export const SCREENS_RULES: readonly FindingRule[] = [
  { rule: 'screen-offline', severities: ['warning'], actions: [look, edit] },
  { rule: 'screen-crashed', severities: ['critical'], actions: [look] },
  { rule: 'screen-black', severities: ['critical'], actions: [look] },
  { rule: 'screen-frozen', severities: ['critical'], actions: [look] },
  { rule: 'wrong-event', severities: ['warning'], actions: [look] },
  { rule: 'clock-off', severities: ['warning'], actions: [look] },
  { rule: 'service-failed', severities: ['critical'], actions: [look, clear] },
  { rule: 'account-lost', severities: ['warning'], actions: [enrol, look] },
  { rule: 'command-stuck', severities: ['warning'], actions: [commands, look] },
  { rule: 'commands-failing', severities: ['warning'], actions: [commands] },
  { rule: 'broker-outage', severities: ['critical'], actions: [list] },
  { rule: 'player-floods', severities: ['warning'], actions: [look] },
  { rule: 'discovery-flood', severities: ['warning'], actions: [shared] },
  { rule: 'held-enrolment', severities: ['warning'], actions: [decide, look] },
];
