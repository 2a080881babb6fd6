import { sql } from 'kysely';
import { type Clock, earliest } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import type { Db, Tx } from '../db/database.ts';
import { anyOf } from '../db/many.ts';
import type { Work } from '../db/transact.ts';
import type { Leading } from '../leases/leading.ts';
import type { FindingsRoom } from './create-findings.ts';
import { crowdsSince, gather } from './crowds.ts';
import { findingsChanged } from './events.ts';
import { explainingAt, isCauseOf, isFolded, isOpenAt, RETURN_MINUTES } from './folding.ts';
import { type Entry, writeHistory } from './history.ts';
import { endOutgrown } from './outgrown.ts';
import { endSetAside } from './set-aside-end.ts';
import { lockStories } from './stories.ts';

/** The instants at which something about findings changes without anybody doing anything. */
export interface FindingsWake {
  /** The next one; in the past when there is work at once, null when nothing is due ever. */
  nextWakeAt(): Promise<Temporal.Instant | null>;
  /**
   * Does what is due: closes quiet findings, ends snoozes and acceptances, says what came back after its cause or its
   * maintenance, gathers crowds. Safe to repeat and to run twice at once; reads are right without it.
   */
  wake(): Promise<void>;
}

export interface WakeParts {
  readonly db: Db;
  readonly leading: Pick<Leading, 'transact'>;
  readonly clock: Clock;
  readonly findings: FindingsRoom;
}

const BY = systemActor('findings');

export function createFindingsWake({ db, leading, clock, findings }: WakeParts): FindingsWake {
  const { transact } = leading;
  return {
    async nextWakeAt() {
      const woken = await wokenAt(db, clock.now());
      const due = await nextInstant(db, woken);
      const crowded = (await crowdsSince(db, woken)).map(({ at }) => at);
      return crowded.reduce((first, at) => (first === null ? at : earliest(first, at)), due);
    },
    async wake() {
      const now = clock.now();
      for (const id of await quietFindings(db, now)) await transact(BY, (work) => findings.expire(work, id));
      await transact(BY, endDueSetAsides);
      for (const crowd of await crowdsSince(db, await wokenAt(db, now))) await transact(BY, (work) => gather(work, crowd));
      await transact(BY, tellReturns);
    },
  };
}

/** Before the first wake: what happened on the last day is caught up with. */
async function wokenAt(db: Db | Tx, now: Temporal.Instant): Promise<Temporal.Instant> {
  const row = await db.selectFrom('kernel.findings_wake').select('woken_at').executeTakeFirst();
  return row?.woken_at ?? now.subtract({ hours: 24 });
}

async function nextInstant(db: Db, woken: Temporal.Instant): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ at: Temporal.Instant | null }>`
    select least(
      (select min(closes_at) from kernel.findings where closed_at is null and closes_at is not null),
      (select min(snoozed_until) from kernel.stories where closed_at is null and snoozed_until is not null),
      (select min(accepted_until) from kernel.stories where closed_at is null and accepted_until is not null),
      (select min(c.closed_at) + make_interval(mins => ${RETURN_MINUTES}) from kernel.findings c
        where c.closed_at > ${woken}::timestamptz - make_interval(mins => ${RETURN_MINUTES})
          and exists (select from kernel.findings f where ${isCauseOf} and f.closed_at is null and f.cause_key is not null)),
      (select min(starts_at) from kernel.maintenance_periods where ended_early_at is null and starts_at > ${woken}),
      (select min(ends_at) from kernel.maintenance_periods where ended_early_at is null and ends_at > ${woken}),
      (select min(ended_early_at) from kernel.maintenance_periods where ended_early_at > ${woken})
    ) as at`.execute(db);
  return rows[0]?.at ?? null;
}

async function quietFindings(db: Db, now: Temporal.Instant): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('kernel.findings')
    .select('id')
    .where('closed_at', 'is', null)
    .where('closes_at', '<=', now)
    .orderBy('closes_at')
    .execute();
  return rows.map(({ id }) => id);
}

async function endDueSetAsides(work: Work): Promise<void> {
  const { tx, now } = work;
  const due = await tx
    .selectFrom('kernel.stories')
    .select('id')
    .where('closed_at', 'is', null)
    .where((eb) => eb.or([eb('snoozed_until', '<=', now), eb('accepted_until', '<=', now)]))
    .execute();
  if (due.length === 0) return;
  const stories = await lockStories(
    tx,
    due.map(({ id }) => id),
  );
  for (const story of stories) await endSetAside(work, story, now);
  await publishFor(
    work,
    stories.map(({ id }) => id),
  );
}

/** Findings that are no longer folded, and stories whose maintenance began or ended, since the last time. */
async function tellReturns(work: Work): Promise<void> {
  const { tx, now } = work;
  const since = await wokenAt(tx, now);
  const returned = await returnedFindings(tx, since, now);
  const concerned = [...new Set([...returned.map(({ storyId }) => storyId), ...(await storiesInMaintenance(tx, since, now))])];
  if (concerned.length > 0) {
    const stories = await lockStories(tx, concerned);
    await writeHistory(tx, returned);
    await endOutgrown(work, stories);
    await publishFor(work, concerned);
  }
  await tx
    .insertInto('kernel.findings_wake')
    .values({ woken_at: now })
    .onConflict((conflict) => conflict.column('only_row').doUpdateSet({ woken_at: now }))
    .execute();
}

async function returnedFindings(tx: Tx, since: Temporal.Instant, now: Temporal.Instant): Promise<readonly Entry[]> {
  const from = since.subtract({ minutes: RETURN_MINUTES });
  const until = now.subtract({ minutes: RETURN_MINUTES });
  const { rows } = await sql<{ id: string; story_id: string; module: string; rule: string; at: Temporal.Instant }>`
    with recursive ${explainingAt(now)}
    select f.id, f.story_id, f.module, f.rule, max(c.closed_at) as at
    from kernel.findings c join kernel.findings f on ${isCauseOf}
    where c.closed_at > ${from} and c.closed_at <= ${until} and f.cause_key is not null and ${isOpenAt(now)}
      and not ${isFolded}
    group by f.id`.execute(tx);
  return rows.map((row) => ({
    storyId: row.story_id,
    findingId: row.id,
    what: 'returned',
    at: row.at.add({ minutes: RETURN_MINUTES }),
    details: { module: row.module, rule: row.rule },
  }));
}

async function storiesInMaintenance(tx: Tx, since: Temporal.Instant, now: Temporal.Instant): Promise<readonly string[]> {
  const { rows } = await sql<{ story_id: string }>`
    select distinct f.story_id from kernel.maintenance_periods p join kernel.findings f on f.asset_id = p.asset_id and f.closed_at is null
    where (p.ended_early_at > ${since} and p.ended_early_at <= ${now})
      or (p.ended_early_at is null and p.ends_at > ${since}
        and (p.ends_at <= ${now} or (p.starts_at > ${since} and p.starts_at <= ${now})))`.execute(tx);
  return rows.map((row) => row.story_id);
}

/** One event per story and module that has an open finding in it. */
async function publishFor({ tx, publish }: Work, storyIds: readonly string[]): Promise<void> {
  const rows = await tx
    .selectFrom('kernel.findings')
    .select(['story_id', 'module', 'site_id'])
    .distinct()
    .where('story_id', '=', anyOf(storyIds))
    .where('closed_at', 'is', null)
    .execute();
  for (const row of rows) publish(findingsChanged({ module: row.module, siteId: row.site_id, assetId: null, storyId: row.story_id }));
}
