import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Work } from '../../db/transact.ts';
import type { Findings } from '../../findings/findings.ts';
import { type Decision, decide, type Hearing, type LookedAt } from './decide.ts';
import { loadStories } from './load.ts';
import { reportUnheard } from './nobody.ts';
import { hasOpenChannel, type PeopleParts, type Person, peopleOf } from './people.ts';
import { tellDue } from './tell.ts';
import { forgetTold, saveTold, type ToldRow } from './told-rows.ts';
import type { NewVoice } from './voices.ts';
import { saveVoices, silenceAll } from './voices.ts';

export interface LookParts extends PeopleParts {
  readonly findings: Findings;
}

/** Serialises looks: two processes that look at once would each plan the same message. */
const LOOK_LOCK = 7_245_020;

/**
 * Looks at stories, writes down what every channel knows of them then, and plans messages for what is due. All of it in the caller's
 * transaction; the same look twice plans nothing twice.
 */
export async function look(work: Work, parts: LookParts, storyIds: readonly string[]): Promise<void> {
  const { tx, now } = work;
  await sql`select pg_advisory_xact_lock(${LOOK_LOCK})`.execute(tx);
  if (!(await hasOpenChannel(tx, parts.hasMail))) {
    await silenceAll(tx);
    return reportUnheard(work, parts.findings);
  }
  const { stories, inherited, rows } = await loadStories(tx, storyIds, now);
  const people = await peopleOf(tx, parts, [...new Set(stories.flatMap(usersOf))]);
  const decisions = await decideAll(stories, people, now);
  const hearings = decisions.flatMap((decision) => decision.hearings);
  const { saved, forgotten } = await tellDue(work, hearings, new Map(stories.map((story) => [story.row.id, story])));
  await forgetTold(tx, [...forgotten, ...inherited, ...deaf(rows, hearings)]);
  await saveTold(tx, changed(saved, rows));
  await saveVoices(tx, decisions.map(toVoice));
  await reportUnheard(work, parts.findings);
}

/** As many stories as are decided without letting anybody else in. */
const PIECE = 250;

/** Thousands of stories take a while: requests are answered in between. */
async function decideAll(stories: readonly LookedAt[], people: ReadonlyMap<string, Person>, now: Temporal.Instant) {
  const decisions: (Decision & { readonly story: LookedAt })[] = [];
  for (const [index, story] of stories.entries()) {
    if (index % PIECE === PIECE - 1) await nextTurn();
    decisions.push({ story, ...decide(story, people, now) });
  }
  return decisions;
}

const usersOf = ({ circles, known }: LookedAt): readonly string[] => [
  ...(circles === null ? [] : Object.values(circles.users).flatMap((users) => [...users])),
  ...[...known.values()].map(({ userId }) => userId),
];

/** What channels know that were switched off, or whose people went: they begin anew when they come back. */
function deaf(rows: readonly ToldRow[], hearings: readonly Hearing[]): readonly ToldRow[] {
  const hearing = new Set(hearings.map(({ storyId, channel }) => `${storyId} ${channel.id}`));
  return rows.filter(({ storyId, channelId }) => !hearing.has(`${storyId} ${channelId}`));
}

/** Only what differs from what is stored: most looks change little. */
function changed(saved: Awaited<ReturnType<typeof tellDue>>['saved'], rows: readonly ToldRow[]) {
  const stored = new Map(rows.map((row) => [`${row.storyId} ${row.channelId}`, row]));
  return saved.filter(({ storyId, channelId, known, nextAt }) => {
    const before = stored.get(`${storyId} ${channelId}`);
    return before === undefined || !isDeepStrictEqual(plain(before.known, before.nextAt), plain(known, nextAt));
  });
}

/** Instants compare by their text: Temporal keeps its value out of sight of a deep comparison. */
const plain = (known: ToldRow['known'], nextAt: Temporal.Instant | null): unknown => JSON.parse(JSON.stringify([known, nextAt]));

const toVoice = ({
  story,
  criticalSince,
  isUnheard,
  nextAt,
}: { readonly story: LookedAt } & Omit<NewVoice, 'storyId' | 'isOver'>): NewVoice => ({
  ...{ storyId: story.row.id, criticalSince, isUnheard, nextAt },
  isOver: story.circles === null,
});
