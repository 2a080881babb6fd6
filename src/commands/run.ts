import { parseArgs } from 'node:util';
import { readConfig } from '../kernel/config/config.ts';
import type { Environment } from '../kernel/config/read.ts';
import { StartError } from '../kernel/start-error.ts';
import { type Command, UsageError } from './command.ts';

/** The process around a command line; tests bring their own. */
export interface Surroundings {
  readonly environment: Environment;
  readonly version: string;
  print(text: string): void;
  complain(text: string): void;
}

/**
 * Runs one command line. Answers the exit code: 0 done, 1 it could not be done (a sentence says why), 2 asked for wrongly.
 * Bugs are thrown.
 */
export async function runCommandLine(commands: readonly Command[], args: readonly string[], around: Surroundings): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') return show(around, overview(commands), name === undefined ? 2 : 0);
  if (name === '--version') return show(around, around.version, 0);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    around.complain(`There is no command ${name}.\n${overview(commands)}`);
    return 2;
  }
  try {
    return await runCommand(command, rest, around);
  } catch (error) {
    return explain(error, command, around);
  }
}

async function runCommand(command: Command, args: readonly string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...command.flags, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const { help, ...flags } = values;
  if (help === true) return show(around, usageOf(command), 0);
  const reading = readConfig(around.environment);
  if (!reading.ok) {
    if (command.explainFaults !== undefined) return command.explainFaults(reading.faults, { flags, print: around.print });
    throw new StartError(reading.faults.join('\n'));
  }
  return command.run({ flags, words: positionals, config: reading.config, settings: reading.settings, print: around.print });
}

function explain(error: unknown, command: Command, around: Surroundings): number {
  if (error instanceof StartError) {
    around.complain(error.message);
    return command.failure ?? 1;
  }
  if (!(error instanceof UsageError) && !isParseError(error)) throw error;
  around.complain(`${error.message}\n${usageOf(command)}`);
  return 2;
}

/** What parseArgs throws over unknown or incomplete options. */
const isParseError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS');

const usageOf = ({ name, usage, summary }: Command): string => `Usage: caretaker ${name} ${usage}\n${summary}`;

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return ['Usage: caretaker <command> [--help]', '', ...lines].join('\n');
}

function show(around: Surroundings, text: string, code: number): number {
  around.print(text);
  return code;
}
