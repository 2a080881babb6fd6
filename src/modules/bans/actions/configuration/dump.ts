import type { HostAccess } from '../../devices/hosts/access.ts';
import { type Command, type Effective, effectOf, inFolder, parseStream } from '../../domain/config/stream.ts';
import type { HostRow } from '../../store/hosts.ts';

export interface Dumped {
  readonly commands: readonly Command[];
  readonly effect: Effective;
  /** What fail2ban said instead of a stream; null: it read its files. */
  readonly failure: string | null;
}

/** `fail2ban-client -d`, of the host's folder or of a copy: what is in the copy is told as if it were the folder. */
export async function dump(host: HostAccess, { configFolder }: HostRow, copy: string | null = null): Promise<Dumped> {
  const { code, stdout, stderr } = await host.run(copy === null ? { program: 'dump' } : { program: 'dump', configFolder: copy }, {
    seconds: 60,
  });
  const { commands, odd } = parseStream(stdout);
  const told = copy === null ? commands : inFolder(commands, copy, configFolder);
  const failure = code === 0 && odd === null ? null : wordsOf(stderr, odd);
  return {
    commands: told,
    effect: effectOf(told),
    failure: failure === null || copy === null ? failure : failure.replaceAll(copy, configFolder),
  };
}

/** The errors among what fail2ban's programs log, without time and process. */
export function wordsOf(stderr: string, otherwise: string | null): string {
  const errors = stderr.split('\n').flatMap((line) => /\b(?:ERROR|CRITICAL)\s+(.*)$/.exec(line)?.[1] ?? []);
  const said = errors.length > 0 ? errors.join(' ') : (otherwise ?? stderr.trim());
  return said.slice(0, 1_000);
}
