import { Problem } from '../../kernel/contract/problem.ts';

export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** A refusal or failure of a call. `web.unreachable`: no answer came; `web.unreadable`: the answer was no problem document. */
export class ProblemError extends Error {
  readonly code: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly detail: string;
  readonly params: NonNullable<Problem['params']>;
  readonly errors: readonly FieldError[];
  readonly requestId: string | null;

  constructor(problem: Pick<Problem, 'code' | 'status' | 'title'> & Partial<Problem>) {
    super(problem.detail ?? problem.title);
    this.name = 'ProblemError';
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail ?? problem.title;
    this.params = problem.params ?? {};
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId ?? null;
  }
}

/** Reads the body of a failed answer; a proxy's HTML page becomes `web.unreadable`. */
export async function problemOf(reply: Response): Promise<ProblemError> {
  const parsed = Problem.safeParse(await reply.json().catch(() => null));
  if (parsed.success) return new ProblemError(parsed.data);
  return new ProblemError({ code: 'web.unreadable', status: reply.status, title: `The server answered ${reply.status}.` });
}

export const unreachable = (): ProblemError =>
  new ProblemError({ code: 'web.unreachable', status: 0, title: 'The console cannot be reached.' });

/** Whatever was thrown, as a problem; a bug in a page reads as `web.broken`. */
export function asProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  return new ProblemError({ code: 'web.broken', status: 0, title: thrown instanceof Error ? thrown.message : String(thrown) });
}
