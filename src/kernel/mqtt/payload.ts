import { z } from 'zod';

/** JSON by a schema, UTF-8 text, or the bytes as they came. */
export type PayloadSpec = z.ZodType | 'text' | 'bytes';

export type PayloadOf<Spec extends PayloadSpec> = Spec extends z.ZodType ? z.output<Spec> : Spec extends 'text' ? string : Uint8Array;

export type PayloadReading<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Never throws, whatever the bytes are. The reason says where and what, not the value: it goes into logs. */
export function readPayload<Spec extends PayloadSpec>(spec: Spec, bytes: Uint8Array, maxBytes?: number): PayloadReading<PayloadOf<Spec>> {
  if (maxBytes !== undefined && bytes.length > maxBytes) return bad(`payload: ${bytes.length} bytes, at most ${maxBytes} are taken`);
  // The conditional type cannot be followed from a value: each branch below is the type of its own case.
  const good = (value: unknown): PayloadReading<PayloadOf<Spec>> => ({ ok: true, value: value as PayloadOf<Spec> });
  if (spec === 'bytes') return good(bytes);
  const text = decode(bytes);
  if (text === null) return bad('payload: not UTF-8');
  if (!(spec instanceof z.ZodType)) return good(text);
  const json = parseJson(text);
  if (json === undefined) return bad('payload: not JSON');
  const { data, error } = spec.safeParse(json);
  const issue = error?.issues[0];
  return issue === undefined ? good(data) : bad(`${['payload', ...issue.path].join('.')}: ${issue.message}`);
}

const bad = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null; // TypeError: not UTF-8
  }
}

/** Undefined: no JSON, which has no undefined of its own. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // SyntaxError, with an excerpt that does not belong into a log
  }
}
