import { findInDrafts } from './check-files.ts';
import { differenceOf, isNothing } from './difference.ts';
import type { DraftFile } from './draft.ts';
import { valueFault } from './options.ts';
import { fault, type Problem, warning } from './problem.ts';
import type { Effective, JailStream } from './stream.ts';

export interface StreamsToCheck {
  readonly before: Effective;
  readonly after: Effective;
  /** Names of the jails that run now. */
  readonly running: readonly string[];
  /** Jails that the files with the drafts switch off, or do not have at all. */
  readonly isOff: (jail: string) => boolean;
  readonly drafts: readonly DraftFile[];
}

/** What is wrong with the commands that fail2ban would make of the files with the drafts. What was so before is a warning. */
export function checkStream({ before, after, running, isOff, drafts }: StreamsToCheck): Problem[] {
  const skipped = after.errors.map((words) => skippedJail(words, before.errors.includes(words), drafts));
  const lost = running.filter((jail) => !after.jails.has(jail)).map((jail) => lostJail(jail, isOff(jail)));
  const changed = [...after.jails.values()].flatMap((jail) => {
    const was = before.jails.get(jail.name ?? '');
    return checkJail(jail, (problem) => was === undefined || !checkJail(was).some((old) => isSame(old, problem)));
  });
  const same = isNothing(differenceOf(before, after)) ? [warning('bans.config_no_change')] : [];
  return [...skipped, ...lost, ...changed, ...checkServer(after.server), ...same];
}

const isSame = (left: Problem, right: Problem): boolean =>
  left.code === right.code && JSON.stringify(left.params) === JSON.stringify(right.params);

/** "Jail 'x' skipped, because of wrong configuration: …" (client/jailreader.py). */
function skippedJail(words: string, isOld: boolean, drafts: readonly DraftFile[]): Problem {
  const [, jail = '', why = words] = /^Jail '(.*?)' skipped, because of wrong configuration: (.*)$/s.exec(words) ?? [];
  const named = /'([^']+)'/.exec(why)?.[1];
  const place = named === undefined ? null : findInDrafts(drafts, named);
  const make = isOld ? warning : fault;
  return make('bans.config_jail_skipped', { jail, words: why }, { jail, ...(place ?? {}) });
}

/** A jail that runs and would not: meant where the files switch it off, an accident otherwise. */
const lostJail = (jail: string, isOff: boolean): Problem =>
  isOff ? warning('bans.config_jail_off', { jail }, { jail }) : fault('bans.config_jail_lost', { jail }, { jail });

const TIMES = ['bantime', 'findtime', 'bantime.maxtime', 'bantime.rndtime', 'bantime.factor', 'bantime.multipliers', 'ignorecache'];
const NUMBERS = ['maxretry', 'maxmatches', 'maxlines'];

function checkJail(jail: JailStream, isNew: (problem: Problem) => boolean = () => true): Problem[] {
  const name = jail.name ?? '';
  const found: Problem[] = [];
  const add = (code: string, params: Problem['params'] = {}): void => {
    found.push(fault(code, { jail: name, ...params }, { jail: name }));
  };
  if (jail.failregex.length === 0) add('bans.config_no_regex');
  if (jail.actions.size === 0) add('bans.config_no_action');
  // `-d` only warns of it; a reload refuses the whole configuration (client/jailreader.py `convert`).
  if (jail.logs.length === 0 && !(jail.backend ?? '').startsWith('systemd')) add('bans.config_no_log');
  for (const option of [...TIMES, ...NUMBERS]) {
    const value = jail.settings.get(option);
    if (value === undefined || valueFault(option, value) === null) continue;
    add(NUMBERS.includes(option) ? 'bans.config_stream_bad_number' : 'bans.config_stream_bad_time', { option, value });
  }
  return found.map((problem) => (isNew(problem) || problem.code === 'bans.config_no_log' ? problem : { ...problem, severity: 'warning' }));
}

function checkServer({ settings }: JailStream): Problem[] {
  return ['dbpurgeage', 'dbmaxmatches'].flatMap((option) => {
    const value = settings.get(option);
    return value === undefined || valueFault(option, value) === null ? [] : [fault('bans.config_server_bad_value', { option, value })];
  });
}
