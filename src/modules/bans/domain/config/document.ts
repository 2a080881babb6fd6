import { commentStart, joinLines, type Line, meaningOf, splitLines } from './lines.ts';
import { fault, type Problem } from './problem.ts';
import { indentOf, strip, stripEnd } from './python-text.ts';

/** An option of a section, and the lines that make it up. */
export interface Option {
  readonly section: string;
  /** Lower case: configparser knows no other. */
  readonly name: string;
  /** As configparser joins it: lines by `\n`, without white space at their ends, `%` untouched. */
  readonly value: string;
  /** Indices into `lines`: the first holds the name. Comments and blank lines between them are not among them. */
  readonly at: readonly [number, ...number[]];
}

export interface Section {
  readonly name: string;
  /** Index of its header. */
  readonly at: number;
}

/** A file as fail2ban reads it, which keeps every byte: `printDocument` gives back what was parsed. */
export interface Document {
  readonly lines: readonly Line[];
  readonly sections: readonly Section[];
  readonly options: readonly Option[];
  /** Why fail2ban would read none of it, without a path. */
  readonly faults: readonly Problem[];
}

export const printDocument = (document: Document): string => joinLines(document.lines);

/** Mutable while a file is read. */
interface Reading {
  readonly sections: Section[];
  readonly options: { section: string; name: string; parts: string[]; at: [number, ...number[]] }[];
  readonly faults: Problem[];
  section: string | null;
  /** An option is being read, whose value may go on. */
  isOpen: boolean;
  indent: number;
}

/** Python's `SECTCRE` and `OPTCRE`. */
const SECTION = /^\[(.+)\]/su;
const OPTION = /^(.*?)\s*[=:]\s*(.*)$/su;

/** Reads a file by the rules of Python's configparser as fail2ban sets it up (`RawConfigParser._read`, strict, empty lines in values). */
export function parseDocument(text: string): Document {
  const lines = splitLines(text);
  const reading: Reading = { sections: [], options: [], faults: [], section: null, isOpen: false, indent: 0 };
  for (const [at, line] of lines.entries()) readLine(reading, line.text, at);
  const options = reading.options.map(({ section, name, parts, at }) => ({ section, name, value: stripEnd(parts.join('\n')), at }));
  return { lines, sections: reading.sections, options, faults: [...reading.faults, ...doubles(reading, options)] };
}

function readLine(reading: Reading, text: string, at: number): void {
  const meaning = meaningOf(text);
  const open = reading.isOpen ? reading.options.at(-1) : undefined;
  if (meaning === '') {
    // An empty line belongs to the value if the value goes on afterwards; one with a comment does not.
    if (commentStart(text) === null) open?.parts.push('');
    return;
  }
  const indent = indentOf(text);
  if (open !== undefined && indent > reading.indent) {
    open.parts.push(meaning);
    open.at.push(at);
    return;
  }
  reading.indent = indent;
  readStatement(reading, meaning, at);
}

function readStatement(reading: Reading, meaning: string, at: number): void {
  const header = SECTION.exec(meaning)?.[1];
  if (header !== undefined) {
    reading.section = header;
    reading.isOpen = false;
    reading.sections.push({ name: header, at });
    return;
  }
  const line = at + 1;
  if (reading.section === null) {
    reading.faults.push(fault('bans.config_no_section', {}, { line }));
    return;
  }
  const [, name, value] = OPTION.exec(meaning) ?? [];
  if (name === undefined || value === undefined) reading.faults.push(fault('bans.config_syntax', {}, { line }));
  else if (name === '') reading.faults.push(fault('bans.config_empty_name', {}, { line }));
  else {
    reading.options.push({ section: reading.section, name: stripEnd(name).toLowerCase(), parts: [strip(value)], at: [at] });
    reading.isOpen = true;
  }
}

/** A section, or an option of one, that is there twice: an error to configparser. [DEFAULT] may come again. */
function doubles({ sections }: Reading, options: readonly Option[]): Problem[] {
  const seen = new Set<string>();
  const isNew = (key: string): boolean => !seen.has(key) && seen.add(key).has(key);
  const again = sections.filter(({ name }) => name !== 'DEFAULT' && !isNew(JSON.stringify([name])));
  const twice = options.filter(({ section, name }) => !isNew(JSON.stringify([section, name])));
  return [
    ...again.map(({ name, at }) => fault('bans.config_double_section', { section: name }, { line: at + 1 })),
    ...twice.map(({ section, name, at }) => fault('bans.config_double_option', { section, option: name }, { line: at[0] + 1 })),
  ];
}

/** The option as fail2ban reads it from this file alone; null: not set here. */
export const findOption = (document: Document, section: string, name: string): Option | null =>
  document.options.findLast((option) => option.section === section && option.name === name.toLowerCase()) ?? null;
