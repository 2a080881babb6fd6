import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type Json = Record<string, unknown>;

/** Collects the named schemas of all routes, so that each is printed once. */
export interface SchemaBook {
  /** The JSON Schema of a contract's side; named parts are `$ref`s into the book. */
  schemaOf(schema: z.ZodType, side: 'input' | 'output'): Json;
  /** The same for an input, taken apart into its fields. */
  objectOf(schema: z.ZodType, side: 'input' | 'output'): { readonly properties: Record<string, Json>; readonly required: string[] };
  schemas(): Json;
}

const Printed = z.looseObject({ $defs: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) });
const PrintedObject = z.looseObject({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

export function createSchemaBook(): SchemaBook {
  const raw = new Map<string, Json>();
  const printed: Json = {};

  const schemaOf = (schema: z.ZodType, side: 'input' | 'output'): Json => {
    const {
      $schema: _dialect,
      $defs,
      ...rest
    } = Printed.parse(z.toJSONSchema(schema, { io: side, target: 'draft-2020-12', unrepresentable: 'any' }));
    const rename = namesFor($defs, raw);
    for (const [name, definition] of Object.entries($defs)) {
      raw.set(rename(name), definition);
      printed[rename(name)] = withRefs(definition, rename);
    }
    return withRefs(rest, rename);
  };

  return {
    schemaOf,
    objectOf: (schema, side) => PrintedObject.parse(schemaOf(schema, side)),
    schemas: () => Object.fromEntries(Object.entries(printed).sort(([a], [b]) => a.localeCompare(b, 'en'))),
  };
}

/**
 * Names for the parts of one schema. A part that reads otherwise going in than coming out (defaults, transforms), and
 * parts that zod numbers itself (`__schema0`), would overwrite each other: the whole set then gets a suffix.
 */
function namesFor(definitions: Record<string, Json>, known: ReadonlyMap<string, Json>): (name: string) => string {
  const fits = (suffix: string): boolean =>
    Object.entries(definitions).every(([name, definition]) => {
      const existing = known.get(plain(name) + suffix);
      return existing === undefined || isDeepStrictEqual(existing, definition);
    });
  const suffixes = ['', 'Input', ...Array.from({ length: 1_000 }, (_, index) => `Input${index + 2}`)];
  const suffix = suffixes.find(fits) ?? '';
  return (name) => plain(name) + suffix;
}

const plain = (name: string): string => name.replace(/^__schema(\d+)$/, 'Part$1');

const LOCAL = '#/$defs/';

function withRefs(value: Json, rename: (name: string) => string): Json;
function withRefs(value: unknown, rename: (name: string) => string): unknown;
function withRefs(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withRefs(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) =>
      key === '$ref' && typeof inner === 'string' && inner.startsWith(LOCAL)
        ? [key, `#/components/schemas/${rename(inner.slice(LOCAL.length))}`]
        : [key, withRefs(inner, rename)],
    ),
  );
}
