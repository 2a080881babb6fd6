import { expect, test } from 'vitest';
import { z } from 'zod';
import { drawSetting } from './schema.ts';

const drawn = (schema: z.ZodType) => drawSetting(z.toJSONSchema(schema)).field;

test('each kind of value has its own field', () => {
  expect(drawn(z.boolean())).toEqual({ kind: 'switch' });
  expect(drawn(z.enum(['a', 'b']))).toEqual({ kind: 'choice', choices: ['a', 'b'] });
  expect(drawn(z.array(z.string()))).toEqual({ kind: 'list' });
  expect(drawn(z.string().max(80))).toEqual({ kind: 'text', maxLength: 80 });
  expect(drawn(z.object({ a: z.string() }))).toEqual({ kind: 'json' });
});

test('a number has bounds only where somebody set them', () => {
  expect(drawn(z.int())).toEqual({ kind: 'number', isWhole: true, min: null, max: null, unit: null });
  expect(drawn(z.int().min(1).max(30).meta({ unit: 'days' }))).toEqual({ kind: 'number', isWhole: true, min: 1, max: 30, unit: 'days' });
  expect(drawn(z.number())).toMatchObject({ kind: 'number', isWhole: false });
});

test('title and description come from the schema', () => {
  const schema = z.toJSONSchema(z.boolean().meta({ title: 'Quiet', description: 'Tells nobody.' }));
  expect(drawSetting(schema)).toMatchObject({ title: 'Quiet', description: 'Tells nobody.' });
});
