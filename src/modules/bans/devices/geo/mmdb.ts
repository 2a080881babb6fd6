import { networkOf } from '../../domain/address.ts';
import { MmdbFault, MmdbValues } from './mmdb-values.ts';

/** What a file says of itself. */
export interface MmdbMetadata {
  /** `GeoLite2-City`, `DBIP-Country-Lite`. */
  readonly databaseType: string;
  readonly builtAt: Temporal.Instant | null;
}

/** A database of networks that was read into memory. */
export interface Mmdb {
  readonly metadata: MmdbMetadata;
  /** The text or number at a path of keys for an address; null where the file knows nothing. Throws `MmdbFault` where it is damaged. */
  find(address: string, ...paths: readonly (readonly string[])[]): readonly (string | number | null)[];
}

// "\xab\xcd\xefMaxMind.com", in the last 128 KiB; the last one counts (file format 2.0, "Database Metadata").
const MARKER = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')]);
const LONGEST_METADATA = 131_072;
/** Zero bytes between the tree and the data. */
const GAP = 16;
const LATEST_SECOND = 253_402_300_799;

interface Tree {
  readonly nodeCount: number;
  readonly recordSize: 24 | 28 | 32;
  readonly ipVersion: 4 | 6;
  /** Bytes. */
  readonly size: number;
}

/**
 * A reader of our own: the file comes from outside, and a library that decodes whatever it meets can be kept busy or sent in circles by it.
 * This one takes 128 steps down the tree, and a bounded number through the values. Throws `MmdbFault` where it is no such file.
 */
export function openMmdb(bytes: Uint8Array): Mmdb {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marker = buffer.subarray(-LONGEST_METADATA).lastIndexOf(MARKER);
  if (marker === -1) throw new MmdbFault('there is no metadata');
  const metadataAt = buffer.length - Math.min(buffer.length, LONGEST_METADATA) + marker + MARKER.length;
  const metadata = new MmdbValues(bytes, metadataAt);
  const tree = treeOf(metadata, metadataAt - MARKER.length);
  const values = new MmdbValues(bytes.subarray(0, metadataAt - MARKER.length), tree.size + GAP);
  const start4 = tree.ipVersion === 4 ? 0 : walk(buffer, tree, 0, new Uint32Array(3));
  return {
    metadata: metadataOf(metadata),
    find(address, ...paths) {
      const offset = dataAt(buffer, tree, start4, address);
      return paths.map((path) => (offset === null ? null : values.find(offset, path)));
    },
  };
}

function treeOf(metadata: MmdbValues, end: number): Tree {
  const [nodeCount, recordSize, ipVersion, major] = [
    metadata.find(0, ['node_count']),
    metadata.find(0, ['record_size']),
    metadata.find(0, ['ip_version']),
    metadata.find(0, ['binary_format_major_version']),
  ];
  if (major !== 2) throw new MmdbFault('it is of another version of the format');
  if (recordSize !== 24 && recordSize !== 28 && recordSize !== 32) throw new MmdbFault('its records have an unknown size');
  if (ipVersion !== 4 && ipVersion !== 6) throw new MmdbFault('it is for neither kind of addresses');
  if (typeof nodeCount !== 'number' || nodeCount < 1) throw new MmdbFault('its tree is empty');
  const size = nodeCount * (recordSize / 4);
  if (size + GAP > end) throw new MmdbFault('its tree reaches beyond the end');
  return { nodeCount, recordSize, ipVersion, size };
}

function metadataOf(metadata: MmdbValues): MmdbMetadata {
  const type = metadata.find(0, ['database_type']);
  const built = metadata.find(0, ['build_epoch']);
  return {
    databaseType: typeof type === 'string' ? type.slice(0, 200) : '',
    builtAt:
      typeof built === 'number' && built >= 0 && built <= LATEST_SECOND ? Temporal.Instant.fromEpochMilliseconds(built * 1_000) : null,
  };
}

/** Where the data of an address begins, from the beginning of the data; null: there is none. */
function dataAt(buffer: Buffer, tree: Tree, start4: number, address: string): number | null {
  const { version, start } = networkOf(address);
  if (version === 6 && tree.ipVersion === 4) return null;
  const record = version === 4 ? walk(buffer, tree, start4, wordsOf(start, 1)) : walk(buffer, tree, 0, wordsOf(start, 4));
  if (record < tree.nodeCount) throw new MmdbFault('its tree is deeper than an address is long');
  if (record === tree.nodeCount) return null;
  const offset = record - tree.nodeCount - GAP;
  if (offset < 0) throw new MmdbFault('its tree leads into the gap before the data');
  return offset;
}

/** 32 bits each, the first ones first. */
function wordsOf(number: bigint, count: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let at = count - 1, rest = number; at >= 0; at -= 1, rest >>= 32n) words[at] = Number(rest & 0xffff_ffffn);
  return words;
}

/** Down the tree from a node by the bits of an address: to a node, to nothing (the count of nodes), or beyond, to data. */
function walk(buffer: Buffer, { nodeCount, recordSize }: Tree, from: number, words: Uint32Array): number {
  let node = from;
  for (const word of words) {
    for (let bit = 31; bit >= 0 && node < nodeCount; bit -= 1) node = recordAt(buffer, recordSize, node, (word >>> bit) & 1);
  }
  return node;
}

/** Both records of a node stand side by side; those of 28 bits share the byte in the middle. */
function recordAt(buffer: Buffer, recordSize: Tree['recordSize'], node: number, side: number): number {
  const at = node * (recordSize / 4);
  if (recordSize === 24) return buffer.readUIntBE(at + side * 3, 3);
  if (recordSize === 32) return buffer.readUInt32BE(at + side * 4);
  const middle = buffer.readUInt8(at + 3);
  return side === 0 ? (middle >> 4) * 0x100_0000 + buffer.readUIntBE(at, 3) : (middle & 15) * 0x100_0000 + buffer.readUIntBE(at + 4, 3);
}
