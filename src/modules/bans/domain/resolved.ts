import type { Place } from './place.ts';

/** What a resolver in the web has answered for an address; null: it did not know, or answered something else. */
export interface Answered {
  readonly address: string;
  readonly place: Place | null;
}

/**
 * The answers for these addresses, out of whatever came back: a list of objects in the form of ip-api.com (`query`, `status`, `countryCode`,
 * `as`: "AS15169 Google LLC"), or with `ip`, `country_code`, `asn`, `org`. What was not asked for is left out.
 */
export function answersOf(asked: readonly string[], body: unknown): readonly Answered[] {
  const items: readonly unknown[] = Array.isArray(body) ? body : [];
  const byAddress = new Map(items.map((item) => [textOf(item, ['query', 'ip', 'address']), item]));
  return asked.map((address) => ({ address, place: placeIn(byAddress.get(address)) }));
}

function placeIn(item: unknown): Place | null {
  const country = (textOf(item, ['countryCode', 'country_code', 'country']) ?? '').toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) return null;
  const [whole = '', number, name] = /^AS(\d{1,10})\s*(.*)$/i.exec(textOf(item, ['as', 'asn']) ?? '') ?? [];
  const asn = whole === '' ? null : Number(number);
  const organisation = (name ?? '') || textOf(item, ['org', 'organisation', 'isp']);
  return {
    country,
    asn: asn !== null && asn <= 4_294_967_295 ? asn : null,
    organisation: organisation === null ? null : plain(organisation),
  };
}

const plain = (name: string): string | null =>
  name
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .trim()
    .slice(0, 200)
    .toWellFormed() || null;

/** The first of these fields that is a text. */
function textOf(item: unknown, names: readonly string[]): string | null {
  if (typeof item !== 'object' || item === null) return null;
  for (const name of names) {
    const value: unknown = Reflect.get(item, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}
