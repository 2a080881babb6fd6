import type { Scope } from '../../../kernel/contract/access.ts';

/** The one site that a call was let in for: the named one, else the default one, else the only one of the caller. */
export const siteOf = (scope: Scope): string | undefined => scope[0]?.siteId ?? undefined;
