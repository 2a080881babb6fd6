import type { z } from 'zod';
import type { regexTest } from '../../contract/workshop-routes.ts';

/** What is typed into the workshop. */
export interface RegexValues {
  /** Name of a filter of the host; empty: expressions are typed. */
  readonly filter: string;
  readonly mode: string;
  readonly failregex: string;
  readonly ignoreregex: string;
  readonly datepattern: string;
  readonly lines: string;
  /** A log of the host; empty: the lines that were pasted. */
  readonly logPath: string;
}

export const emptyRegex: RegexValues = { filter: '', mode: '', failregex: '', ignoreregex: '', datepattern: '', lines: '', logPath: '' };

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What is sent: a filter by its name, or expressions one a line. */
export function regexInput(values: RegexValues, hostId: string): z.input<typeof regexTest.input> {
  const { filter, mode, failregex, ignoreregex, datepattern, lines, logPath } = values;
  const options = mode.trim() === '' ? [] : [{ name: 'mode', value: mode.trim() }];
  const typed = {
    failregex: linesOf(failregex),
    ignoreregex: linesOf(ignoreregex),
    ...(datepattern.trim() === '' ? {} : { datepattern: datepattern.trim() }),
  };
  const tried = filter.trim() === '' ? typed : { name: filter.trim(), options };
  return { hostId, filter: tried, ...(logPath.trim() === '' ? { lines } : { logPath: logPath.trim() }) };
}
