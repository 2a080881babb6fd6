/** What an RDAP server says of the network around an address (RFC 9083). Texts of strangers: cut, and never markup. */
export interface RdapNetwork {
  readonly network: string | null;
  readonly name: string | null;
  readonly handle: string | null;
  readonly country: string | null;
  readonly organisation: string | null;
  readonly abuseContact: string | null;
  readonly remarks: readonly string[];
}

const LONGEST = 300;
const MOST_REMARKS = 5;
/** Contacts stand within contacts; nobody nests them deeper. */
const DEEPEST = 4;

/** Null: this is no object of class "ip network". */
export function readRdap(value: unknown): RdapNetwork | null {
  if (get(value, 'objectClassName') !== 'ip network') return null;
  const entities = entitiesOf(value, DEEPEST);
  const registrant = entities.find((entity) => hasRole(entity, 'registrant')) ?? null;
  const abuse = entities.find((entity) => hasRole(entity, 'abuse')) ?? null;
  return {
    network: networkText(value),
    name: text(get(value, 'name')),
    handle: text(get(value, 'handle')),
    country: text(get(value, 'country')),
    organisation: registrant === null ? null : vcard(registrant, 'fn'),
    abuseContact: abuse === null ? null : vcard(abuse, 'email'),
    remarks: remarksOf(value),
  };
}

const get = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** One line without control characters and marks that turn the direction of writing round. */
function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const line = value
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return line === '' ? null : line.slice(0, LONGEST);
}

function entitiesOf(value: unknown, depth: number): unknown[] {
  if (depth === 0) return [];
  return list(get(value, 'entities'))
    .slice(0, 50)
    .flatMap((entity) => [entity, ...entitiesOf(entity, depth - 1)]);
}

const hasRole = (entity: unknown, role: string): boolean => list(get(entity, 'roles')).includes(role);

/** jCard (RFC 7095): `["vcard", [["fn", {}, "text", "Example"], …]]`. */
function vcard(entity: unknown, property: string): string | null {
  const properties = list(list(get(entity, 'vcardArray'))[1]);
  const found = properties.map(list).find(([name]) => name === property);
  return found === undefined ? null : text(found[3]);
}

function networkText(value: unknown): string | null {
  const [cidr] = list(get(value, 'cidr0_cidrs'));
  const prefix = get(cidr, 'v4prefix') ?? get(cidr, 'v6prefix');
  const length = get(cidr, 'length');
  if (typeof prefix === 'string' && typeof length === 'number') return text(`${prefix}/${length}`);
  const [first, last] = [text(get(value, 'startAddress')), text(get(value, 'endAddress'))];
  return first === null || last === null ? null : `${first} – ${last}`;
}

const remarksOf = (value: unknown): string[] =>
  list(get(value, 'remarks'))
    .flatMap((remark) => list(get(remark, 'description')))
    .map(text)
    .filter((line) => line !== null)
    .slice(0, MOST_REMARKS);

/** What AbuseIPDB answers of an address (API v2, `check`). */
export interface Reputation {
  readonly score: number | null;
  readonly reports: number | null;
  readonly reporters: number | null;
  readonly lastReportedAt: string | null;
  readonly country: string | null;
  readonly provider: string | null;
  readonly usage: string | null;
}

/** Null: this is no such answer. */
export function readReputation(value: unknown): Reputation | null {
  const found = get(value, 'data');
  if (typeof get(found, 'ipAddress') !== 'string') return null;
  const count = (key: string): number | null => {
    const number = get(found, key);
    return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
  };
  return {
    ...{ score: count('abuseConfidenceScore'), reports: count('totalReports'), reporters: count('numDistinctUsers') },
    lastReportedAt: instant(get(found, 'lastReportedAt')),
    ...{ country: text(get(found, 'countryCode')), provider: text(get(found, 'isp')), usage: text(get(found, 'usageType')) },
  };
}

function instant(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  try {
    return Temporal.Instant.from(value).toString();
  } catch {
    return null; // RangeError: no instant
  }
}
