import { readFileSync } from 'node:fs';
import type { EnvTable, EnvValues, Variable } from './declare.ts';
import { nearest } from './nearest.ts';

/** Where a value came from. */
export type Source = 'default' | 'environment' | 'file' | 'unset';

export interface Setting {
  readonly name: string;
  readonly source: Source;
  /** The text as written; null while unset. Not masked. */
  readonly text: string | null;
  readonly variable: Variable;
}

export type EnvReading<Table extends EnvTable> =
  | { readonly ok: true; readonly values: EnvValues<Table>; readonly settings: readonly Setting[] }
  | { readonly ok: false; readonly faults: readonly string[] };

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'CARETAKER_';

/** The agent's own (agent/report.sh): they may stand in the environment of a machine that also runs a console. */
const OTHERS = ['CARETAKER_REPORT_URL', 'CARETAKER_REPORT_TOKEN', 'CARETAKER_REPORT_INTERVAL'];

/** Reads every declared variable and refuses the unknown ones; all faults come together, one sentence each. */
export function readEnv<Table extends EnvTable>(table: Table, environment: Environment): EnvReading<Table> {
  const faults = unknownNames(table, environment);
  const values: Record<string, unknown> = {};
  const settings: Setting[] = [];
  for (const [name, variable] of Object.entries(table)) {
    const found = findText(name, variable, environment);
    if ('fault' in found) {
      faults.push(found.fault);
      continue;
    }
    settings.push({ name, variable, ...found });
    if (found.text === null) continue;
    const parsed = variable.type.safeParse(found.text);
    if (parsed.success) values[name] = parsed.data;
    else faults.push(`${name} ${parsed.error.issues.map((issue) => issue.message).join('; ')}.`);
  }
  // The loop above filled every name of the table with the output of its own type.
  return faults.length > 0 ? { ok: false, faults } : { ok: true, values: values as EnvValues<Table>, settings };
}

type Found = { readonly text: string | null; readonly source: Source } | { readonly fault: string };

/** Empty counts as unset: compose files pass `NAME=` for what was left out. */
function findText(name: string, variable: Variable, environment: Environment): Found {
  const direct = environment[name] || null;
  const file = variable.secret === true ? environment[`${name}_FILE`] || null : null;
  if (direct !== null && file !== null) return { fault: `${name} and ${name}_FILE are both set; keep one.` };
  if (direct !== null) return { text: direct, source: 'environment' };
  if (file !== null) return readSecret(name, file);
  return variable.default === undefined ? { text: null, source: 'unset' } : { text: variable.default, source: 'default' };
}

function readSecret(name: string, file: string): Found {
  try {
    return { text: readFileSync(file, 'utf8').replace(/\r?\n$/, ''), source: 'file' };
  } catch (error) {
    return { fault: `${name}_FILE cannot be read: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

function unknownNames(table: EnvTable, environment: Environment): string[] {
  const known = Object.entries(table).flatMap(([name, { secret }]) => (secret === true ? [name, `${name}_FILE`] : [name]));
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name) && !OTHERS.includes(name))
    .map((name) => `${name} is unknown${suggestion(name, known)}`);
}

function suggestion(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return close === null ? '.' : `. Did you mean ${close}?`;
}
