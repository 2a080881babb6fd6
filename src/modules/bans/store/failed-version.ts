import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { Problem } from '../domain/config/problem.ts';
import type { Command } from '../domain/config/stream.ts';
import './configuration-tables.ts';
import type { VersionId } from './config-versions.ts';

/** A version that could be neither applied nor taken back. */
export interface FailedVersion {
  readonly id: VersionId;
  readonly endedAt: Temporal.Instant;
  readonly problem: Problem | null;
}

/** The newest failed version of a host that nothing has put right since; null: there is none. */
export async function failedVersion(db: Db | Tx, hostId: string): Promise<FailedVersion | null> {
  const { rows } = await sql<FailedVersion>`
    select v.id, v.ended_at as "endedAt", v.problem from bans.config_versions v
    where v.host_id = ${hostId} and v.state = 'failed' and v.resolved_at is null and v.ended_at is not null
      and not exists (select from bans.config_versions later where later.host_id = v.host_id
        and (later.at, later.id) > (v.at, v.id) and later.state in ('applied', 'restored'))
    order by v.at desc, v.id desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** The host runs something that is known again: what failed up to now is over. */
export async function resolveFailed(tx: Tx, hostId: string, at: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('bans.config_versions')
    .set({ resolved_at: at })
    .where('host_id', '=', hostId)
    .where('state', '=', 'failed')
    .where('resolved_at', 'is', null)
    .execute();
}

const MOST_STREAMS = 20;

/** What the host has had before and after its newest versions. */
export async function knownStreams(db: Db | Tx, hostId: string): Promise<readonly (readonly Command[])[]> {
  const rows = await db
    .selectFrom('bans.config_versions')
    .select(['stream_before', 'stream_after'])
    .where('host_id', '=', hostId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_STREAMS)
    .execute();
  return rows.flatMap(({ stream_before, stream_after }) => [stream_before, stream_after]);
}
