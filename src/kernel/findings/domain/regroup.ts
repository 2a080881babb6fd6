import { isBefore } from '../../../shared/time.ts';
import { type Subject, subjectKey } from './subject.ts';

/** An open finding with the story it is in and the subject it now has. */
export interface Member {
  readonly id: string;
  readonly storyId: string;
  readonly openedAt: Temporal.Instant;
  readonly subject: Subject;
}

export interface Origin {
  readonly id: string;
  readonly subject: { readonly siteId: string; readonly kind: string; readonly id: string };
  readonly openedAt: Temporal.Instant;
}

/** One story as it must be. */
export interface Group {
  readonly subject: Subject;
  /** The story that stays; null: a new one opens. */
  readonly storyId: string | null;
  /** Stories that are closed into it. */
  readonly closes: readonly string[];
  readonly findingIds: readonly string[];
}

/**
 * Puts every finding into the one story of its subject. A story follows its own subject, else its oldest finding;
 * where several meet, the oldest stays and the others are closed into it. The order of the input does not matter.
 */
export function regroup(members: readonly Member[], stories: readonly Origin[]): readonly Group[] {
  const bySubject = Map.groupBy(members.toSorted(byAge), (member) => subjectKey(member.subject));
  const claims = Map.groupBy(stories.toSorted(byAge), (story) => claimOf(story, members));
  return [...bySubject.entries()].flatMap(([key, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const [stays, ...closes] = claims.get(key) ?? [];
    return [
      { subject: first.subject, storyId: stays?.id ?? null, closes: closes.map(({ id }) => id), findingIds: group.map(({ id }) => id) },
    ];
  });
}

/** The subject that a story goes with; null: it has no member left here. */
function claimOf(story: Origin, members: readonly Member[]): string | null {
  const own = members.filter((member) => member.storyId === story.id).toSorted(byAge);
  const subjects = own.map((member) => subjectKey(member.subject));
  const before = subjectKey(story.subject);
  return subjects.includes(before) ? before : (subjects[0] ?? null);
}

interface Aged {
  readonly id: string;
  readonly openedAt: Temporal.Instant;
}

function byAge(a: Aged, b: Aged): number {
  if (!a.openedAt.equals(b.openedAt)) return isBefore(a.openedAt, b.openedAt) ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
