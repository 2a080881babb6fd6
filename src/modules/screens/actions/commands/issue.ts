import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { newId } from '../../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { isBefore } from '../../../../shared/time.ts';
import { newCommand } from '../../domain/command/command.ts';
import { COMMAND_ACTIONS, type CommandAction } from '../../domain/command/states.ts';
import { isLockable, mayIssue, SAFETY_LOCK } from '../../domain/crash-recovery.ts';
import { type CommandRow, findCommand, insertCommand, insertStep, lockCommand } from '../../store/commands/commands.ts';
import { issuedSince } from '../../store/commands/watch.ts';
import type { ScreenRow } from '../../store/screens.ts';
import { COMMAND_LIFE } from '../command-settings.ts';
import { auditScreen, subjectOf } from '../parts.ts';
import { GRACE_SECONDS } from '../settings.ts';
import { lockScreen } from '../subject.ts';
import { type CommandParts, personOf, publishCommandChange } from './parts.ts';
import type { Publisher } from './publish.ts';

export interface IssueCommand {
  /** The screen's id, or its player's UUID. */
  readonly id: string;
  readonly action: CommandAction;
  readonly reason: string | null;
  /** Chosen by who asks, so that asking again is no second command. */
  readonly commandId?: string | undefined;
}

/** What the safety lock says of it. */
export interface Locked {
  readonly until: Temporal.Instant;
}

type Issued = { readonly command: CommandRow; readonly lock: Locked | null };
export type IssueAnswer = Result<
  CommandRow,
  'screens.unknown_screen' | 'screens.command_locked' | 'screens.command_id_taken' | 'screens.command_not_published'
>;
export type RecordAnswer = Result<CommandRow, 'screens.unknown_screen' | 'screens.command_locked' | 'screens.command_id_taken'>;

export type IssueCommands = ReturnType<typeof createIssue>;

/** Asks players to do something. */
export function createIssue(parts: CommandParts, publisher: Pick<Publisher, 'publish'>) {
  /** Writes it down: it then leaves, whatever becomes of this process. */
  const record = async (by: Actor, scope: Scope, input: IssueCommand): Promise<RecordAnswer> => {
    const issued = await parts.transact<Result<Issued, 'screens.unknown_screen' | 'screens.command_id_taken'>>(by, (work) =>
      issue(work, parts, scope, input),
    );
    if (!issued.ok) return issued;
    const { command, lock } = issued.value;
    return lock === null ? ok(command) : refuse('screens.command_locked', { until: lock.until.toString() });
  };
  return {
    record,
    /** Resolves when the broker has it, or cannot have it. */
    async issue(by: Actor, scope: Scope, input: IssueCommand): Promise<IssueAnswer> {
      const recorded = await record(by, scope, input);
      if (!recorded.ok) return recorded;
      await publisher.publish(recorded.value.id);
      const command = (await findCommand(parts.db, scope, recorded.value.id)) ?? recorded.value;
      if (command.errorCode !== 'mqtt_publish_failed') return ok(command);
      return refuse('screens.command_not_published', { reason: command.errorMessage ?? '' });
    },
  };
}

async function issue(
  work: Work,
  parts: CommandParts,
  scope: Scope,
  input: IssueCommand,
): Promise<Result<Issued, 'screens.unknown_screen' | 'screens.command_id_taken'>> {
  const screen = await lockScreen(work, parts, scope, input.id);
  if (screen === null) return refuse('screens.unknown_screen');
  const known = input.commandId === undefined ? null : await lockCommand(work.tx, input.commandId);
  if (known !== null) return again(known, screen, input);
  return ok(await begin(work, parts, screen, input));
}

/** The answer to somebody who asks once more because the first answer was lost. */
function again(
  known: CommandRow,
  screen: ScreenRow,
  { action }: IssueCommand,
): Result<Issued, never> | Refused<'screens.command_id_taken'> {
  if (known.screen.id !== screen.id || known.action !== action) return refuse('screens.command_id_taken', { path: 'commandId' });
  const lock = known.status === 'blocked_safety' ? { until: known.issuedAt.add(SAFETY_LOCK.within) } : null;
  return ok({ command: known, lock });
}

async function begin(work: Work, parts: CommandParts, screen: ScreenRow, input: IssueCommand): Promise<Issued> {
  const { action, reason, commandId = newId(work.now) } = input;
  const lock = await lockOf(work, screen, action);
  const read = { life: COMMAND_LIFE, grace: GRACE_SECONDS };
  const seconds = await parts.settings.read(work.tx, read.life.key, read.life.declaration);
  const graceSeconds = await parts.settings.read(work.tx, read.grace.key, read.grace.declaration);
  const isAlive = screen.lastAlive !== null && !isBefore(screen.lastAlive.add({ seconds: graceSeconds }), work.now);
  const state = newCommand(
    // Who is silent may have to be switched on first, or boots from nothing.
    { action, pidBefore: screen.processPid, isColdBoot: !isAlive, life: Temporal.Duration.from({ seconds }) },
    work.now,
  );
  const kept = lock === null ? state : { ...state, status: 'blocked_safety' as const, errorCode: 'lockout_threshold' };
  const userId = personOf(work.by);
  await insertCommand(work.tx, { id: commandId, screenId: screen.id, reason, requestedBy: userId, state: kept });
  const because = lock === null ? 'issued' : 'blocked';
  await insertStep(work.tx, commandId, { at: work.now, status: kept.status, because, userId, detail: reason });
  await auditScreen(work, lock === null ? 'screens.command_issued' : 'screens.command_blocked', subjectOf(screen), {
    after: { commandId, action, reason },
  });
  const command = await lockCommand(work.tx, commandId);
  if (command === null) throw new Error('a command that was just written is not there');
  publishCommandChange(work, command.screen, commandId, because);
  return { command, lock };
}

const LOCKABLE = COMMAND_ACTIONS.filter(isLockable);

/** Null: it may go out. Tries that were refused do not lengthen it: an impatient person would never get out. */
async function lockOf(work: Work, { id }: ScreenRow, action: CommandAction): Promise<Locked | null> {
  const issued = await issuedSince(work.tx, id, work.now.subtract(SAFETY_LOCK.within), LOCKABLE);
  if (mayIssue(action, issued, work.now)) return null;
  const [oldest = work.now] = issued.slice(-SAFETY_LOCK.most);
  return { until: oldest.add(SAFETY_LOCK.within) };
}
