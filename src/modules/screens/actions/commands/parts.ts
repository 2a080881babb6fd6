import { type Actor, systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import { SCREENS_EVENTS } from '../../contract/events.ts';
import type { StepReason } from '../../domain/command/story.ts';
import type { CommandRow } from '../../store/commands/commands.ts';
import type { Parts } from '../parts.ts';

/** What commands stand on. */
export type CommandParts = Parts & Pick<Kernel, 'held'>;

export const CONSOLE = systemActor('screens');

/** Null: no person. */
export const personOf = (by: Actor): string | null => (by.kind === 'person' ? by.userId : null);

export const publishCommandChange = (work: Work, screen: CommandRow['screen'], id: string, because: StepReason): void =>
  work.publish({
    name: SCREENS_EVENTS.commandChanged,
    module: 'screens',
    siteId: screen.siteId,
    assetId: screen.id,
    payload: { commandId: id, because },
  });
