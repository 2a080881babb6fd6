import type { RefusalParams } from '../../../../shared/result.ts';

/** A fault or a warning in a configuration, with its place. Its sentence is found by `code` and filled from `params`. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly params: RefusalParams;
  readonly path: string | null;
  /** Counted from 1. */
  readonly line: number | null;
  readonly jail: string | null;
}

type Place = Partial<Pick<Problem, 'path' | 'line' | 'jail'>>;

const problem = (severity: Problem['severity'], code: string, params: RefusalParams, place: Place): Problem => ({
  severity,
  code,
  params,
  path: place.path ?? null,
  line: place.line ?? null,
  jail: place.jail ?? null,
});

/** What must not be applied. */
export const fault = (code: string, params: RefusalParams = {}, place: Place = {}): Problem => problem('error', code, params, place);

/** What may be applied, and should be known. */
export const warning = (code: string, params: RefusalParams = {}, place: Place = {}): Problem => problem('warning', code, params, place);
