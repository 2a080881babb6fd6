import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { HostError } from './host-error.ts';
import type { ExecLimits, Executed, Transport } from './transport.ts';

/** Asks `host.py` on the host. Throws a `HostError`, also where the answer does not have the shape. */
export type AskPython = <T>(ask: Readonly<Record<string, unknown>>, shape: z.ZodType<T>, limits?: Partial<ExecLimits>) => Promise<T>;

const KINDS = ['timeout', 'no_program', 'not_permitted', 'no_such_file', 'too_large', 'bad_answer'] as const;
const Answer = z.union([z.object({ ok: z.unknown() }), z.object({ fault: z.enum(KINDS), message: z.string() })]);

const LIMITS: ExecLimits = { seconds: 30, outputBytes: 32 * 1024 * 1024 };

let script: Promise<string> | null = null;
const scriptText = (): Promise<string> => {
  script ??= readFile(new URL('./host.py', import.meta.url), 'utf8');
  return script;
};

export const createAskPython =
  (transport: Pick<Transport, 'python'>): AskPython =>
  async (ask, shape, limits = {}) => {
    const input = `${JSON.stringify(ask)}\n`;
    const answer = readAnswer(await transport.python(await scriptText(), input, { ...LIMITS, ...limits }));
    if ('fault' in answer) throw new HostError(answer.fault, answer.message);
    const read = shape.safeParse(answer.ok);
    if (!read.success) throw new HostError('bad_answer', 'the host answered something else than was asked');
    return read.data;
  };

function readAnswer({ code, stdout, stderr }: Executed): z.infer<typeof Answer> {
  const said = stderr.trim().slice(-500);
  // POSIX, 2.8.2: 127 is what a shell says of a command that it does not find, 126 of one that it may not run.
  if (code === 127 || code === 126) throw new HostError('no_program', `python3 cannot be run there: ${said}`);
  const read = Answer.safeParse(jsonOrNull(stdout));
  if (!read.success) throw new HostError('bad_answer', `python3 ended with ${code}: ${said}`);
  return read.data;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Something before or behind it, such as a greeting of the login shell; the caller says so.
  }
}
