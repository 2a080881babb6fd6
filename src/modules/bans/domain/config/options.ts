import { secondsOf } from './times.ts';

/** What an option of a jail takes (client/jailreader.py, server/jail.py, server/filter.py). */
export type OptionType =
  | 'text'
  | 'flag'
  | 'number'
  | 'time'
  /** A number with decimals; Python evaluates it. */
  | 'factor'
  | 'numbers'
  /** Run as a program, by a shell or as Python. */
  | 'program';

const TYPES: Readonly<Record<string, OptionType>> = {
  enabled: 'flag',
  backend: 'text',
  maxretry: 'number',
  maxmatches: 'number',
  findtime: 'time',
  bantime: 'time',
  'bantime.increment': 'flag',
  'bantime.factor': 'factor',
  'bantime.formula': 'program',
  'bantime.multipliers': 'numbers',
  'bantime.maxtime': 'time',
  'bantime.rndtime': 'time',
  'bantime.overalljails': 'flag',
  ignorecommand: 'program',
  ignoreself: 'flag',
  ignoreip: 'text',
  ignorecache: 'text',
  filter: 'text',
  logtimezone: 'text',
  logencoding: 'text',
  logpath: 'text',
  action: 'text',
  usedns: 'text',
  prefregex: 'text',
  ignoreregex: 'text',
  failregex: 'text',
  maxlines: 'number',
  datepattern: 'text',
  journalmatch: 'text',
  dbpurgeage: 'time',
  dbmaxmatches: 'number',
};

/** Null: fail2ban knows no such option; it may stand for others to refer to. */
export const typeOf = (option: string): OptionType | null => TYPES[option] ?? null;

export type ValueFault = 'bans.config_bad_time' | 'bans.config_bad_number' | 'bans.config_bad_flag' | 'bans.config_only_in_files';

const FLAGS = ['1', 'on', 'true', 'yes', '0', 'off', 'false', 'no'];

/**
 * What is wrong with a value as fail2ban gets it, all references filled in; null: nothing. `bantime.formula` and `ignorecommand`
 * are programs by design: that they are one is no fault of the value.
 */
export function valueFault(option: string, value: string): Exclude<ValueFault, 'bans.config_only_in_files'> | null {
  switch (typeOf(option)) {
    case 'time':
      return secondsOf(value) === null && !(value === '' && option.startsWith('bantime.')) ? 'bans.config_bad_time' : null;
    case 'number':
      return /^-?(?:0|[1-9]\d{0,8})$/.test(value) ? null : 'bans.config_bad_number';
    case 'factor':
      return /^(?:0|[1-9]\d{0,8})?(?:\.\d{1,9})?$/.test(value) && value !== '' ? null : 'bans.config_bad_number';
    case 'numbers':
      return /^(?:\d{1,9}(?: \d{1,9})*)?$/.test(value) ? null : 'bans.config_bad_number';
    case 'flag':
      return FLAGS.includes(value.toLowerCase()) ? null : 'bans.config_bad_flag';
    default:
      return option === 'ignorecache' ? cacheFault(value) : null;
  }
}

/** `key="<ip>", max-count=100, max-time=5m`: the time is evaluated as all are (server/filter.py). */
function cacheFault(value: string): 'bans.config_bad_time' | null {
  const time = /max-time\s*=\s*"?'?([^,"'\]]*)/i.exec(value)?.[1];
  return time === undefined || secondsOf(time.trim()) !== null ? null : 'bans.config_bad_time';
}
