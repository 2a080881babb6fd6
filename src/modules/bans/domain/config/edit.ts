import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { type Document, findOption, type Option, parseDocument } from './document.ts';
import { commentStart, joinLines, type Line } from './lines.ts';
import { indentOf, stripEnd } from './python-text.ts';

export type EditFault = 'bans.config_unreadable' | 'bans.config_bad_value';

/** Behind the header of a section that we have made, so that it goes again with its last option. */
const OURS = ' ; added by Caretaker';
const INDENT = '         ';

/**
 * The text with one option set, changed in as few lines as can be: comments, order, indentation, ends of lines stay. What cannot be
 * written so that configparser reads the same again is refused.
 */
export function setOption(text: string, section: string, name: string, value: string): Result<string, EditFault> {
  const document = parseDocument(text);
  if (document.faults.length > 0) return refuse('bans.config_unreadable');
  const there = findOption(document, section, name);
  if (there?.value === value) return ok(text);
  const lines = there === null ? withNewOption(document, section, name, value) : withOtherValue(document, there, value);
  return proven(document, lines, { section, name, value });
}

/** The text without the option; what `setOption` has put there goes without a trace. */
export function unsetOption(text: string, section: string, name: string): Result<string, EditFault> {
  const document = parseDocument(text);
  if (document.faults.length > 0) return refuse('bans.config_unreadable');
  const there = findOption(document, section, name);
  if (there === null) return ok(text);
  const lines = withoutOurSection(without(document.lines, there.at), section);
  return proven(document, lines, { section, name, value: null });
}

interface Wish {
  readonly section: string;
  readonly name: string;
  /** Null: not set. */
  readonly value: string | null;
}

/** Reads the edited text again: this option has its value, and all others are what they were, on lines of their own. */
function proven(before: Document, lines: readonly Line[], { section, name, value }: Wish): Result<string, EditFault> {
  const text = joinLines(lines);
  const after = parseDocument(text);
  const isOther = (option: Option): boolean => option.section !== section || option.name !== name.toLowerCase();
  const others = (document: Document): string =>
    JSON.stringify(document.options.filter(isOther).map((option) => [option.section, option.name, option.value]));
  const isAsWished = (findOption(after, section, name)?.value ?? null) === value;
  const isSame = after.lines.length === lines.length && others(before) === others(after);
  return after.faults.length === 0 && isAsWished && isSame ? ok(text) : refuse('bans.config_bad_value', { path: 'value' });
}

/** Line by line: what is the same stays, with the comment behind it and the comments between. */
function withOtherValue({ lines }: Document, option: Option, value: string): Line[] {
  const wanted = value.split('\n');
  const end = endOf(lines, option.at[0]);
  const indent = continuationIndent(lines, option);
  const edited: Line[] = [];
  for (const [at, line] of lines.entries()) {
    const part = option.at.indexOf(at);
    const isLast = part === option.at.length - 1;
    const own = part === -1 ? line : part < wanted.length ? rewritten(line, part === 0, wanted[part] ?? '') : null;
    if (own !== null) edited.push(own);
    if (!isLast || part === -1) continue;
    const more = wanted.slice(option.at.length).map((text) => ({ text: indent + text, end }));
    if (more.length > 0) appendAfter(edited, more);
    if (own === null && line.end === '') dropLastEnd(edited);
  }
  return edited;
}

/** The line with another value: what stands before and behind it stays. */
function rewritten(line: Line, isFirst: boolean, value: string): Line {
  const core = stripEnd(line.text.slice(0, commentStart(line.text) ?? undefined));
  const behind = line.text.slice(core.length);
  const head = isFirst ? (/^.*?[=:]\s*/su.exec(core)?.[0] ?? core) : core.slice(0, indentOf(core));
  const gap = isFirst && head === core && value !== '' ? ' ' : '';
  return { text: head + gap + value + behind, end: line.end };
}

const continuationIndent = (lines: readonly Line[], { at }: Option): string => {
  const second = at[1] === undefined ? null : (lines[at[1]]?.text ?? null);
  if (second !== null) return second.slice(0, indentOf(second));
  const first = lines[at[0]]?.text ?? '';
  return first.slice(0, indentOf(first)) + INDENT;
};

