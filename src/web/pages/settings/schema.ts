import { z } from 'zod';

/** The part of JSON Schema (2020-12) that settings use. */
const SettingSchema = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  format: z.string().optional(),
  items: z.object({ type: z.string().optional() }).optional(),
  /** Unit shown inside the field, "days". */
  unit: z.string().optional(),
});

/** How a setting is drawn. What none of the first kinds fits is shown as JSON. */
export type Field =
  | { readonly kind: 'switch' }
  | {
      readonly kind: 'number';
      readonly isWhole: boolean;
      readonly min: number | null;
      readonly max: number | null;
      readonly unit: string | null;
    }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'list' }
  | { readonly kind: 'text'; readonly maxLength: number | null }
  | { readonly kind: 'json' };

export interface DrawnSetting {
  readonly title: string | null;
  readonly description: string | null;
  readonly field: Field;
}

/** The drawing of a schema. */
export function drawSetting(schema: Readonly<Record<string, unknown>>): DrawnSetting {
  const parsed = SettingSchema.safeParse(schema);
  if (!parsed.success) return { title: null, description: null, field: { kind: 'json' } };
  const { title = null, description = null } = parsed.data;
  return { title, description, field: fieldOf(parsed.data) };
}

function fieldOf(schema: z.infer<typeof SettingSchema>): Field {
  const { minimum, maximum } = schema;
  if (schema.enum !== undefined) return { kind: 'choice', choices: schema.enum };
  if (schema.type === 'boolean') return { kind: 'switch' };
  if (schema.type === 'integer' || schema.type === 'number') {
    // zod writes the range of safe integers where none was asked for.
    const real = (bound: number | undefined) => (bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound);
    return { kind: 'number', isWhole: schema.type === 'integer', min: real(minimum), max: real(maximum), unit: schema.unit ?? null };
  }
  if (schema.type === 'array' && schema.items?.type === 'string') return { kind: 'list' };
  if (schema.type === 'string') return { kind: 'text', maxLength: schema.maxLength ?? null };
  return { kind: 'json' };
}
