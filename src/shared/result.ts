/** What an action answers: the value, or the code of the refusal. Bugs are thrown, refusals are returned. */
export type Result<T, Code extends string = string> = Ok<T> | Refused<Code>;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Refused<Code extends string> {
  readonly ok: false;
  readonly code: Code;
  /** Figures for the sentence, and `path` where one field is to blame. Travels to the client: no secrets. */
  readonly params: RefusalParams;
}

export type RefusalParams = Readonly<Record<string, string | number | boolean | null>>;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

/** `params.path` names the input field that is to blame; the other params fill the translated sentence. */
export const refuse = <Code extends string>(code: Code, params: RefusalParams = {}): Refused<Code> => ({ ok: false, code, params });
