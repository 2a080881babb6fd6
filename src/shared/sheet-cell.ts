// A spreadsheet takes a cell that begins so for a formula and runs it (OWASP, "CSV Injection").
const FORMULA = /^'*[=+\-@\t\r]/;

/** A text as a cell that no spreadsheet runs: an apostrophe before what would be a formula. */
export const guardedCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text of a cell as it was before `guardedCell`. */
export const unguardedCell = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);
