import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** What all channels share about a story, after a look. */
export interface NewVoice {
  readonly storyId: string;
  readonly criticalSince: Temporal.Instant | null;
  readonly isUnheard: boolean;
  readonly nextAt: Temporal.Instant | null;
  readonly isOver: boolean;
}

/** Writes what differs from what is stored; a story of which there is nothing to say has no row. */
export async function saveVoices(tx: Tx, voices: readonly NewVoice[]): Promise<void> {
  const isBlank = ({ criticalSince, isUnheard, isOver }: NewVoice): boolean => isOver || (criticalSince === null && !isUnheard);
  const blank = voices.filter(isBlank).map(({ storyId }) => storyId);
  await sql`delete from kernel.story_voices where story_id = any(${blank}::uuid[])`.execute(tx);
  const kept = voices.filter((voice) => !isBlank(voice));
  if (kept.length === 0) return;
  await sql`
    insert into kernel.story_voices as v (story_id, critical_since, is_unheard, next_at)
    select * from unnest(${kept.map(({ storyId }) => storyId)}::uuid[], ${kept.map(({ criticalSince }) => criticalSince?.toString() ?? null)}::timestamptz[],
      ${kept.map(({ isUnheard }) => isUnheard)}::boolean[], ${kept.map(({ nextAt }) => nextAt?.toString() ?? null)}::timestamptz[])
    on conflict (story_id) do update
      set critical_since = excluded.critical_since, is_unheard = excluded.is_unheard, next_at = excluded.next_at
      where (v.critical_since, v.is_unheard, v.next_at) is distinct from (excluded.critical_since, excluded.is_unheard, excluded.next_at)`.execute(
    tx,
  );
}

/** Nobody can be told anything: nothing is pending, and nobody is missed. */
export async function silenceAll(tx: Tx): Promise<void> {
  await sql`delete from kernel.told`.execute(tx);
  await sql`delete from kernel.story_voices`.execute(tx);
}
