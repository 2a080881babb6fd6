import type { FindingRule } from '../../../../kernel/module.ts';
import { fetchBlocklist, getBlocklist } from '../../contract/blocklist-routes.ts';

/** What is found of blocklists. Key: the blocklist's id; it has no asset. */
export const LISTS_RULES: readonly FindingRule[] = [
  {
    rule: 'blocklist-stale',
    severities: ['warning'],
    actions: [
      { key: 'bans.readBlocklist', route: fetchBlocklist, risk: 'read' },
      { key: 'bans.lookAtBlocklist', route: getBlocklist, risk: 'read' },
    ],
  },
];
