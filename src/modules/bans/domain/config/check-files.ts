import { type Document, type Option, parseDocument } from './document.ts';
import { type DraftFile, withDrafts } from './draft.ts';
import { createInterpolate } from './interpolate.ts';
import { type Files, type LayeredOption, layersOf, optionsOf, sectionsOf } from './layers.ts';
import { typeOf, valueFault } from './options.ts';
import { kindOf } from './paths.ts';
import { fault, type Problem, warning } from './problem.ts';

/** What can be said of drafts by their text alone, with the files that they lie among: those of jails and of the server. */
export function checkFiles(files: Files, drafts: readonly DraftFile[]): Problem[] {
  const written = drafts.flatMap(({ path, content }) => (content === null ? [] : [{ path, document: parseDocument(content) }]));
  const faults = written.flatMap(({ path, document }) => document.faults.map((found) => ({ ...found, path })));
  // Values mean nothing in files that cannot be read.
  if (faults.length > 0) return faults;
  return [...checkOptions(withDrafts(files, drafts), drafts), ...written.flatMap(({ path, document }) => programsOf(path, document))];
}

/** Options of jails that a draft sets, with their values as fail2ban fills them in. */
function checkOptions(files: Files, drafts: readonly DraftFile[]): Problem[] {
  const paths = new Set(drafts.map(({ path }) => path));
  const layers = layersOf(files, 'jail');
  const interpolate = createInterpolate(layers);
  const seen = new Set<string>();
  return ['DEFAULT', ...sectionsOf(layers)].flatMap((section) =>
    optionsOf(layers, section)
      .filter(({ setBy }) => paths.has(setBy.path))
      .flatMap((option): Problem[] => {
        const found = checkOption(option, interpolate(section, option.setBy.value));
        const key = JSON.stringify(found);
        if (found === null || seen.has(key)) return [];
        seen.add(key);
        return [found];
      }),
  );
}

function checkOption({ option, setBy }: LayeredOption, filled: ReturnType<ReturnType<typeof createInterpolate>>): Problem | null {
  const place = { path: setBy.path, line: setBy.line, jail: setBy.section === 'DEFAULT' ? null : setBy.section };
  // [DEFAULT] may refer to what only jails set.
  if (!filled.ok) return setBy.section === 'DEFAULT' ? null : fault(filled.code, { ...filled.params, option }, place);
  const code = filled.value === null ? null : valueFault(option, filled.value);
  return code === null ? null : fault(code, { option, value: filled.value }, place);
}

/** What is run as a program with the rights of fail2ban: allowed, and said. */
function programsOf(path: string, { options }: Document): Problem[] {
  const kind = kindOf(path);
  const isProgram = ({ name }: Option): boolean =>
    kind === 'action' ? /^action(?!start_on_demand|repair_on_unban)/.test(name) : typeOf(name) === 'program';
  return options
    .filter((option) => isProgram(option) && option.value !== '')
    .map(({ name, value, at }) =>
      warning('bans.config_runs_program', { option: name, value: value.slice(0, 200) }, { path, line: at[0] + 1 }),
    );
}

/** The line of a draft that holds a text; null: none does. */
export function findInDrafts(drafts: readonly DraftFile[], text: string): { readonly path: string; readonly line: number } | null {
  for (const { path, content } of drafts) {
    const line = (content ?? '').split('\n').findIndex((one) => one.includes(text));
    if (line !== -1) return { path, line: line + 1 };
  }
  return null;
}
