/** What came of a command. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string };

export const failed = (code: string, message: string): Outcome => ({ ok: false, code, message: message.slice(0, 4_000) || code });
