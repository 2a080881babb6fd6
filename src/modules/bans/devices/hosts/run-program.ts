import { z } from 'zod';
import type { HostProgram, ProgramLimits, ProgramOutput } from './programs.ts';
import type { AskPython } from './python.ts';

const SECONDS = 30;
const OUTPUT_BYTES = 8 * 1024 * 1024;
const Output = z.object({ code: z.int(), stdout: z.string(), stderr: z.string() });

/** Where fail2ban's own programs find the server and its files. */
export interface Fail2banPlace {
  readonly socketPath: string;
  readonly configFolder: string;
}

export function runProgram(
  askPython: AskPython,
  place: Fail2banPlace,
  program: HostProgram,
  { seconds = SECONDS, outputBytes = OUTPUT_BYTES }: ProgramLimits = {},
): Promise<ProgramOutput> {
  // As JSON a byte takes up to six; the host ends the program itself, so we wait a little longer than it.
  const ours = { seconds: seconds + 10, outputBytes: outputBytes * 6 + 4_096 };
  if (program.program === 'log-tail') return askPython({ ask: 'tail', path: program.path, lines: program.lines }, Output, ours);
  return askPython({ ask: 'run', argv: argumentsOf(program, place), seconds, bytes: outputBytes, ...besides(program) }, Output, ours);
}

/** What fail2ban-regex gets beside its arguments: lines, the zone that it runs in, what it takes for now. */
function besides(program: Run): Readonly<Record<string, string | number>> {
  if (program.program !== 'regex') return {};
  const { log, zone, asOf } = program;
  return {
    ...('lines' in log ? { lines: log.lines } : {}),
    ...(zone === undefined ? {} : { zone }),
    ...(asOf === undefined ? {} : { now: asOf }),
  };
}

type Run = Exclude<HostProgram, { readonly program: 'log-tail' }>;

/** The program and its arguments; null stands for the temporary file with the lines. */
export function argumentsOf(program: Run, { socketPath, configFolder }: Fail2banPlace): readonly (string | null)[] {
  const client = (folder: string, ...more: readonly string[]) => ['fail2ban-client', '-c', folder, '-s', socketPath, ...more];
  switch (program.program) {
    case 'dump':
      return client(program.configFolder ?? configFolder, '-d');
    case 'test':
      return client(program.configFolder ?? configFolder, '-t');
    case 'reload':
      return client(configFolder, 'reload');
    case 'reload-jail':
      // Without the option a jail that was stopped is refused instead of started (fail2ban-client's "reload").
      return client(configFolder, 'reload', '--if-exists', notAnOption(program.jail));
    case 'str2sec':
      return ['fail2ban-client', '--str2sec', program.text];
    case 'regex':
      return regexArguments(program, configFolder);
  }
}

function regexArguments(program: Extract<HostProgram, { program: 'regex' }>, configFolder: string): readonly (string | null)[] {
  const { log, filter, ignoreRegex, datePattern, output, printAll, maxLines, timeZone, names, trace } = program;
  return [
    ...['fail2ban-regex', '-c', program.configFolder ?? configFolder, '--encoding=utf-8'],
    ...(names === 'raw' ? ['--raw'] : ['--usedns', 'no']),
    ...(trace === undefined ? [] : ['--log-level=7']),
    ...(datePattern === undefined ? [] : [`--datepattern=${datePattern}`]),
    ...(timeZone === undefined ? [] : [`--timezone=${timeZone}`]),
    ...(maxLines === undefined ? [] : [`--maxlines=${maxLines}`]),
    ...(output === undefined ? [] : [`--out=${output}`]),
    ...(printAll === undefined ? [] : [`--print-all-${printAll}`]),
    // What follows is never read as an option.
    '--',
    'path' in log ? log.path : null,
    filter,
    ...(ignoreRegex === undefined ? [] : [ignoreRegex]),
  ];
}

/** fail2ban-client's `reload` reads options among its own arguments. */
function notAnOption(jail: string): string {
  if (jail.startsWith('-')) throw new RangeError(`not a jail: ${jail}`);
  return jail;
}
