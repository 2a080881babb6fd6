import { createSeldomLog } from '../../../../kernel/mqtt/seldom-log.ts';
import type { AckMessage } from '../../contract/wire/command.ts';
import { openCommandsOf } from '../../store/commands/watch.ts';
import { changeCommand } from './change.ts';
import { CONSOLE, type CommandParts } from './parts.ts';

/** A sign of life of a player. */
export interface Sign {
  readonly uuid: string;
  /** Health messages come before the player's program is up. */
  readonly isHeartbeat: boolean;
  readonly runningPid: number | null;
}

export type HearCommands = ReturnType<typeof createHear>;

/** What players say of commands, and what their signs of life mean for them. */
export function createHear(parts: CommandParts) {
  const seldom = createSeldomLog(parts);
  return {
    /** Counts only where the command is for the player on whose topic it came. Resolves when it is written down. */
    async ack(uuid: string, { command_id: id, status, error_code: errorCode, error_message: errorMessage }: AckMessage): Promise<void> {
      const event = { kind: 'ack', status, errorCode, errorMessage } as const;
      const changed = await changeCommand(parts, CONSOLE, id, event, { isFor: ({ screen }) => screen.uuid === uuid });
      if (changed === null || changed.before.screen.uuid !== uuid) {
        seldom.warn('foreign ack', { uuid, commandId: id }, 'a player spoke of a command that is not its own');
      }
    },
    /** After what was heard is written: it is heard again, so that what goes wrong here is only noted. */
    async signs(signs: readonly Sign[]): Promise<void> {
      try {
        const open = await openCommandsOf(
          parts.db,
          signs.map(({ uuid }) => uuid),
        );
        for (const { id, uuid } of open) {
          for (const { isHeartbeat, runningPid } of signs.filter((sign) => sign.uuid === uuid))
            await changeCommand(parts, CONSOLE, id, { kind: 'heard', isHeartbeat, runningPid });
        }
      } catch (error) {
        parts.log.warn({ err: error }, 'what signs of life mean for commands could not be written');
      }
    },
  };
}
