import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import type { Kernel, Resource } from '../../../kernel/module.ts';
import { type CommandActions, createCommandActions } from '../actions/commands/actions.ts';
import { createHear, type HearCommands } from '../actions/commands/hear.ts';
import { createRecover } from '../actions/commands/recovery.ts';
import { createWatch } from '../actions/commands/watch.ts';
import { createCommandsTimer, createRecoveryTimer } from './commands.ts';

/** Commands at work. */
export interface CommandsWork {
  readonly actions: CommandActions;
  readonly heard: HearCommands;
  readonly leads: readonly Resource[];
  hear(event: PublishedEvent): void;
}

export function commandsWork(kernel: Kernel): CommandsWork {
  const actions = createCommandActions(kernel);
  const timer = createCommandsTimer(createWatch(kernel, actions.publisher), kernel);
  const recovery = createRecoveryTimer(createRecover(kernel, actions.issue, actions.publisher), kernel);
  const hear = (event: PublishedEvent): void => {
    timer.hear(event);
    recovery.hear(event);
  };
  return { actions, heard: createHear(kernel), leads: [timer, recovery], hear };
}
