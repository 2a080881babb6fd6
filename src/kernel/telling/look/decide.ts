import { inScope } from '../../contract/access.ts';
import type { Member } from '../../findings/members.ts';
import type { NamedStory } from '../../findings/page-rows.ts';
import { dueAt } from '../domain/due.ts';
import { CIRCLES, type Circle, type Reached, reachedBy } from '../domain/escalation.ts';
import { isSilenced, type Loudness, loudnessOf } from '../domain/loudness.ts';
import { heard, type Stand, type Told, UNTOLD } from '../domain/occasion.ts';
import type { Circles } from './circles.ts';
import type { OpenChannel, Person } from './people.ts';

/** A story as it is at one instant, with everybody who is asked about it. */
export interface LookedAt {
  readonly row: NamedStory;
  /** Open findings; of a closed story the last ones. */
  readonly members: readonly Member[];
  /** Null: the story is over. */
  readonly circles: Circles | null;
  /** Closed into another one, where it goes on. */
  readonly isMerged: boolean;
  /** Since when it was critical at the last look. */
  readonly criticalSince: Temporal.Instant | null;
  /** What each channel knows, by the channel's id, with its person. */
  readonly known: ReadonlyMap<string, { readonly userId: string; readonly told: Told }>;
}

/** What one channel knows after the look; `told` null: nothing is left to remember. */
export interface Hearing {
  readonly storyId: string;
  readonly channel: OpenChannel;
  readonly person: Person;
  readonly stand: Stand;
  readonly told: Told | null;
  readonly dueAt: Temporal.Instant | null;
}

export interface Decision {
  readonly hearings: readonly Hearing[];
  readonly criticalSince: Temporal.Instant | null;
  /** It speaks, and nobody who is asked can be told. */
  readonly isUnheard: boolean;
  /** When escalation goes on. */
  readonly nextAt: Temporal.Instant | null;
}

type People = ReadonlyMap<string, Person>;

/** What every channel has yet to hear of one story. Pure: the same look twice decides the same. */
export function decide(story: LookedAt, people: People, now: Temporal.Instant): Decision {
  const { row, members, circles } = story;
  if (circles === null) return { hearings: endings(story, people, now), criticalSince: null, isUnheard: false, nextAt: null };
  const loudness = isSilenced(row, members, now) ? null : loudnessOf(members);
  const criticalSince = loudness === 'critical' ? (story.criticalSince ?? now) : null;
  const reached = criticalSince === null ? null : reachedBy(criticalSince, circles.steps, (circle) => canTell(story, people, circle), now);
  const ears = earsOf(story, people, circles);
  const hearings = ears.flatMap(({ person, channel }) => {
    const stand = standFor({ members, circles, reached, isSilent: loudness === null }, person, channel);
    return hearing(story, { person, channel, stand, isOwn: circles.users.owners.has(person.userId) }, now);
  });
  return { hearings, criticalSince, isUnheard: loudness !== null && isUnheard(story, people, loudness), nextAt: reached?.nextAt ?? null };
}

interface Ear {
  readonly person: Person;
  readonly channel: OpenChannel;
}

/** Open channels of everybody who is asked, and of those who have heard of it before. */
function earsOf({ known }: Pick<LookedAt, 'known'>, people: People, circles: Circles | null): readonly Ear[] {
  const asked = circles === null ? [] : CIRCLES.flatMap((circle) => [...circles.users[circle]]);
  const users = new Set([...asked, ...[...known.values()].map(({ userId }) => userId)]);
  return [...users].flatMap((userId) => {
    const person = people.get(userId);
    return person === undefined ? [] : person.channels.map((channel) => ({ person, channel }));
  });
}

interface Voice {
  readonly members: readonly Member[];
  readonly circles: Circles;
  readonly reached: Reached | null;
  /** People have silenced it, or nothing in it speaks. */
  readonly isSilent: boolean;
}

const SILENT: Stand = { is: 'silent' };

/** How the story stands for one person: findings out of sight do not exist, and who is not asked hears nothing. */
function standFor({ members, circles, reached, isSilent }: Voice, person: Person, channel: OpenChannel): Stand {
  const loudness = isSilent ? null : loudnessFor(members, person);
  if (loudness === null || (loudness === 'warning' && channel.hears === 'critical')) return SILENT;
  if (loudness === 'warning') {
    return circles.users.owners.has(person.userId) ? { is: 'speaking', loudness, round: 0, isEscalated: false } : SILENT;
  }
  const minutes = [...(reached?.circles ?? [])].filter(([circle]) => circles.users[circle].has(person.userId)).map(([, after]) => after);
  if (minutes.length === 0) return SILENT;
  return { is: 'speaking', loudness, round: reached?.round ?? 0, isEscalated: Math.min(...minutes) > 0 };
}

const loudnessFor = (members: readonly Member[], { scope }: Person): Loudness | null =>
  loudnessOf(members.filter((member) => inScope(scope, member)));

/** Somebody of the circle hears criticals of this story by a channel that works. */
function canTell({ members, circles }: LookedAt, people: People, circle: Circle, loudness: Loudness = 'critical'): boolean {
  return [...(circles?.users[circle] ?? [])].some((userId) => {
    const person = people.get(userId);
    if (person === undefined || loudnessFor(members, person) !== loudness) return false;
    return person.channels.some(({ hears, isFailing }) => !isFailing && (loudness === 'critical' || hears === 'all'));
  });
}

const isUnheard = (story: LookedAt, people: People, loudness: Loudness): boolean =>
  loudness === 'critical' ? !CIRCLES.some((circle) => canTell(story, people, circle)) : !canTell(story, people, 'owners', 'warning');

interface Heard extends Ear {
  readonly stand: Stand;
  readonly isOwn: boolean;
}

function hearing({ row, known }: LookedAt, { person, channel, stand, isOwn }: Heard, now: Temporal.Instant): readonly Hearing[] {
  const before = known.get(channel.id)?.told;
  if (before === undefined && stand.is !== 'speaking') return [];
  const told = heard(before ?? UNTOLD, stand, now);
  const due = told === null ? null : dueAt(told, stand, person, isOwn);
  return [{ storyId: row.id, channel, person, stand, told: told === null || isBlank(told) ? null : told, dueAt: due }];
}

/** Who was told of it hears that it is over, as far as they may still see it. What goes on in another story is not over. */
function endings(story: LookedAt, people: People, now: Temporal.Instant): readonly Hearing[] {
  const { row, members, isMerged, known } = story;
  return earsOf(story, people, null)
    .filter(({ channel }) => known.has(channel.id))
    .flatMap(({ person, channel }) => {
      const isSeen = members.some((member) => inScope(person.scope, member));
      if (isMerged || !isSeen) return [{ storyId: row.id, channel, person, stand: { is: 'over' }, told: null, dueAt: null }] as const;
      return hearing(story, { person, channel, stand: { is: 'over' }, isOwn: false }, now);
    });
}

const isBlank = ({ loud, told, pending }: Told): boolean => loud === null && told === null && pending === null;
