import type { z } from 'zod';
import type { Route } from '../../src/kernel/contract/route.ts';
import type { Voice } from './house.ts';

/** Calls that must succeed. */
export async function must<I extends z.ZodType, O extends z.ZodType>(
  voice: Voice,
  route: Route<I, O>,
  input: z.input<I>,
): Promise<z.output<O>> {
  const { status, body, text } = await voice.call(route, input);
  if (status >= 300) throw new Error(`${route.method} ${route.path} answered ${status}: ${text}`);
  return body;
}
