import { meaningOf } from './lines.ts';
import type { JailStream } from './stream.ts';

/** Name of the filter file that tries regexes in a copy of the configuration. */
export const TRIAL_FILTER = 'zz-caretaker-trial';

export interface TrialRegexes {
  readonly prefregex?: string | null;
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
  readonly datepattern?: string | null;
  readonly maxlines?: number | string | null;
  /** Sections before, such as `[INCLUDES]`. */
  readonly head?: string;
}

/** Regexes of a stream, as a filter file that gives fail2ban the same ones: percent signs are doubled. */
export const trialOfJail = ({ prefregex, failregex, ignoreregex, settings }: JailStream): string =>
  trialFilter({
    prefregex: doubled(prefregex),
    failregex: failregex.map((regex) => doubled(regex)),
    ignoreregex: ignoreregex.map((regex) => doubled(regex)),
    maxlines: settings.get('maxlines') ?? null,
  });

function doubled(text: string): string;
function doubled(text: string | null): string | null;
function doubled(text: string | null): string | null {
  return text?.replaceAll('%', '%%') ?? null;
}

/** A filter file of these regexes as they are. */
export function trialFilter({
  prefregex = null,
  failregex,
  ignoreregex,
  datepattern = null,
  maxlines = null,
  head = '',
}: TrialRegexes): string {
  const option = (name: string, values: readonly (string | null)[]): string[] => {
    const given = values.filter((value) => value !== null && value !== '');
    return given.length === 0 ? [] : [`${name} = ${given.join('\n    ')}`];
  };
  return [
    `${head}[Definition]`,
    ...option('prefregex', [prefregex]),
    ...option('failregex', failregex),
    `ignoreregex = ${ignoreregex.join('\n    ')}`,
    ...option('datepattern', [datepattern]),
    ...option('maxlines', [maxlines === null ? null : String(maxlines)]),
    '',
  ].join('\n');
}

/** Whether a regex stands in a file as it is: a comment's mark, or white space at its ends, would be cut away. */
export const standsInFile = (regex: string): boolean =>
  meaningOf(`    ${regex}`) === regex && !regex.includes('\n') && !regex.includes('\r');
