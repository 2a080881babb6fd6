import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { CommandAction } from '../../domain/command/states.ts';
import type { CommandRow } from '../../store/commands/commands.ts';
import type { IssueCommands } from './issue.ts';
import type { CommandParts } from './parts.ts';
import type { Publisher } from './publish.ts';

export interface CommandMany {
  readonly ids: readonly string[];
  readonly action: CommandAction;
  readonly reason: string;
}

export interface Outcome {
  readonly id: string;
  readonly command: CommandRow | null;
  readonly refusal: 'screens.unknown_screen' | 'screens.command_locked' | null;
}

/** Very many leave behind the answer: pages follow them. */
const LONGEST_WAIT_MS = 2_000;

/** Asks the same of many. Each is written down before this resolves. */
export const createBulk =
  ({ log }: Pick<CommandParts, 'log'>, issue: Pick<IssueCommands, 'record'>, publisher: Pick<Publisher, 'publishAll'>) =>
  async (by: Actor, scope: Scope, { ids, action, reason }: CommandMany): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const id of new Set(ids)) {
      const recorded = await issue.record(by, scope, { id, action, reason });
      if (recorded.ok) outcomes.push({ id, command: recorded.value, refusal: null });
      else
        outcomes.push({
          id,
          command: null,
          refusal: recorded.code === 'screens.command_locked' ? recorded.code : 'screens.unknown_screen',
        });
    }
    const leaving = outcomes.flatMap(({ command }) => (command === null ? [] : [command.id]));
    const left = publisher.publishAll(leaving).catch((error: unknown) => log.warn({ err: error }, 'commands leave a little later'));
    await Promise.race([left, sleep(LONGEST_WAIT_MS, undefined, { ref: false })]);
    return outcomes;
  };
