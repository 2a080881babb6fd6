import { posix } from 'node:path';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { type HostAccess, HostError } from '../../devices/hosts/access.ts';
import { checkReadPath } from '../../domain/config/paths.ts';
import { TRIAL_FILTER, trialFilter } from '../../domain/config/trial-filter.ts';
import { type Judged, readTrace } from '../../domain/workshop/trace.ts';
import type { ConfigurationParts } from '../configuration/parts.ts';
import { readRegexError } from '../configuration/try-regexes.ts';
import type { HostRow, ReachCode } from '../hosts/reach.ts';
import { isKnownZone } from './zone.ts';

/** A filter of the host by name, or regexes as they would stand in a filter file. */
export interface TriedFilter {
  readonly name: string | null;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
  readonly prefregex: string | null;
  readonly datepattern: string | null;
  readonly maxlines: number | null;
}

export interface RegexTest {
  readonly hostId: string;
  readonly filter: TriedFilter;
  readonly lines: string | null;
  readonly logPath: string | null;
  /** `journal`: the time is not in the text. */
  readonly source: 'file' | 'journal';
  readonly dns: 'raw' | 'no';
  readonly timeZone?: string | undefined;
  readonly asOf?: Temporal.Instant | undefined;
}

export interface RegexTested {
  readonly lines: readonly Judged[];
  readonly failregex: readonly { readonly regex: string; readonly hits: number }[];
  readonly ignoreregex: readonly { readonly regex: string; readonly hits: number }[];
  readonly isCut: boolean;
  readonly tookMilliseconds: number;
}

export type WorkshopFault =
  | 'bans.workshop_no_filter'
  | 'bans.workshop_unknown_filter'
  | 'bans.workshop_no_lines'
  | 'bans.workshop_too_large'
  | 'bans.workshop_unknown_log'
  | 'bans.workshop_bad_option'
  | 'bans.workshop_bad_regex'
  | 'bans.workshop_no_host_group'
  | 'bans.workshop_too_slow'
  | 'bans.workshop_failed'
  | 'window.unknown_zone';

export const MOST_SAMPLE_BYTES = 512 * 1024;
const SECONDS = 20;
/** The trace says of each line what stands in it, several times. */
const OUTPUT_BYTES = 32 * 1024 * 1024;

type Answer = Result<RegexTested, WorkshopFault | ReachCode>;

/** Judges lines by a filter, through fail2ban-regex on the host, within a time limit. Names are never looked up. */
export function createRegexTest(parts: ConfigurationParts) {
  return async (input: RegexTest): Promise<Answer> => {
    const wrong = faultOf(input);
    if (wrong !== null) return wrong;
    const reached = await parts.reach.reach(input.hostId, 'observe', (host, row) => tryOnHost(host, row, input));
    return reached.ok ? reached.value : reached;
  };
}

