import { type Leading, NotLeadingError } from '../../../../kernel/leases/leading.ts';
import { isEnd } from '../../domain/command/states.ts';
import { dueCommands, nextCommandDue } from '../../store/commands/watch.ts';
import { changeCommand } from './change.ts';
import { CONSOLE, type CommandParts } from './parts.ts';
import type { Publisher } from './publish.ts';

const BATCH = 200;
const AT_ONCE = 10;

export type WatchCommands = ReturnType<typeof createWatch>;

/** Commands that time changes: steps that are overrun, ages that are over. One that has not left yet is published once more. */
export function createWatch(
  parts: CommandParts & { readonly leading: Pick<Leading, 'transact'> },
  publisher: Pick<Publisher, 'publishAll'>,
) {
  /** Answers the command's id where it must still leave. */
  const look = async (id: string): Promise<string | null> => {
    const changed = await changeCommand(parts, CONSOLE, id, { kind: 'time' }, { transact: parts.leading.transact });
    return changed === null || isEnd(changed.after.status) || changed.after.publishedAt !== null ? null : id;
  };
  const lookAtAll = async (ids: readonly string[]): Promise<readonly string[]> => {
    const unpublished: string[] = [];
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const found = await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => quietly(parts, id, look)));
      unpublished.push(...found.filter((one) => one !== null));
    }
    return unpublished;
  };
  return {
    next: (): Promise<Temporal.Instant | null> => nextCommandDue(parts.db),
    async settleDue(now: Temporal.Instant): Promise<void> {
      for (;;) {
        const ids = await dueCommands(parts.db, now, BATCH);
        await publisher.publishAll(await lookAtAll(ids));
        // Those that failed stay due: the timer comes back to them after a pause.
        if (ids.length < BATCH) return;
      }
    },
  };
}

/** One that fails is logged and does not keep the others from their turn. */
async function quietly({ log }: CommandParts, id: string, look: (id: string) => Promise<string | null>): Promise<string | null> {
  try {
    return await look(id);
  } catch (error) {
    // None of the others would be changed here, either.
    if (error instanceof NotLeadingError) throw error;
    log.error({ commandId: id, err: error }, 'what time means for a command could not be written');
    return null;
  }
}
