import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Transact, Work } from '../../../../kernel/db/transact.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { type CommandEvent, onEvent } from '../../domain/command/next.ts';
import { detailOf } from '../../domain/command/story.ts';
import { type CommandRow, insertStep, lockCommand, saveCommand, screenOfCommand } from '../../store/commands/commands.ts';
import { settleScreen } from '../settle.ts';
import { type CommandParts, personOf, publishCommandChange } from './parts.ts';

export interface Changed {
  readonly before: CommandRow;
  /** The same object where the event has changed nothing. */
  readonly after: CommandRow;
}

export interface ChangeOptions {
  /** Another way to write than `parts.transact`: of the timer that leads. */
  readonly transact?: Transact;
  /** Asked once the command is locked; false: the event is not for it. */
  isFor?(command: CommandRow): boolean;
  /** What a person has said to it. */
  readonly note?: string;
  /** Called where something has changed, in the same transaction. */
  also?(work: Work, changed: Changed): Promise<void>;
}

/** Lets an event happen to a command: the row, its story, what pages hear, and whether a person is needed. Null: there is no such command. */
export async function changeCommand(
  parts: CommandParts,
  by: Actor,
  id: string,
  event: CommandEvent,
  { transact = parts.transact, isFor = () => true, note, also }: ChangeOptions = {},
): Promise<Changed | null> {
  const screenId = await screenOfCommand(parts.db, id);
  if (screenId === null) return null;
  return transact<Changed | null>(by, async (work) => {
    // The screen first, as everything that looks at what is wrong with it.
    const asset = await parts.assets.lock(work.tx, screenId as AssetId);
    const before = await lockCommand(work.tx, id);
    if (before === null) return null;
    const state = isFor(before) ? onEvent(before, event, work.now) : before;
    if (state === before) return { before, after: before };
    const after: CommandRow = { ...before, ...state, updatedAt: work.now };
    await saveCommand(work.tx, id, state, work.now);
    const detail = note ?? detailOf(event);
    // A sign of life alone is no step of the story.
    if (after.status !== before.status) {
      await insertStep(work.tx, id, { at: work.now, status: after.status, because: event.kind, userId: personOf(by), detail });
    }
    if (needsPerson(before) !== needsPerson(after) && asset !== null) await settleScreen(work, parts, asset.id);
    publishCommandChange(work, before.screen, id, event.kind);
    await also?.(work, { before, after });
    return { before, after };
  });
}

const needsPerson = ({ status }: CommandRow): boolean => status === 'manual_intervention_required';
