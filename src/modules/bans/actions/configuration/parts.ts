import type { Db } from '../../../../kernel/db/database.ts';
import type { Transact, Work } from '../../../../kernel/db/transact.ts';
import type { Clock } from '../../../../shared/time.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import type { HostRow } from '../../store/hosts.ts';
import type { Reach } from '../hosts/reach.ts';
import type { SettleParts } from '../hosts/settle.ts';

/** What configuration and workshop stand on. */
export interface ConfigurationParts extends SettleParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly reach: Reach;
}

/** One audit row about a host's configuration, and the event that tells open pages. */
export async function note(
  work: Work,
  host: Pick<HostRow, 'id' | 'name' | 'site'>,
  action: string,
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'> = {},
): Promise<void> {
  await work.audit({ action, subject: { kind: 'fail2ban', id: host.id, name: host.name }, siteId: host.site.id, ...change });
  work.publish({
    name: BANS_EVENTS.configurationChanged,
    module: 'bans',
    siteId: host.site.id,
    assetId: host.id,
    payload: { because: action },
  });
}

export const personOf = (work: Work): string | null => (work.by.kind === 'person' ? work.by.userId : null);
