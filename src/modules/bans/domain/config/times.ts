/** Units of fail2ban's times and their length in seconds (server/mytime.py): a month is a twelfth of a year of 365.25 days. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:days?|da|dd?)$/i, 86_400],
  [/^(?:weeks?|wee?|ww?)$/i, 604_800],
  [/^(?:months?|mon?)$/i, 2_629_800],
  [/^(?:years?|yea?|yy?)$/i, 31_557_600],
  [/^(?:seconds?|sec?|ss?)$/i, 1],
  [/^(?:minutes?|min?|mm?)$/i, 60],
  [/^(?:hours?|hou?|hh?)$/i, 3_600],
];

const NUMBER = '(?:0|[1-9][0-9]{0,14})';
const WHOLE = new RegExp(`^-?${NUMBER}$`);
const PARTS = new RegExp(`(${NUMBER})[ ]*([a-z]+)[ ]*`, 'giy');

/**
 * Seconds of a time as the manual documents it (jail.conf(5), "time abbreviation format"): a whole number, or numbers with units one
 * after the other, `1d 12h`, `1d12h`. Null: anything else. fail2ban hands what it is given to Python's `eval`, so that "anything
 * else" may be a program; a leading zero is a fault to it.
 */
export function secondsOf(text: string): number | null {
  if (WHOLE.test(text)) return Number(text);
  if (text !== text.trim() || text === '') return null;
  PARTS.lastIndex = 0;
  let seconds = 0;
  while (PARTS.lastIndex < text.length) {
    const [, count, unit] = PARTS.exec(text) ?? [];
    const length = UNITS.find(([name]) => unit !== undefined && name.test(unit))?.[1];
    if (count === undefined || length === undefined) return null;
    seconds += Number(count) * length;
  }
  return seconds;
}
