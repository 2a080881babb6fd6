import { sql } from 'kysely';
import { isAfter } from '../../../shared/time.ts';
import type { Work } from '../../db/transact.ts';
import { MOST_LINES, type StoryLine } from '../content.ts';
import { SETTLE_SECONDS } from '../domain/due.ts';
import { afterTelling } from '../domain/occasion.ts';
import { planMessage } from '../outbox/messages.ts';
import type { Hearing, LookedAt } from './decide.ts';
import { lineOf } from './lines.ts';
import type { NewTold } from './told-rows.ts';

/** What is to be stored of each hearing once everything due was told. */
export interface Outcome {
  readonly saved: readonly NewTold[];
  readonly forgotten: readonly { readonly storyId: string; readonly channelId: string }[];
}

/** Plans one message per channel with all that is due, and answers what the channels know then. */
export async function tellDue(work: Work, hearings: readonly Hearing[], stories: ReadonlyMap<string, LookedAt>): Promise<Outcome> {
  const isDueNow = ({ dueAt }: Hearing): boolean => dueAt !== null && !isAfter(dueAt, work.now);
  const speaking = new Set(hearings.filter(isDueNow).map(({ channel }) => channel.id));
  const isDue = (hearing: Hearing): boolean => isDueNow(hearing) || (speaking.has(hearing.channel.id) && isSettling(hearing));
  const byChannel = Map.groupBy(hearings.filter(isDue), ({ channel }) => channel.id);
  for (const due of byChannel.values()) await tellChannel(work, due, stories);
  const after = hearings.map((hearing) =>
    isDue(hearing) ? { ...hearing, told: afterTelling(hearing.stand, work.now), dueAt: null } : hearing,
  );
  return {
    saved: after.flatMap(({ storyId, channel, told, dueAt }) =>
      told === null ? [] : [{ storyId, channelId: channel.id, known: told, nextAt: dueAt }],
    ),
    forgotten: after.flatMap(({ storyId, channel, told }) => (told === null ? [{ storyId, channelId: channel.id }] : [])),
  };
}

/** News that only waits for what happens with it: it joins a message that leaves now. */
function isSettling({ told, dueAt }: Hearing): boolean {
  const pending = told?.pending ?? null;
  if (pending === null || dueAt === null || told?.toldAt !== null) return false;
  return !isAfter(dueAt, pending.since.add({ seconds: SETTLE_SECONDS }));
}

async function tellChannel(work: Work, due: readonly Hearing[], stories: ReadonlyMap<string, LookedAt>): Promise<void> {
  const [first] = due;
  if (first === undefined) return;
  const lines = due.flatMap((hearing) => {
    const story = stories.get(hearing.storyId);
    const occasion = hearing.told?.pending?.occasion;
    return story === undefined || occasion === undefined ? [] : [lineOf(story, hearing, occasion)];
  });
  const kind = lines.some(({ severity }) => severity === 'critical') ? 'stories' : 'digest';
  const stillOpen = kind === 'digest' ? await countOthers(work, first.channel.id, due) : 0;
  await planMessage(work, {
    ...{ userId: first.person.userId, channel: first.channel, kind },
    content: {
      stories: lines.toSorted(byWeight).slice(0, MOST_LINES),
      notices: [],
      unlisted: Math.max(lines.length - MOST_LINES, 0),
      stillOpen,
    },
  });
}

async function countOthers({ tx }: Work, channelId: string, due: readonly Hearing[]): Promise<number> {
  const { count } = await tx
    .selectFrom('kernel.told')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('channel_id', '=', channelId)
    .where('loud', 'is not', null)
    .where(sql<boolean>`story_id <> all(${due.map(({ storyId }) => storyId)}::uuid[])`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

const weightOf = ({ occasion, severity }: StoryLine): number => (occasion === 'cleared' ? 2 : 0) + (severity === 'critical' ? 0 : 1);

/** What is open and worst first. */
const byWeight = (a: StoryLine, b: StoryLine): number => weightOf(a) - weightOf(b) || (a.since < b.since ? -1 : 1);
