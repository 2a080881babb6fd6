import { z } from 'zod';

const Annotation = z.looseObject({
  time: z.string().optional(),
  match: z.boolean().default(false),
  host: z.string().optional(),
  constraint: z.string().optional(),
});
type Annotation = z.infer<typeof Annotation>;

const Options = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
type Options = z.infer<typeof Options>;

export interface AnnotatedLine {
  /** In the file, counted from 1. */
  readonly number: number;
  readonly text: string;
  readonly expected: Annotation;
}

/** Lines that are judged by one filter with the same options, in their order. */
export interface AnnotatedRun {
  readonly options: Readonly<Record<string, string>>;
  readonly lines: readonly AnnotatedLine[];
}

/**
 * Reads a sample log as fail2ban's own tests do (tests/samplestestcase.py): `# failJSON:` speaks of the next line, `# filterOptions:` of all
 * lines until the next one; lines without an annotation must not match.
 */
export function readAnnotatedLog(text: string, name: string): AnnotatedRun[] {
  const runs = new Map<string, { options: Record<string, string>; lines: AnnotatedLine[] }>();
  let current: readonly Options[] = [{}];
  let expected: Annotation | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const [, what, json = ''] = /^#+ ?(failJSON|(?:file|filter)Options|addFILE):(.+)$/.exec(raw) ?? [];
    if (what === 'failJSON') expected = Annotation.parse(JSON.parse(json));
    else if (what === 'filterOptions')
      current = [z.union([z.array(Options), Options.transform((one) => [one])]).parse(JSON.parse(json))]
        .flat()
        .filter((one) => holds(one['test.condition'], name, one));
    // `addFILE` names another sample, which is read by itself where it is there.
    else if (what === 'fileOptions') throw new Error(`${name}: ${what} is not known`);
    if (what !== undefined || ((raw.startsWith('#') || raw.trim() === '') && expected === null)) continue;
    for (const options of current)
      addLine(runs, name, options, { number: index + 1, text: raw.replace(/\r$/, ''), expected: expected ?? Annotation.parse({}) });
    expected = null;
  }
  return [...runs.values()];
}

type Runs = Map<string, { options: Record<string, string>; lines: AnnotatedLine[] }>;

function addLine(runs: Runs, name: string, all: Options, line: AnnotatedLine): void {
  if (!holds(line.expected.constraint, name, all)) return;
  const options = Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (key.startsWith('test.') ? [] : [[key, String(value)]])),
  );
  const key = JSON.stringify(options);
  const run = runs.get(key) ?? { options, lines: [] };
  run.lines.push(line);
  runs.set(key, run);
}

/** The two forms of condition that the sample logs have: Python, so anything else is refused rather than guessed. */
function holds(condition: unknown, name: string, options: Options): boolean {
  if (condition === undefined) return true;
  const [, wantedName] = /^name ?== ?'([\w-]+)'$/.exec(String(condition)) ?? [];
  if (wantedName !== undefined) return wantedName === name;
  const [, option = '', sign, value] = /^opts\.get\('(\w+)'\) (==|!=) '(\w+)'$/.exec(String(condition)) ?? [];
  if (sign === undefined) throw new Error(`condition that is not known: ${String(condition)}`);
  return (options[option] === value) === (sign === '==');
}
