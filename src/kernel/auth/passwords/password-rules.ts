/** Passwords that everybody tries first, in lower case. */
export type CommonPasswords = ReadonlySet<string>;

export const SHORTEST_PASSWORD = 10;

/** Fewer different characters than this is a pattern, not a password: `abcabcabcabc`, `1212121212`. */
const FEWEST_DIFFERENT = 5;

/** Words that are no secret here: the product's name, and the name that is typed right beside. */
const openWords = (username: string): readonly string[] => ['caretaker', fold(username)];

/**
 * Whether a password is one of those that are guessed first: in the list, the user's name or the product's name
 * with nothing but digits and signs around it, few different characters, or one long run such as `abcdefghij`.
 */
export function isCommonPassword(password: string, username: string, common: CommonPasswords): boolean {
  const folded = fold(password);
  return (
    common.has(folded) ||
    new Set(folded).size < FEWEST_DIFFERENT ||
    openWords(username).some((word) => folded === word || bare(folded) === word) ||
    isRun(folded)
  );
}

/** The form in which passwords are hashed: one letter must not have two spellings on two keyboards (NIST SP 800-63B 3.1.1.2). */
export const normalisePassword = (password: string): string => password.normalize('NFKC');

const fold = (text: string): string => normalisePassword(text).toLowerCase();

/** Without the digits and signs at both ends. */
const bare = (folded: string): string => folded.replace(/^\P{L}+|\P{L}+$/gu, '');

/** Each character follows or precedes the one before; 0 follows 9, as on the keyboard. */
function isRun(folded: string): boolean {
  const codes = [...folded].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return [1, -1].some((step) => steps.every((each) => each === step || each === -9 * step));
}
