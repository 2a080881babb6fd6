import { createAssets } from '../../../kernel/assets/create-assets.ts';
import { createAddressesInUse } from '../../../kernel/auth/sessions/addresses-in-use.ts';
import { createTransact } from '../../../kernel/db/transact.ts';
import { createErrands } from '../../../kernel/errands/create-errands.ts';
import { createSubscriptions } from '../../../kernel/events/subscriptions.ts';
import { createFindings } from '../../../kernel/findings/create-findings.ts';
import { createHeld } from '../../../kernel/held/held.ts';
import { createJobs } from '../../../kernel/jobs/jobs.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { createMetrics } from '../../../kernel/metrics/create-metrics.ts';
import type { Outbound } from '../../../kernel/outbound/outbound.ts';
import { createSeal } from '../../../kernel/secrets/seal.ts';
import { createSettings } from '../../../kernel/settings/create-settings.ts';
import type { Clock } from '../../../shared/time.ts';
import type { AboutParts } from '../actions/about/about.ts';
import type { ListParts } from '../actions/blocklists/parts.ts';
import { LISTS_RULES } from '../actions/blocklists/rules.ts';
import { createReach } from '../actions/hosts/reach.ts';
import { BANS_PERMISSIONS } from '../contract/permissions.ts';
import { nowhere } from './archive.ts';
import type { ListsHouse } from './lists-house.ts';

/** What actions stand on, beside a console that runs on the same database: as another process of it would. */
export function listParts(
  { db, url, clock }: Pick<ListsHouse, 'db' | 'url'> & { readonly clock: Clock },
  outbound: Outbound,
): ListParts & AboutParts {
  const log = createLog({ level: 'silent', format: 'json' });
  const { boss } = createJobs({ db, url, log, metrics: createMetrics() });
  const transact = createTransact({ db, boss, clock, subscriptions: createSubscriptions() });
  const held = createHeld({ db });
  const findings = createFindings({ rules: LISTS_RULES.map((rule) => ({ module: 'bans', rule })) });
  // The seal of the house in the kit.
  const seal = createSeal(new Uint8Array(32).fill(7));
  const permissions = new Map(BANS_PERMISSIONS.map((permission) => [permission.name, permission]));
  return {
    errands: createErrands({ db, transact, clock, log, leading: { transact }, permissions }),
    ...{ db, clock, log, transact, held, outbound, placeOf: nowhere },
    findings,
    assets: createAssets({ findings }),
    settings: createSettings({ log, seal }),
    addressesInUse: createAddressesInUse({ clock, trustProxy: [] }),
    reach: createReach({ db, transact, held, log, seal, agentSocket: null }),
  };
}
