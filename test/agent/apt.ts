import { execFileSync } from 'node:child_process';

/** Words before a command that take all rights away; none where there are none to take. */
export const STEP_DOWN: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs'] : [];

/** Runs as a user without rights; a test that is root steps down. */
export function asNobody(command: readonly string[], env: Record<string, string> = {}): string {
  const [program = 'sh', ...args] = [...STEP_DOWN, ...command];
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
}

/** What this machine's apt says of itself. */
export interface AptSays {
  readonly upgradable: readonly { readonly name: string; readonly version: string }[];
  /** Those that an upgrade would bring; the others are held or kept back. */
  readonly simulated: readonly string[];
  /** By suite or origin. */
  readonly security: ReadonlySet<string>;
}

export function askApt(): AptSays {
  const listed = asNobody(['apt', 'list', '--upgradable'])
    .split('\n')
    .filter((line) => line.includes('upgradable from'));
  const simulated = asNobody(['apt-get', '-s', '-o', 'Debug::NoLocking=1', 'dist-upgrade'])
    .split('\n')
    .filter((line) => /^Inst \S+ \[/.test(line));
  const nameListed = (line: string): string => line.split('/')[0] ?? '';
  const nameSimulated = (line: string): string => line.split(' ')[1]?.split(':')[0] ?? '';
  return {
    upgradable: listed.map((line) => ({ name: nameListed(line), version: line.split(' ')[1] ?? '' })),
    simulated: simulated.map(nameSimulated),
    security: new Set([
      ...listed.filter((line) => /^\S*security/i.test(line.slice(line.indexOf('/')))).map(nameListed),
      ...simulated.filter((line) => /security/i.test(line.slice(line.indexOf('(')))).map(nameSimulated),
    ]),
  };
}
