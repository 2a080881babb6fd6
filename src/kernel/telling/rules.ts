import { listDeliveries, listSiteTelling } from '../contract/routes/telling.ts';
import type { DeclaredRule } from '../findings/create-findings.ts';

/** Findings of this room stand under its name, as those of a module do. */
export const TELLING = 'telling';

export const NOBODY = 'nobody-to-tell';
export const FAILED = 'delivery-failed';

/** What this room finds. */
export const TELLING_RULES: readonly DeclaredRule[] = [
  {
    module: TELLING,
    rule: {
      rule: NOBODY,
      severities: ['warning'],
      actions: [{ key: 'telling.openSites', route: listSiteTelling, risk: 'read' }],
    },
  },
  {
    module: TELLING,
    rule: {
      rule: FAILED,
      severities: ['warning'],
      actions: [{ key: 'telling.openDeliveries', route: listDeliveries, risk: 'read' }],
    },
  },
];
