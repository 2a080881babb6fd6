import { sql } from 'kysely';
import { WHOLE_ESTATE } from '../../contract/access.ts';
import type { Db, Tx } from '../../db/database.ts';
import { membersOf } from '../../findings/members.ts';
import { namedStories } from '../../findings/page-rows.ts';
import { SETTLE_SECONDS } from '../domain/due.ts';
import { inherit, type Told } from '../domain/occasion.ts';
import { circlesOf } from './circles.ts';
import type { LookedAt } from './decide.ts';
import { inheritedBy, type ToldRow, toldOf } from './told-rows.ts';

/** Stories as they stand at `now`, and whose telling they take over. */
export interface Loaded {
  readonly stories: readonly LookedAt[];
  /** Rows of stories that go on in others: to be forgotten. */
  readonly inherited: readonly ToldRow[];
  /** What is stored, to write only what changes. */
  readonly rows: readonly ToldRow[];
}

export async function loadStories(db: Db | Tx, ids: readonly string[], now: Temporal.Instant): Promise<Loaded> {
  const named = [...(await namedStories(db, ids)).values()];
  const members = Map.groupBy(await membersOf(db, ids, now, WHOLE_ESTATE), ({ storyId }) => storyId);
  const open = named.filter(({ closedAt }) => closedAt === null).map((row) => ({ row, members: members.get(row.id) ?? [] }));
  const circles = await circlesOf(db, open);
  const voices = await voicesOf(db, ids);
  const rows = await toldOf(db, ids);
  const known = Map.groupBy(rows, ({ storyId }) => storyId);
  const fresh = open.filter(({ row }) => !known.has(row.id)).map(({ row }) => row.id);
  const inherited = await inheritedBy(db, fresh, now);
  const legacy = Map.groupBy(inherited, ({ heirId }) => heirId);
  const passedOn = new Set(inherited.map(({ storyId, channelId }) => `${storyId} ${channelId}`));
  const own = (id: string) => known.get(id)?.filter(({ channelId }) => !passedOn.has(`${id} ${channelId}`));
  const stories = named.map((row): LookedAt => {
    const voice = voices.get(row.id);
    return {
      row,
      members: members.get(row.id) ?? [],
      circles: circles.get(row.id) ?? null,
      isMerged: voice?.isMerged ?? false,
      criticalSince: voice?.criticalSince ?? null,
      known: knownBy(own(row.id) ?? legacy.get(row.id)?.map((row) => ({ ...row, known: inherit(row.known) })) ?? []),
    };
  });
  return { stories, inherited, rows };
}

const knownBy = (rows: readonly ToldRow[]): ReadonlyMap<string, { readonly userId: string; readonly told: Told }> =>
  new Map(rows.map(({ channelId, userId, known }) => [channelId, { userId, told: known }]));

interface Voice {
  readonly criticalSince: Temporal.Instant | null;
  readonly isMerged: boolean;
}

async function voicesOf(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Voice>> {
  const { rows } = await sql<{ id: string; critical_since: Temporal.Instant | null; is_merged: boolean }>`
    select s.id, v.critical_since, s.merged_into is not null as is_merged
    from kernel.stories s left join kernel.story_voices v on v.story_id = s.id
    where s.id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, { criticalSince: row.critical_since, isMerged: row.is_merged }]));
}

/** Every story that is open, or of whose end somebody has yet to hear. */
export async function allStories(db: Db | Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from kernel.stories where closed_at is null
    union select story_id from kernel.told
    union select story_id from kernel.story_voices`.execute(db);
  return rows.map(({ id }) => id);
}

/** Stories about which there is something to tell or to ask by now, or in the moments in which news settle. */
export async function dueStories(db: Db | Tx, now: Temporal.Instant): Promise<readonly string[]> {
  const { rows } = await sql<{ story_id: string }>`
    select story_id from kernel.told where next_at <= ${now.add({ seconds: SETTLE_SECONDS })}
    union select story_id from kernel.story_voices where next_at <= ${now}`.execute(db);
  return rows.map(({ story_id }) => story_id);
}

/** Open stories with a finding about one of these assets, or one of their machines. */
export async function storiesAbout(db: Db | Tx, assetIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ story_id: string }>`
    select distinct f.story_id from kernel.findings f join kernel.assets a on a.id = f.asset_id
    where f.closed_at is null and (a.id = any(${[...assetIds]}::uuid[])
      or a.machine_id in (select machine_id from kernel.assets where id = any(${[...assetIds]}::uuid[]) and machine_id is not null))`.execute(
    db,
  );
  return rows.map(({ story_id }) => story_id);
}
