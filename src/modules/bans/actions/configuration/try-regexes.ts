import { posix } from 'node:path';
import type { HostAccess } from '../../devices/hosts/access.ts';
import { findInDrafts } from '../../domain/config/check-files.ts';
import type { DraftFile } from '../../domain/config/draft.ts';
import { expandsTo } from '../../domain/config/expected.ts';
import { fault, type Problem } from '../../domain/config/problem.ts';
import type { Effective, JailStream } from '../../domain/config/stream.ts';
import { standsInFile, TRIAL_FILTER, trialOfJail } from '../../domain/config/trial-filter.ts';

/** More changed jails than are tried one by one. */
const MOST_JAILS = 200;

export interface RegexTrial {
  readonly copy: string;
  readonly before: Effective;
  readonly after: Effective;
  readonly drafts: readonly DraftFile[];
}

/** Lets Python compile the regexes of all jails that would have other ones, in the copy: one run of fail2ban-regex for each set. */
export async function tryRegexes(host: HostAccess, { copy, before, after, drafts }: RegexTrial): Promise<Problem[]> {
  const known = new Set([...before.jails.values()].map(regexesOf));
  const found: Problem[] = [];
  let tried = 0;
  for (const jail of after.jails.values()) {
    if (jail.failregex.length === 0 || known.has(regexesOf(jail)) || tried >= MOST_JAILS) continue;
    known.add(regexesOf(jail));
    tried += 1;
    const problem = await tryJail(host, copy, jail, drafts);
    if (problem !== null) found.push(problem);
  }
  return found;
}

const regexesOf = ({ prefregex, failregex, ignoreregex, settings }: JailStream): string =>
  JSON.stringify([prefregex, failregex, ignoreregex, settings.get('maxlines'), settings.get('usedns')]);

async function tryJail(host: HostAccess, copy: string, jail: JailStream, drafts: readonly DraftFile[]): Promise<Problem | null> {
  const path = posix.join(copy, 'filter.d', `${TRIAL_FILTER}.conf`);
  const inFile = { ...jail, failregex: jail.failregex.filter(standsInFile), ignoreregex: jail.ignoreregex.filter(standsInFile) };
  await host.files.write(path, new TextEncoder().encode(trialOfJail(inFile)));
  // Those that no file can hold are tried by themselves.
  const filters = [...(inFile.failregex.length > 0 ? [TRIAL_FILTER] : []), ...jail.failregex.filter((regex) => !standsInFile(regex))];
  for (const filter of filters) {
    const { code, stdout } = await host.run({ program: 'regex', configFolder: copy, log: { lines: 'x\n' }, filter }, { seconds: 30 });
    if (code !== 0) return regexProblem(jail, stdout, drafts);
  }
  return null;
}

/** "Unable to compile regular expression '…':\n…", "No failure-id group in '…'" (server/failregex.py). */
export function readRegexError(stdout: string): { readonly isNoHost: boolean; readonly regex: string; readonly words: string } {
  const [, noHost] = /No failure-id group in '([\s\S]*?)'\s*$/m.exec(stdout) ?? [];
  if (noHost !== undefined) return { isNoHost: true, regex: noHost, words: noHost };
  const [, regex = '', why = ''] = /Unable to compile regular expression '([\s\S]*?)':\n([^\n]*)/.exec(stdout) ?? [];
  const other = /ERROR: ([\s\S]*)$/.exec(stdout)?.[1] ?? stdout.trim();
  return { isNoHost: false, regex, words: (why === '' ? other : why).trim().slice(0, 500) };
}

function regexProblem(jail: JailStream, stdout: string, drafts: readonly DraftFile[]): Problem {
  const { isNoHost, regex, words } = readRegexError(stdout);
  const written = [...jail.failregex, ...jail.ignoreregex, jail.prefregex ?? ''].find((one) => one !== '' && expandsTo(one, regex)) ?? null;
  const place = { jail: jail.name, ...((written === null ? null : findInDrafts(drafts, written)) ?? {}) };
  const name = jail.name ?? '';
  return isNoHost
    ? fault('bans.config_no_host_group', { jail: name, regex: written ?? regex }, place)
    : fault('bans.config_bad_regex', { jail: name, words, regex: written ?? regex }, place);
}
