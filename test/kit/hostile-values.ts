import fc from 'fast-check';

/** As much of JSON Schema as zod prints for inputs. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)]);

/** Instants that calendars, clocks and PostgreSQL disagree about. */
const DATES = [
  '2026-11-20T08:00:00Z',
  '2026-06-30T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '2024-02-29T24:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '9999-12-31T23:59:59-23:59',
  '0001-01-01T00:00:00+23:59',
  '0000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '+999999-01-01T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '2026-11-20T08:00:00',
  '2026-11-20',
  '2026-11-20T08:00:00+99:99',
  'infinity',
  'now',
];

const TEXTS = [
  '',
  ' ',
  '\t\r\n',
  '\0',
  'a\0b',
  '\u001b[31m',
  '\u007f\u0085\u2028',
  '\ud800',
  'x\udfff\ud800y',
  '\uFFFE\uFFFF',
  '\u202eevil',
  'İıſßẞ',
  '👩‍👩‍👧‍👦'.repeat(30),
  'é'.normalize('NFD').repeat(50),
  '٣',
  'x'.repeat(253),
  'x'.repeat(10_001),
  'x'.repeat(200_000),
  "'; drop table kernel.users; --",
  '%_\\%',
  '../../etc/passwd',
  'jail.d/../../../etc/passwd.local',
  '<F2B_END_COMMAND>',
  'sshd<F2B_END_COMMAND><F2B_CLOSE_COMMAND>',
  "__import__('os').system('id')",
  '%(known/failregex)s',
  '--report-absent',
  '(a+)+$',
  '0.0.0.0/0',
  '::/0',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-1',
  '1e3',
  '0x10',
  '9223372036854775808',
  '99999999999999999999999999',
  '::ffff:10.0.0.1',
  'fe80::1%eth0',
  '10.0.0.1/33',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'Europe/Berlin',
  'Europe/Nowhere',
  'UTC+25',
  '24:00',
  '25:61',
  ...DATES,
];

const NUMBERS = [0, -0, -1, 1, 0.1, 7, 8, 2 ** 31, 2 ** 31 - 1, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, 1e308, -1e308, 5e-324];

const OTHERS = [null, true, false, {}, [], [[]], [null], nested(40), nested(70), { id: 1 }, { length: 1e9 }, { toJSON: 'x' }, { $gt: '' }];

/** JSON text, because an object literal cannot hold a field of its own called `__proto__`. */
const TRAPS: readonly unknown[] = [
  JSON.parse('{"__proto__":{"isSuperadmin":true}}'),
  JSON.parse('{"constructor":{"prototype":{"isSuperadmin":true}}}'),
  JSON.parse('{"hasOwnProperty":1,"toString":1,"valueOf":1}'),
];

/** Values that break careless programs, whatever was asked for. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...OTHERS) },
  { weight: 1, arbitrary: fc.constantFrom(...TRAPS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Values that the schema may well accept, at its edges; `ids` are of things that there are. */
export function plausibleValue(schema: Schema, ids: readonly string[]): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((option) => plausibleValue(option, ids)));
  switch (schema.type) {
    case 'string':
      return plausibleText(schema, ids);
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 1),
        fc.integer({ min: Math.ceil(schema.minimum ?? -1_000), max: Math.floor(schema.maximum ?? 1_000) }),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(plausibleValue(schema.items ?? {}, ids), { maxLength: 4 });
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, plausibleValue(each, ids)])),
        {
          requiredKeys: [],
        },
      );
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function plausibleText({ format, maxLength = 60 }: Schema, ids: readonly string[]): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ids) }, fc.uuid());
  if (format === 'date-time') return fc.oneof(fc.constantFrom(...DATES), anyInstant);
  if (format === 'email') return fc.emailAddress();
  if (format === 'cidrv4') return fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, bits]) => `${address}/${bits}`);
  if (format === 'cidrv6') return fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, bits]) => `${address}/${bits}`);
  const length = Math.min(maxLength, 200);
  return fc.oneof(
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: length }) },
    fc.string({ unit: 'grapheme', minLength: length, maxLength: length }),
    fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,20}$/),
    fc.constantFrom(...ids),
    fc.constantFrom(
      'Europe/Berlin',
      'Asia/Kathmandu',
      '08:00',
      '18:30',
      '10.0.0.7',
      '2001:db8::7',
      '198.51.100.0/24',
      'sshd',
      '10m',
      'filter.d/sshd.local',
    ),
  );
}

const anyInstant = fc
  .integer({ min: -62_135_596_800, max: 253_402_300_799 })
  .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1_000).toString());
