import { sql } from 'kysely';
import type { SiteId } from '../../../shared/ids.ts';
import type { Saying } from '../../contract/saying.ts';
import type { Work } from '../../db/transact.ts';
import type { Findings } from '../../findings/findings.ts';
import { tellingEvent } from '../events.ts';
import { FAILED, TELLING } from '../rules.ts';
import type { MessageRow } from './message-rows.ts';

type Sent = Pick<MessageRow, 'channelId' | 'channelKind'>;

/** A message arrived: the channel works, whatever was found before. */
export async function noteSuccess(work: Work, findings: Findings, { channelId }: Sent): Promise<void> {
  if (channelId === null) return;
  const { rows } = await sql<{ user_id: string; was_failing: boolean }>`
    update kernel.channels c set last_sent_at = ${work.now}, failing_since = null
    from kernel.channels before where c.id = ${channelId} and before.id = c.id
    returning c.user_id, before.failing_since is not null as was_failing`.execute(work.tx);
  const [row] = rows;
  if (row?.was_failing !== true) return;
  await clearFailed(work, findings, channelId);
  work.publish(tellingEvent('changed', row.user_id));
}

/** A message failed for good: somebody is not told, and has to hear that in another way. */
export async function noteFailure(work: Work, findings: Findings, { channelId, channelKind }: Sent, error: Saying): Promise<void> {
  if (channelId === null) return;
  const { rows } = await sql<{ user_id: string; username: string; name: string; site_id: SiteId }>`
    update kernel.channels c set failing_since = coalesce(c.failing_since, ${work.now})
    from kernel.users u, kernel.sites s
    where c.id = ${channelId} and u.id = c.user_id and s.is_default
    returning u.id as user_id, u.username, c.name, s.id as site_id`.execute(work.tx);
  const [row] = rows;
  if (row === undefined) return;
  const fact = { module: TELLING, rule: FAILED, key: channelId, siteId: row.site_id, assetId: null, severity: 'warning' } as const;
  await findings.report(work, {
    ...fact,
    params: { ...error.params, name: row.username, channel: row.name || channelKind, error: error.text, errorCode: error.code },
  });
  // Nobody relies on this channel any more.
  work.publish(tellingEvent('changed', row.user_id));
}

/** The channel works again, or is not there any more. */
export const clearFailed = (work: Work, findings: Findings, channelId: string): Promise<void> =>
  findings.clear(work, { module: TELLING, rule: FAILED, key: channelId });
