import { describe, expect, test } from 'vitest';
import { KERNEL_SENTENCES } from '../../../../kernel/contract/sentences.ts';
import * as routes from '../../contract/routes.ts';
import { de } from './de.ts';
import { en } from './en.ts';

type Texts = { readonly [key: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const english = flat(en);
const german = flat(de);
const figuresOf = (text: string) => [...text.matchAll(/\{\{(\w+)[^}]*\}\}/g)].map(([, name]) => name).sort();

describe('both languages', () => {
  test('hold the same keys', () => expect([...german.keys()].sort()).toEqual([...english.keys()].sort()));

  test('use the same figures', () => {
    const differing = [...english].filter(([key, text]) => String(figuresOf(german.get(key) ?? '')) !== String(figuresOf(text)));
    expect(differing).toEqual([]);
  });

  test('are calm: no exclamation marks', () => {
    expect([...english.values(), ...german.values()].filter((text) => text.includes('!'))).toEqual([]);
  });
});

const refusals = [...new Set(Object.values(routes).flatMap((value) => ('refusals' in value ? Object.keys(value.refusals) : [])))];

test.each(refusals.filter((code) => !(code in KERNEL_SENTENCES)))('the refusal %s has its sentence', (code) => {
  expect(english.get(`refusals.${code}`)).toBeTruthy();
});
