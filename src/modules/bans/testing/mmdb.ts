import { networkOf } from '../domain/address.ts';

/** A value of a file of places: what such files hold, and nothing else. */
export type MmdbValue = string | number | boolean | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

export interface MmdbForm {
  readonly databaseType: string;
  readonly recordSize?: 24 | 28 | 32;
  readonly ipVersion?: 4 | 6;
  readonly builtAt?: Temporal.Instant;
}

type Node = [Branch, Branch];
type Branch = Node | { readonly data: number } | null;

/** Writes a file of places (MaxMind DB 2.0), for tests and for the demo. Networks are put in one after the other, into the wider ones before. */
export function mmdbBytes(networks: readonly (readonly [string, MmdbValue])[], form: MmdbForm): Buffer {
  const { recordSize = 24, ipVersion = 6 } = form;
  const root: Node = [null, null];
  const parts: Buffer[] = [];
  let length = 0;
  for (const [text, value] of networks) {
    put(root, bitsOf(text, ipVersion), { data: length });
    const bytes = encoded(value);
    parts.push(bytes);
    length += bytes.length;
  }
  const nodes = numbered(root);
  const tree = Buffer.concat([...nodes.keys()].map((node) => nodeBytes(node, nodes, recordSize)));
  const metadata = encoded({
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, node_count: nodes.size, record_size: recordSize },
    ...{ ip_version: ipVersion, database_type: form.databaseType, languages: ['en'], description: { en: 'Made for tests' } },
    build_epoch: Math.floor((form.builtAt?.epochMilliseconds ?? 0) / 1_000),
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...parts, Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com'), metadata]);
}

/** The bits of a network's first address, as many as its prefix has; IPv4 in an IPv6 tree stands below ::/96. */
function bitsOf(text: string, ipVersion: 4 | 6): number[] {
  const { version, prefix, start } = networkOf(text);
  const width = version === 4 ? 32 : 128;
  const own = [...start.toString(2).padStart(width, '0')].slice(0, prefix).map(Number);
  return version === 4 && ipVersion === 6 ? [...Array.from({ length: 96 }, () => 0), ...own] : own;
}

function put(root: Node, bits: readonly number[], leaf: { readonly data: number }): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const next = node[bit === 1 ? 1 : 0];
    // What was put in for the wider network holds for what is left of it.
    const inner: Node = Array.isArray(next) ? next : [next, next];
    node[bit === 1 ? 1 : 0] = inner;
    node = inner;
  }
  node[bits.at(-1) === 1 ? 1 : 0] = leaf;
}

function numbered(root: Node): Map<Node, number> {
  const nodes = new Map<Node, number>();
  const queue: Node[] = [root];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    nodes.set(node, nodes.size);
    for (const branch of node) if (Array.isArray(branch)) queue.push(branch);
  }
  return nodes;
}

function nodeBytes(node: Node, nodes: ReadonlyMap<Node, number>, recordSize: 24 | 28 | 32): Buffer {
  const [left, right] = node.map((branch) => recordOf(branch, nodes));
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 32) {
    bytes.writeUInt32BE(left ?? 0, 0);
    bytes.writeUInt32BE(right ?? 0, 4);
    return bytes;
  }
  bytes.writeUIntBE((left ?? 0) & 0xff_ffff, 0, 3);
  bytes.writeUIntBE((right ?? 0) & 0xff_ffff, recordSize === 24 ? 3 : 4, 3);
  if (recordSize === 28) bytes.writeUInt8((((left ?? 0) >>> 24) << 4) | ((right ?? 0) >>> 24), 3);
  return bytes;
}

function recordOf(branch: Branch, nodes: ReadonlyMap<Node, number>): number {
  if (branch === null) return nodes.size;
  return Array.isArray(branch) ? (nodes.get(branch) ?? 0) : nodes.size + 16 + branch.data;
}

const UINT32 = 6;

function encoded(value: MmdbValue): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return head(14, value ? 1 : 0);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([head(UINT32, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(11, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value);
  return Buffer.concat([head(7, entries.length), ...entries.flatMap(([key, one]) => [encoded(key), encoded(one)])]);
}

/** Sizes below 29 stand in the first byte, those up to 284 in one more, up to 65,820 in two. */
function head(type: number, size: number): Buffer {
  const low = size < 29 ? size : size < 285 ? 29 : 30;
  const first = type < 8 ? [(type << 5) | low] : [low, type - 7];
  const more = size < 29 ? [] : size < 285 ? [size - 29] : [(size - 285) >> 8, (size - 285) & 255];
  return Buffer.from([...first, ...more]);
}
