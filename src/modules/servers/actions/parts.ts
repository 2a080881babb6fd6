import type { Assets } from '../../../kernel/assets/assets.ts';
import type { Db } from '../../../kernel/db/database.ts';
import type { Transact, Work } from '../../../kernel/db/transact.ts';
import type { Findings } from '../../../kernel/findings/findings.ts';
import type { Seal } from '../../../kernel/secrets/seal.ts';
import type { Settings } from '../../../kernel/settings/settings.ts';
import type { Telling } from '../../../kernel/telling/telling.ts';
import type { AssetId, SiteId } from '../../../shared/ids.ts';
import type { Clock } from '../../../shared/time.ts';
import { SERVERS_EVENTS, type ServerChange } from '../contract/events.ts';

/** What the actions stand on. */
export interface Parts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly assets: Assets;
  readonly findings: Findings;
  readonly settings: Settings;
  readonly telling: Telling;
  readonly seal: Seal;
  readonly publicUrl: string;
}

/** The server that an action works on. */
export interface Subject {
  readonly id: AssetId;
  readonly name: string;
  readonly siteId: SiteId;
}

/** One audit row about a server. `before` and `after` hold only what changed. */
export const auditServer = (
  work: Work,
  action: string,
  server: Subject,
  change: { readonly before?: Readonly<Record<string, unknown>> | null; readonly after?: Readonly<Record<string, unknown>> | null } = {},
): Promise<void> => work.audit({ action, subject: { kind: 'server', id: server.id, name: server.name }, siteId: server.siteId, ...change });

export const publishChange = (work: Work, server: Pick<Subject, 'id' | 'siteId'>, because: ServerChange): void =>
  work.publish({
    name: SERVERS_EVENTS.changed,
    module: 'servers',
    siteId: server.siteId,
    assetId: server.id,
    payload: { because },
  });
