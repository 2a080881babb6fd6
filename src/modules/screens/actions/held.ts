import type { PersonActor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { revokeSpentCodes } from '../store/enrolment.ts';
import { findHeld, type HeldRow, listHeld, saveDecision } from '../store/held.ts';
import { saveAccount } from '../store/screens.ts';
import { auditScreen, type Parts, placeLater, publishScreen, subjectOf } from './parts.ts';
import { settleScreen } from './settle.ts';
import { lockScreen, onScreen } from './subject.ts';

export type { HeldRow };

type DecideAnswer = Result<null, 'screens.unknown_held'>;
type RevokeAnswer = Result<null, 'screens.unknown_screen'>;

/** Players that a person decides about, and accounts that a person takes away. */
export const createHeld = (parts: Parts) => ({
  list: (scope: Scope): Promise<readonly HeldRow[]> => listHeld(parts.db, scope, parts.clock.now()),
  /** Accepted, the player takes the screen over when it asks again; until then the one that has the account keeps it. */
  decide: (
    by: PersonActor,
    scope: Scope,
    { id, isAccepted }: { readonly id: string; readonly isAccepted: boolean },
  ): Promise<DecideAnswer> =>
    parts.transact<DecideAnswer>(by, async (work) => {
      const found = await findHeld(work.tx, scope, id, work.now);
      const screen = found === null ? null : await lockScreen(work, parts, scope, found.screen.id);
      // Anew, now that it cannot be decided by somebody else: whoever decides holds the screen.
      const held = screen === null ? null : await findHeld(work.tx, scope, id, work.now);
      if (held === null || screen === null) return refuse('screens.unknown_held');
      await saveDecision(work.tx, held.id, { isAccepted, by: by.userId }, work.now);
      const action = isAccepted ? 'screens.takeover_accepted' : 'screens.takeover_refused';
      await auditScreen(work, action, subjectOf(screen), { after: { uuid: held.uuid, ...held.claimed } });
      publishScreen(work, subjectOf(screen), 'account');
      await settleScreen(work, parts, screen.id);
      return ok(null);
    }),
  /** The player is cut off until it enrols anew, with a code for its screen. */
  revokeAccount: (by: PersonActor, scope: Scope, id: string): Promise<RevokeAnswer> =>
    onScreen<RevokeAnswer>(parts, by, { scope, id }, async (work, screen) => {
      // Also where there is none: nobody comes in again by what was spent before.
      await revokeSpentCodes(work.tx, screen.id, null, work.now);
      if (screen.account === null) return ok(null);
      await saveAccount(work.tx, screen.id, null);
      await auditScreen(work, 'screens.account_revoked', subjectOf(screen), { before: { account: screen.account.name } });
      publishScreen(work, subjectOf(screen), 'account');
      await settleScreen(work, parts, screen.id);
      placeLater(work, screen.uuid, 'gone');
      return ok(null);
    }),
});