function faultOf({ filter, lines, logPath, timeZone }: RegexTest): Refused<WorkshopFault> | null {
  if (filter.name === null && filter.failregex.length === 0) return refuse('bans.workshop_no_filter', { path: 'filter' });
  if (filter.name !== null && !checkReadPath(`filter.d/${filter.name}.conf`).ok)
    return refuse('bans.workshop_unknown_filter', { path: 'filter', name: filter.name });
  const isPlain = filter.options.every(({ name, value }) => /^[\w.-]+$/.test(name) && /^[^"\p{Cc}]*$/u.test(value));
  if (!isPlain) return refuse('bans.workshop_bad_option', { path: 'filter' });
  if ((lines === null) === (logPath === null)) return refuse('bans.workshop_no_lines', { path: 'lines' });
  if (lines !== null && Buffer.byteLength(lines) > MOST_SAMPLE_BYTES)
    return refuse('bans.workshop_too_large', { path: 'lines', most: MOST_SAMPLE_BYTES });
  return timeZone === undefined || isKnownZone(timeZone) ? null : refuse('window.unknown_zone', { path: 'timeZone' });
}

async function tryOnHost(host: HostAccess, row: HostRow, input: RegexTest): Promise<Result<RegexTested, WorkshopFault>> {
  const sample = await sampleOf(host, input);
  if (!sample.ok) return sample;
  const { name } = input.filter;
  if (name !== null && (await hasFilter(host, row, name)))
    return run(host, input, sample.value, { folder: row.configFolder, filter: name });
  if (name !== null) return refuse('bans.workshop_unknown_filter', { path: 'filter', name });
  // Typed regexes are a filter of a copy, so that they can include and refer to what the host has.
  const copy = await host.files.stage(row.configFolder);
  try {
    const text = trialFilter({ ...input.filter, head: '[INCLUDES]\nbefore = common.conf\n' });
    await host.files.write(posix.join(copy, 'filter.d', `${TRIAL_FILTER}.conf`), new TextEncoder().encode(text));
    return await run(host, input, sample.value, { folder: copy, filter: TRIAL_FILTER });
  } finally {
    await host.files.unstage(copy);
  }
}

async function hasFilter(host: HostAccess, { configFolder }: HostRow, name: string): Promise<boolean> {
  const known = await host.files.list(posix.join(configFolder, 'filter.d'));
  return known.some(({ path }) => [`${name}.conf`, `${name}.local`].includes(posix.basename(path)));
}

interface Sample {
  readonly text: string;
  readonly isCut: boolean;
}

async function sampleOf(host: HostAccess, { lines, logPath }: RegexTest): Promise<Result<Sample, WorkshopFault>> {
  if (lines !== null) return ok({ text: withEnd(lines.replaceAll('\0', '')), isCut: false });
  const path = logPath ?? '';
  for (const jail of await host.fail2ban.jailNames()) {
    if ((await host.fail2ban.logPaths(jail)).includes(path)) return tailOf(host, path);
  }
  return refuse('bans.workshop_unknown_log', { path: 'logPath' });
}

const withEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

async function tailOf(host: HostAccess, path: string): Promise<Result<Sample, WorkshopFault>> {
  const { stdout } = await host.run({ program: 'log-tail', path, lines: 2_000 });
  const kept = Buffer.from(stdout).subarray(-MOST_SAMPLE_BYTES).toString('utf8');
  const text = kept.length < stdout.length ? kept.slice(kept.indexOf('\n') + 1) : kept;
  return ok({ text: withEnd(text), isCut: true });
}

interface Tool {
  readonly folder: string;
  readonly filter: string;
}

async function run(
  host: HostAccess,
  input: RegexTest,
  { text, isCut }: Sample,
  { folder, filter }: Tool,
): Promise<Result<RegexTested, WorkshopFault>> {
  const began = performance.now();
  const { dns, source, timeZone, asOf } = input;
  const ran = await withinTime(() =>
    host.run(
      {
        ...{ program: 'regex', configFolder: folder, log: { lines: text }, filter: filter + optionsOf(input), output: 'row', trace: true },
        ...(dns === 'raw' ? { names: 'raw' as const } : {}),
        // A pattern for "no date": what the journal tells beside the text is not in it.
        ...(source === 'journal' ? { datePattern: '{NONE}' } : {}),
        ...(timeZone === undefined ? {} : { zone: timeZone }),
        ...(asOf === undefined ? {} : { asOf: asOf.epochMilliseconds / 1_000 }),
      },
      { seconds: SECONDS, outputBytes: OUTPUT_BYTES },
    ),
  );
  if (ran === null) return refuse('bans.workshop_too_slow', { seconds: SECONDS });
  if (ran.code !== 0) return toolFault(ran.stdout, ran.stderr);
  const lines = readTrace(ran.stdout, text);
  if (!lines.ok) return lines;
  const tookMilliseconds = Math.round(performance.now() - began);
  return ok({ lines: lines.value, ...hitsOf(input.filter, lines.value), isCut, tookMilliseconds });
}

function optionsOf({ filter, source }: RegexTest): string {
  const journal =
    source === 'journal' && !filter.options.some(({ name }) => name === 'logtype') ? [{ name: 'logtype', value: 'journal' }] : [];
  const options = [...filter.options, ...journal].map(({ name, value }) => `${name}="${value}"`);
  return options.length === 0 ? '' : `[${options.join(', ')}]`;
}

/** Null: it took too long, and was stopped. */
async function withinTime<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof HostError && cause.kind === 'timeout') return null;
    throw cause;
  }
}

function toolFault(stdout: string, stderr: string): Refused<WorkshopFault> {
  const { isNoHost, words } = readRegexError(stdout);
  if (isNoHost) return refuse('bans.workshop_no_host_group', { words });
  if (/Unable to compile/.test(stdout)) return refuse('bans.workshop_bad_regex', { words });
  return refuse('bans.workshop_failed', { words: (words === '' ? stderr : words).slice(-500) });
}

/** How often each regex decided a line. Of a filter of the host only numbers are known. */
function hitsOf({ failregex, ignoreregex }: TriedFilter, lines: readonly Judged[]): Pick<RegexTested, 'failregex' | 'ignoreregex'> {
  const hits = (verdict: Judged['verdict'], written: readonly string[]) => {
    const numbers = lines.flatMap(({ verdict: is, regex }) => (is === verdict && regex !== null ? [regex] : []));
    const most = Math.max(written.length, ...numbers, 0);
    return Array.from({ length: most }, (_none, at) => ({
      regex: written[at] ?? `#${at + 1}`,
      hits: numbers.filter((number) => number === at + 1).length,
    }));
  };
  return { failregex: hits('matched', failregex), ignoreregex: hits('ignored', ignoreregex) };
}

export const countsOf = (lines: readonly Judged[]): Readonly<Record<Judged['verdict'], number>> => ({
  matched: lines.filter(({ verdict }) => verdict === 'matched').length,
  missed: lines.filter(({ verdict }) => verdict === 'missed').length,
  ignored: lines.filter(({ verdict }) => verdict === 'ignored').length,
  skipped: lines.filter(({ verdict }) => verdict === 'skipped').length,
});
