import fc from 'fast-check';
import { z } from 'zod';
import type { Route } from '../../src/kernel/contract/route.ts';
import { hostileValue, plausibleValue, type Schema } from './hostile-values.ts';

/** A request as it goes to the server, readable where it is printed as a counterexample. */
export interface Attempt {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | null;
}

type Input = Readonly<Record<string, unknown>>;

export interface Aim {
  readonly route: Route;
  /** Inputs that would be accepted: a lie among truths reaches deeper than lies alone. */
  readonly inputs: readonly Input[];
  readonly ids: readonly string[];
}

const hasBody = ({ method }: Route): boolean => method !== 'GET' && method !== 'DELETE';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Requests to one route that a hostile or broken program might send. */
export function hostileRequests(aim: Aim): fc.Arbitrary<Attempt> {
  const address = addressOf(aim);
  if (aim.route.body === 'text') {
    return fc.tuple(address, hostileReport(aim)).map(([url, payload]) => ({ url, headers: { 'content-type': 'text/plain' }, payload }));
  }
  if (!hasBody(aim.route)) {
    const strayBody = fc.record({ payload: bodyText(aim), headers: fc.constant(JSON_TYPE) });
    const none = fc.constant({ payload: null, headers: {} });
    return fc
      .tuple(address, fc.oneof({ weight: 8, arbitrary: none }, strayBody), ifMatch)
      .map(([url, { payload, headers }, match]) => ({ url, headers: { ...headers, ...match }, payload }));
  }
  return fc
    .tuple(address, bodyText(aim), contentType, ifMatch)
    .map(([url, payload, type, match]) => ({ url, headers: { ...type, ...match }, payload }));
}

const contentType: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(JSON_TYPE) },
  fc.constantFrom<Readonly<Record<string, string>>[]>(
    {},
    { 'content-type': '' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': 'application/json;;;=' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  ),
);

const ifMatch: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  { weight: 10, arbitrary: fc.constant({}) },
  fc.constantFrom('"1"', '"0"', '"999999999"', '*', 'W/"1"', '1', '"1","2"', '"x"', '""').map((match) => ({ 'if-match': match })),
);

const schemaOf = ({ input }: Route): Schema => JSON.parse(JSON.stringify(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })));

const pathNames = ({ path }: Route): readonly string[] => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');

/** Fields that travel in body or query: some as they should be, some lies, some missing, some that nobody asked for. */
function fieldsOf({ route, inputs, ids }: Aim): fc.Arbitrary<Input> {
  const inPath = pathNames(route);
  const properties = Object.entries(schemaOf(route).properties ?? {}).filter(([name]) => !inPath.includes(name));
  const lies = Object.fromEntries(
    properties.map(([name, schema]) => [name, fc.option(fc.oneof(plausibleValue(schema, ids), hostileValue), { nil: undefined, freq: 1 })]),
  );
  return fc.tuple(fc.constantFrom(...inputs), fc.record(lies), fc.nat(), fc.nat(), strayFields).map(([input, lying, some, few, stray]) => {
    const truth = Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.includes(name)));
    // A quarter of them lies: of many at once the first that is found would hide the others.
    const told = Object.entries(lying).filter((_entry, at) => (((some & few) >> at) & 1) === 1);
    return { ...truth, ...Object.fromEntries(told), ...stray };
  });
}

const strayFields: fc.Arbitrary<Input> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  fc
    .constantFrom('extra', 'id', 'isSuperadmin', 'constructor', 'toString', '', 'a.b', '\0', '$where')
    .chain((name) => hostileValue.map((value) => ({ [name]: value }))),
);

const RAW_BODIES: readonly (string | Buffer)[] = [
  '',
  ' ',
  'null',
  '1',
  '"text"',
  '[]',
  '[{}]',
  '{',
  '{"a":}',
  "{'a':1}",
  '{"a":1}}',
  '{"a":1} trailing',
  '{"__proto__":{"isSuperadmin":true}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"limit":1e400}',
  '{"name":"\\ud800"}',
  '\uFEFF{}',
  'NaN',
  '['.repeat(100_000),
  '{"a":'.repeat(10_000),
  `{"name":"${'x'.repeat(1_100_000)}"}`,
  Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
];

