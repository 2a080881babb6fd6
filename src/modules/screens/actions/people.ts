import { type PeopleChange, type Responsibility, removePerson, setPerson } from '../../../kernel/assets/people.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { ScreenRow } from '../store/screens.ts';
import { auditScreen, type Parts, publishScreen, subjectOf } from './parts.ts';
import { onScreen } from './subject.ts';

type AddAnswer = Result<
  PeopleChange['responsibles'],
  'screens.unknown_screen' | 'assets.one_person' | 'assets.unknown_user' | 'assets.out_of_sight' | 'assets.last_owner'
>;
type RemoveAnswer = Result<null, 'screens.unknown_screen' | 'assets.not_responsible' | 'assets.last_owner'>;

/** Who answers for a screen. */
export const createScreenPeople = (parts: Parts) => ({
  /** Makes a user or a team responsible, or changes the role. */
  add: (by: Actor, scope: Scope, { id, ...input }: Responsibility & { readonly id: string }): Promise<AddAnswer> =>
    onScreen<AddAnswer>(parts, by, { scope, id }, async (work, screen) => {
      const changed = await setPerson(work, parts, screen.id, input);
      if (!changed.ok) return changed;
      await noteChange(work, screen, changed.value);
      return ok(changed.value.responsibles);
    }),
  /** Takes a user or a team, by its id, off a screen. */
  remove: (by: Actor, scope: Scope, { id, personId }: { readonly id: string; readonly personId: string }): Promise<RemoveAnswer> =>
    onScreen<RemoveAnswer>(parts, by, { scope, id }, async (work, screen) => {
      const removed = await removePerson(work, parts, screen.id, personId);
      if (!removed.ok) return removed;
      await noteChange(work, screen, removed.value);
      return ok(null);
    }),
});

async function noteChange(work: Work, screen: ScreenRow, { audited }: PeopleChange): Promise<void> {
  if (audited === null) return;
  await auditScreen(work, 'screens.screen_people_changed', subjectOf(screen), audited);
  publishScreen(work, subjectOf(screen), 'people');
}
