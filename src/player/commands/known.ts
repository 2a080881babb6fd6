import { z } from 'zod';
import { AckMessage, CommandMessage } from '../../modules/screens/contract/wire/command.ts';
import { isBefore } from '../../shared/time.ts';
import type { Kept } from '../state/kept.ts';

/** A command that the player has taken up: what it knows of it over a reboot. */
const Known = z.object({
  command: CommandMessage,
  seenAt: z.string(),
  /** `begun` is written before it begins: after a reboot it is not done again. */
  state: z.enum(['accepted', 'begun', 'ended']),
  /** What the broker does not have yet, in order. */
  acks: z.array(AckMessage),
});
export type Known = z.infer<typeof Known>;
export const KnownCommands = z.array(Known);

/** By its id a command is known for so long. */
const REMEMBERED = Temporal.Duration.from({ hours: 24 });

/** The commands of the last day, on disk. */
export interface KnownOnes {
  find(id: string): Known | null;
  /** Throws where the disk does not take it: then the command is not done. */
  save(known: Known): void;
  unfinished(): readonly Known[];
}

export function knownCommands(file: Kept<Known[]>, now: () => Temporal.Instant): KnownOnes {
  let all: readonly Known[] = file.read() ?? [];
  return {
    find: (id) => all.find(({ command }) => command.command_id === id) ?? null,
    save(known) {
      const since = now().subtract(REMEMBERED);
      const others = all.filter(({ command, seenAt }) => {
        return command.command_id !== known.command.command_id && isBefore(since, Temporal.Instant.from(seenAt));
      });
      const next = [...others, known];
      file.write(next);
      all = next;
    },
    unfinished: () => all.filter(({ state, acks }) => state !== 'ended' || acks.length > 0),
  };
}