function bodyText(aim: Aim): fc.Arbitrary<string | Buffer> {
  const fields = fieldsOf(aim);
  const asText = fields.map((body) => JSON.stringify(body));
  return fc.oneof(
    { weight: 20, arbitrary: asText },
    { weight: 2, arbitrary: fc.constantFrom(...RAW_BODIES) },
    { weight: 1, arbitrary: asText.map(twice) },
    { weight: 1, arbitrary: fc.tuple(asText, fc.nat(200)).map(([text, cut]) => text.slice(0, cut)) },
  );
}

/** The same keys a second time, with other values. */
const twice = (text: string): string => {
  const names = Object.keys(JSON.parse(text));
  return names.length === 0 ? text : `${text.slice(0, -1)},${names.map((name) => `${JSON.stringify(name)}:null`).join(',')}}`;
};

/** Already percent-encoded, as they stand in a request line. */
export const HOSTILE_SEGMENTS = [
  '%00',
  '%2e%2e',
  '%2e%2e%2fusers',
  '%2F',
  '%5c',
  '%ff',
  '%F0%9F%92%A9',
  '%E0%80%AF',
  '%ED%A0%80',
  '%25',
  '%',
  '%zz',
  "'%20or%201=1--",
  '*',
  '__proto__',
  'constructor',
  'null',
  '-1',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(5_000),
] as const;

function addressOf(aim: Aim): fc.Arbitrary<string> {
  const { route, inputs, ids } = aim;
  const truth = fc.constantFrom(...inputs);
  const segment = fc.oneof(fc.constantFrom(...HOSTILE_SEGMENTS), fc.constantFrom(...ids));
  const path = fc
    .tuple(truth, segment, fc.nat(4))
    .map(([input, lie, luck]) =>
      route.path.replaceAll(/:(\w+)/g, (_match, name: string) => (luck === 0 ? lie : encodeURIComponent(String(input[name])))),
    );
  const query = hasBody(route) ? fc.constantFrom('', '', '', '?id=1', '?limit=1', '?__proto__=1') : queryText(aim);
  return fc.tuple(path, query).map(([way, asked]) => `/api${way}${asked}`);
}

const RAW_QUERIES = [
  '?',
  '?&&=',
  '?limit=1&limit=2',
  '?cursor=',
  '?cursor=e30',
  '?cursor=W10',
  '?cursor=%ff',
  '?q%5B%5D=1',
  '?%00=%00',
  '?__proto__=1',
];

function queryText(aim: Aim): fc.Arbitrary<string> {
  const cursors = fc.oneof(
    fc.base64String(),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
    fc.string(),
  );
  const fields = fieldsOf(aim).map(
    (asked) => `?${new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, wireText(value)]))}`,
  );
  const paged = fc.tuple(fields, cursors).map(([asked, cursor]) => `${asked}&cursor=${encodeURIComponent(cursor.toWellFormed())}`);
  return fc.oneof(
    { weight: 10, arbitrary: fields },
    { weight: 3, arbitrary: paged },
    { weight: 2, arbitrary: fc.constantFrom(...RAW_QUERIES) },
  );
}

const wireText = (value: unknown): string => (typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value));

/** Lines of a report: swapped, doubled, cut, with values that no agent sends. */
function hostileReport({ inputs }: Aim): fc.Arbitrary<string> {
  const lie = fc.oneof(hostileValue.map(wireText), fc.constantFrom('-1', '99999999999999', '|||', 'a|b|c|d|e', '0'));
  return fc.tuple(fc.constantFrom(...inputs), lie, fc.nat(30), fc.nat(6)).map(([input, value, at, kind]) => {
    const lines = String(input['body']).trimEnd().split('\n');
    const [name] = (lines[at % lines.length] ?? '').split(':');
    const lying = kind === 0 ? value : `${name}: ${value}`;
    const changed = kind === 1 ? lines.toSpliced(at % lines.length, 1) : lines.toSpliced(at % lines.length, kind === 2 ? 0 : 1, lying);
    const counted = changed.filter((line) => !line.startsWith('END:'));
    return kind === 3 ? changed.join('\n') : `${counted.join('\n')}\nEND: ${counted.join('\n').split('\n').length}\n`;
  });
}
