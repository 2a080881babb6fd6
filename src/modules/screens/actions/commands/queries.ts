import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import {
  type CommandFilter,
  type CommandRow,
  type CommandStepRow,
  findCommand,
  listCommands,
  stepsOf,
} from '../../store/commands/commands.ts';
import { findScreen } from '../../store/screens.ts';
import type { CommandParts } from './parts.ts';

export interface CommandView {
  readonly command: CommandRow;
  readonly steps: readonly CommandStepRow[];
}

/** Reads of commands. Each takes the caller's scope; what lies outside is not there. */
export const createCommandQueries = ({ db }: Pick<CommandParts, 'db'>) => ({
  /** `screenId` may be the player's UUID; of a screen that is not there there are none. */
  async list(scope: Scope, filter: CommandFilter, page: PageRequest): Promise<Page<CommandRow>> {
    if (filter.screenId === undefined) return listCommands(db, scope, filter, page);
    const screen = await findScreen(db, scope, filter.screenId);
    return screen === null ? { items: [], nextCursor: null } : listCommands(db, scope, { ...filter, screenId: screen.id }, page);
  },
  async find(scope: Scope, id: string): Promise<CommandView | null> {
    const command = await findCommand(db, scope, id);
    return command === null ? null : { command, steps: await stepsOf(db, id) };
  },
});