const endOf = (lines: readonly Line[], at = 0): Exclude<Line['end'], ''> =>
  (lines[at]?.end || lines.findLast(({ end }) => end !== '')?.end || '\n') as Exclude<Line['end'], ''>;

/** Adds lines behind the last one; a last line without an end keeps the file without one. */
function appendAfter(lines: Line[], more: readonly Line[]): void {
  const last = lines.at(-1);
  if (last !== undefined && last.end === '') {
    lines[lines.length - 1] = { ...last, end: endOf(more) };
    lines.push(...more.slice(0, -1), ...more.slice(-1).map(({ text }) => ({ text, end: '' as const })));
  } else lines.push(...more);
}

function dropLastEnd(lines: Line[]): void {
  const last = lines.at(-1);
  if (last !== undefined) lines[lines.length - 1] = { text: last.text, end: '' };
}

function withNewOption(document: Document, section: string, name: string, value: string): Line[] {
  const { lines, sections } = document;
  const end = endOf(lines, lines.length - 1);
  const header = sections.findLast((found) => found.name === section);
  if (header !== undefined) {
    const at = lastLineOf(document, header.at);
    const [head, rest] = [lines.slice(0, at + 1), lines.slice(at + 1)];
    appendAfter(head, optionLines(indentAfter(document, header.at, at), name, value, end));
    return [...head, ...rest];
  }
  const made = [...lines];
  const gap = lines.length === 0 ? [] : [{ text: '', end }];
  appendAfter(made, [...gap, { text: `[${section}]${OURS}`, end }, ...optionLines('', name, value, end)]);
  return made;
}

/** The last line of a section that means something. */
function lastLineOf({ options, sections }: Document, header: number): number {
  const next = sections.find(({ at }) => at > header)?.at ?? Number.POSITIVE_INFINITY;
  const inside = options.flatMap(({ at }) => at).filter((at) => at > header && at < next);
  return Math.max(header, ...inside);
}

/** Indented like the option before; in an empty section like whatever comes next, lest that be taken for a part of the value. */
function indentAfter({ lines, options, sections }: Document, header: number, last: number): string {
  const neighbour = options.findLast(({ at }) => at[0] > header && at[0] <= last)?.at[0];
  const next = sections.find(({ at }) => at > header)?.at;
  const model = lines[neighbour ?? next ?? header]?.text ?? '';
  return model.slice(0, indentOf(model));
}

const optionLines = (indent: string, name: string, value: string, end: Line['end']): Line[] => {
  const [first = '', ...more] = value.split('\n');
  return [{ text: stripEnd(`${indent}${name} = ${first}`), end }, ...more.map((text) => ({ text: indent + INDENT + text, end }))];
};

/** Without some lines; where the last one goes that had no end, none has the one before it. */
function without(lines: readonly Line[], gone: readonly number[]): Line[] {
  const kept = lines.filter((_line, at) => !gone.includes(at));
  if (gone.includes(lines.length - 1) && lines.at(-1)?.end === '') dropLastEnd(kept);
  return withoutHollow(kept);
}

/** A line of nothing that ends in nothing is none. */
const withoutHollow = (lines: Line[]): Line[] => {
  const last = lines.at(-1);
  return last !== undefined && last.text === '' && last.end === '' ? lines.slice(0, -1) : lines;
};

/** A section that we have made goes with its last option, and the empty line before it. */
function withoutOurSection(lines: readonly Line[], section: string): Line[] {
  const at = lines.findLastIndex(({ text }) => text === `[${section}]${OURS}`);
  const hasMore = at === -1 || (at + 1 < lines.length && !/^\s*\[/.test(lines[at + 1]?.text ?? '') && lines[at + 1]?.text !== '');
  if (hasMore) return [...lines];
  const isBlank = at > 0 && lines[at - 1]?.text === '';
  return withoutTail(lines, isBlank ? [at - 1, at] : [at]);
}

function withoutTail(lines: readonly Line[], gone: readonly number[]): Line[] {
  const kept = lines.filter((_line, at) => !gone.includes(at));
  if (gone.includes(lines.length - 1) && lines.at(-1)?.end === '') dropLastEnd(kept);
  return kept;
}
