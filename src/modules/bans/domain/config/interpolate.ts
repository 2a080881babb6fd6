import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { type Layer, settingsOf } from './layers.ts';

export type InterpolationFault = 'bans.config_interpolation' | 'bans.config_bad_percent' | 'bans.config_loop';

/** Python's limit (configparser, MAX_INTERPOLATION_DEPTH). */
const MOST_DEPTH = 10;
/** What fail2ban itself adds (client/jailreader.py `getOptions`). */
const GIVEN = ['fail2ban_version', 'fail2ban_confpath'];

/** The text with `%(…)s` filled in; null: what it refers to only fail2ban knows. */
export type Filled = Result<string | null, InterpolationFault>;

/**
 * Fills `%(x)s`, `%(section/x)s`, `%(default/x)s` in, as fail2ban's readers do (client/configparserinc.py). What a jail takes from
 * its filter, `%(known/x)s`, is not ours to resolve.
 */
export function createInterpolate(layers: readonly Layer[]) {
  const cache = new Map<string, ReadonlyMap<string, string>>();
  const valuesOf = (section: string): ReadonlyMap<string, string> => {
    const known = cache.get(section) ?? strongest(layers, section);
    cache.set(section, known);
    return known;
  };
  return (section: string, value: string): Filled => fill({ section, valuesOf }, value);
}

function strongest(layers: readonly Layer[], section: string): ReadonlyMap<string, string> {
  return new Map(
    [...settingsOf(layers, section)].flatMap(([name, [first]]) => (first === undefined ? [] : [[name, first.value] as const])),
  );
}

interface Source {
  readonly section: string;
  readonly valuesOf: (section: string) => ReadonlyMap<string, string>;
}

/** Text that is still to be read, and how deep it was found. */
interface Rest {
  readonly text: string;
  readonly depth: number;
}

/** More text than any option has: references that refer to many others grow fast. */
const MOST_TEXT = 1_000_000;

/** Without recursion: what a reference stands for is read next. */
function fill(source: Source, value: string): Filled {
  const parts: string[] = [];
  const rests: Rest[] = [{ text: value, depth: 1 }];
  let length = 0;
  let isKnown = true;
  while (rests.length > 0) {
    const rest = rests.pop();
    if (rest === undefined) break;
    if (rest.depth > MOST_DEPTH || length > MOST_TEXT) return refuse('bans.config_loop');
    const percent = rest.text.indexOf('%');
    const plain = percent === -1 ? rest.text : rest.text.slice(0, percent);
    parts.push(plain);
    length += plain.length;
    if (percent === -1) continue;
    const step = readPercent(source, rest, percent);
    if (!step.ok) return step;
    if (step.value === null) isKnown = false;
    else rests.push(...step.value.filter(({ text }) => text !== ''));
    if (step.value === null) rests.push({ text: afterReference(rest.text, percent), depth: rest.depth });
    if (rest.text.startsWith('%%', percent)) parts.push('%');
  }
  return ok(isKnown ? parts.join('') : null);
}

const REFERENCE = /%\(([^)]+)\)s/y;

const afterReference = (text: string, at: number): string => {
  REFERENCE.lastIndex = at;
  return text.slice(at + (REFERENCE.exec(text)?.[0].length ?? 2));
};

/** What comes next, the last one first. */
function readPercent(source: Source, { text, depth }: Rest, at: number): Result<readonly Rest[] | null, InterpolationFault> {
  if (text.startsWith('%%', at)) return ok([{ text: text.slice(at + 2), depth }]);
  REFERENCE.lastIndex = at;
  const name = REFERENCE.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) return refuse('bans.config_bad_percent');
  const found = lookUp(source, name);
  if (found === undefined) return refuse('bans.config_interpolation', { name });
  if (found === null) return ok(null);
  return ok([
    { text: afterReference(text, at), depth },
    { text: found, depth: depth + 1 },
  ]);
}

/** Null: only fail2ban knows. Undefined: nobody does. */
function lookUp({ section, valuesOf }: Source, name: string): string | null | undefined {
  if (name === '__name__') return section;
  if (GIVEN.includes(name)) return null;
  const own = valuesOf(section).get(name) ?? valuesOf('DEFAULT').get(name);
  if (own !== undefined) return own;
  const [, other, option] = /^([\w-]+)\/(.+)$/.exec(name) ?? [];
  if (other === undefined || option === undefined) return undefined;
  if (other === 'known') return null;
  return (other === 'default' ? undefined : valuesOf(other).get(option)) ?? valuesOf('DEFAULT').get(option);
}
