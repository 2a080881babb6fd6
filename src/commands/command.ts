import type { ParseArgsOptionsConfig } from 'node:util';
import type { Config } from '../kernel/config/config.ts';
import type { Setting } from '../kernel/config/read.ts';

/** What a command is given: its own words, and the configuration, which was already found good. */
export interface Given {
  readonly flags: Readonly<Record<string, boolean | string | undefined>>;
  /** Words after the command's name. */
  readonly words: readonly string[];
  readonly config: Config;
  readonly settings: readonly Setting[];
  /** Writes to standard output; the line end is added. */
  print(text: string): void;
}

/** One word of the command line. `run` answers the exit code; a sentence for the operator is thrown as StartError. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands behind the name, `[--json]`. */
  readonly usage: string;
  readonly flags: ParseArgsOptionsConfig;
  /** Exit code when it cannot be done at all, a wrong environment included; 1 unless told. */
  readonly failure?: number;
  /** Says what is wrong with the environment in its own way; without it the sentences are printed. Answers the exit code. */
  explainFaults?(faults: readonly string[], given: Pick<Given, 'flags' | 'print'>): number;
  run(given: Given): Promise<number>;
}

/** Asked for wrongly: printed with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
