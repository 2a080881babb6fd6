import { inScope } from '../../contract/access.ts';
import { byWeight, severityOf, speakersOf } from '../../findings/domain/standing.ts';
import type { Member } from '../../findings/members.ts';
import { subjectName } from '../../findings/story-view.ts';
import type { FactLine, StoryLine } from '../content.ts';
import type { Occasion } from '../domain/occasion.ts';
import type { Hearing, LookedAt } from './decide.ts';

/** How many facts a story's sentence tells. */
const FACTS = 3;

/** The story as this person is told of it: what is out of sight is left out. */
export function lineOf({ row, members }: LookedAt, { person, told }: Pick<Hearing, 'person' | 'told'>, occasion: Occasion): StoryLine {
  const seen = members.filter((member) => inScope(person.scope, member)).toSorted(byWeight);
  const speakers = speakersOf(seen);
  const name = subjectName(row, speakers);
  const unfolded = seen.filter(({ isFolded }) => !isFolded);
  return {
    storyId: row.id,
    occasion,
    severity: occasion === 'cleared' ? (told?.told ?? 'warning') : severityOf(seen),
    siteName: row.siteName,
    subject: row.subject.kind === 'batch' ? null : name,
    facts: speakers.slice(0, FACTS).map((member) => factOf(member, name)),
    findingCount: unfolded.length,
    since: row.openedAt.toString(),
  };
}

const factOf = ({ module, rule, severity, asset, params }: Member, subject: string): FactLine => ({
  ...{ module, rule, severity, params },
  assetName: asset === null || asset.name === subject ? null : asset.name,
});
