import i18next from 'i18next';
import type { WireSaying } from '../../kernel/contract/saying.ts';
import type { ProblemError } from '../api/problem.ts';

/** A refusal in the person's language; without a translation the server's own sentence. */
export function sentenceFor(problem: ProblemError): string {
  const keys = [i18next.options.ns ?? 'kernel'].flat().map((room) => `${room}:refusals.${problem.code}`);
  const found = keys.find((key) => i18next.exists(key));
  return found === undefined ? problem.detail : i18next.t(found, { ...problem.params });
}

/** What the console told by a code, in the person's language; without a translation its own words. A code of a module is told by its texts. */
export function sayingText(saying: WireSaying | null, words: string | null): string | null {
  if (saying === null) return words;
  const keys = [i18next.options.ns ?? 'kernel'].flat().map((room) => `${room}:told.${saying.code}`);
  const found = keys.find((key) => i18next.exists(key));
  return found === undefined ? words : i18next.t(found, { ...saying.params });
}

/** A message of the contracts ("Use at least 10 characters.") in the person's language. */
export const translateMessage = (message: string): string =>
  i18next.t(message, { ns: 'messages', keySeparator: false, nsSeparator: false, defaultValue: message });

/** The message for one field of a refused form; null where the refusal is not about that field. */
export function messageAt(problem: ProblemError, path: string): string | null {
  const found = problem.errors.find((error) => error.path === path);
  if (found === undefined) return problem.params['path'] === path ? sentenceFor(problem) : null;
  return problem.code === 'kernel.bad_input' ? translateMessage(found.message) : sentenceFor(problem);
}
