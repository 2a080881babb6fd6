import { createAssets } from '../../../kernel/assets/create-assets.ts';
import { createTransact } from '../../../kernel/db/transact.ts';
import { createSubscriptions } from '../../../kernel/events/subscriptions.ts';
import { createFindings } from '../../../kernel/findings/create-findings.ts';
import { createJobs } from '../../../kernel/jobs/jobs.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { createMetrics } from '../../../kernel/metrics/create-metrics.ts';
import type { Outbound } from '../../../kernel/outbound/outbound.ts';
import { createSeal } from '../../../kernel/secrets/seal.ts';
import { createSettings } from '../../../kernel/settings/create-settings.ts';
import { addNotice } from '../../../kernel/telling/notices.ts';
import type { HandOffParts } from '../actions/slots/hand-off.ts';
import { serversModule } from '../module.ts';
import type { ServersConsole } from './console.ts';

const NOBODY: Outbound = { request: () => Promise.reject(new Error('nothing is called in this test')), close: async () => {} };

/** What actions stand on, beside a console that runs on the same database: as another process of it would. */
export function partsBeside({ db, url, clock }: Pick<ServersConsole, 'db' | 'url' | 'clock'>, outbound: Outbound | null): HandOffParts {
  const log = createLog({ level: 'silent', format: 'json' });
  const { boss } = createJobs({ db, url, log, metrics: createMetrics() });
  const findings = createFindings({ rules: serversModule.rules.map((rule) => ({ module: 'servers', rule })) });
  // The seal of the house in the kit.
  const seal = createSeal(new Uint8Array(32).fill(7));
  return {
    ...{ db, clock, findings, seal },
    transact: createTransact({ db, boss, clock, subscriptions: createSubscriptions() }),
    assets: createAssets({ findings }),
    settings: createSettings({ log, seal }),
    telling: { notice: addNotice },
    outbound: outbound ?? NOBODY,
    publicUrl: 'http://localhost:8080',
  };
}
