import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { CommandEvent } from '../../domain/command/next.ts';
import { type CommandRow, findCommand } from '../../store/commands/commands.ts';
import { auditScreen } from '../parts.ts';
import { type Changed, changeCommand } from './change.ts';
import type { CommandParts } from './parts.ts';

type Answer = Result<CommandRow, 'screens.unknown_command' | 'screens.command_begun' | 'screens.command_needs_nobody'>;

export interface CloseCommand {
  readonly id: string;
  readonly outcome: 'completed' | 'failed';
  readonly note: string;
}

/** What people do to a command that is on its way, or that waits for them. */
export const createCommandActs = (parts: CommandParts) => ({
  /** Calls it back; who has begun, or is through, cannot be called back. */
  cancel: (by: Actor, scope: Scope, id: string): Promise<Answer> =>
    act(parts, by, scope, id, { kind: 'cancel' }, { audit: 'screens.command_canceled', refusal: 'screens.command_begun' }),
  /** A person has looked, and says what came of it. */
  close: (by: Actor, scope: Scope, { id, outcome, note }: CloseCommand): Promise<Answer> =>
    act(
      parts,
      by,
      scope,
      id,
      { kind: 'closed', outcome },
      {
        ...{ audit: 'screens.command_closed', refusal: 'screens.command_needs_nobody', note },
      },
    ),
});

interface Act {
  readonly audit: string;
  readonly refusal: 'screens.command_begun' | 'screens.command_needs_nobody';
  readonly note?: string;
}

async function act(
  parts: CommandParts,
  by: Actor,
  scope: Scope,
  id: string,
  event: CommandEvent,
  { audit, refusal, note }: Act,
): Promise<Answer> {
  if ((await findCommand(parts.db, scope, id)) === null) return refuse('screens.unknown_command');
  const noted = note === undefined ? {} : { note };
  const also = (work: Work, { before, after }: Changed): Promise<void> =>
    auditScreen(work, audit, before.screen, {
      before: { commandId: id, action: before.action, status: before.status },
      after: { status: after.status, ...noted },
    });
  const changed = await changeCommand(parts, by, id, event, { also, ...noted });
  if (changed === null) return refuse('screens.unknown_command');
  const { before, after } = changed;
  // Said twice is said once.
  if (after === before && after.status !== wantedOf(event)) return refuse(refusal, { status: after.status });
  return ok(after);
}

const wantedOf = (event: CommandEvent): string => (event.kind === 'closed' ? event.outcome : 'canceled');
