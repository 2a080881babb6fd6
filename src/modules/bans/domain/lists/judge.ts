import { isTooWide, type Network } from '../address.ts';
import { addressesOf, aggregate } from './aggregate.ts';
import { indexNetworks, type NetworkIndex } from './network-index.ts';
import type { ParsedEntry } from './parse.ts';
import { RESERVED } from './reserved.ts';
import type { EntryRefusal, ProtectionKind, RefusedGroup, RefusedSample } from './words.ts';

/** What must not be banned, and by what it is protected. */
export interface Protected {
  readonly network: Network;
  readonly kind: ProtectionKind;
  /** The name of the host, the note of the allow entry, or nothing. */
  readonly whose: string;
}

export interface Judged {
  /** What remains, put together, in order. */
  readonly wanted: readonly Network[];
  readonly addresses: bigint;
  readonly duplicates: number;
  readonly refused: readonly RefusedGroup[];
}

const SAMPLES = 20;
const LONGEST_SAMPLE = 80;

/** Judges entries one after the other; `finish` puts together what remains. */
export interface Judging {
  add(entry: ParsedEntry): void;
  finish(): Judged;
}

/** Every entry is judged by itself: one of which a part is protected is left out whole, and said so. */
export function createJudging(protections: readonly Protected[]): Judging {
  const judge = createJudge(protections);
  const [seen, usable] = [new Set<string>(), [] as Network[]];
  const refused = new Map<EntryRefusal, { count: number; samples: RefusedSample[] }>();
  let duplicates = 0;
  return {
    add(entry) {
      const fault = judge(entry);
      if (fault !== null) note(refused, entry, fault);
      else if (addAll(usable, seen, entry.networks) === 0) duplicates += 1;
    },
    finish() {
      const wanted = aggregate(usable);
      const groups = [...refused].map(([why, { count, samples }]) => ({ why, count, samples }));
      return { wanted, addresses: addressesOf(wanted), duplicates, refused: groups.sort((a, b) => b.count - a.count) };
    },
  };
}

export function judgeList(entries: readonly ParsedEntry[], protections: readonly Protected[]): Judged {
  const judging = createJudging(protections);
  for (const entry of entries) judging.add(entry);
  return judging.finish();
}

interface Fault {
  readonly why: EntryRefusal;
  readonly because: string;
}

function createJudge(protections: readonly Protected[]): (entry: ParsedEntry) => Fault | null {
  const reserved = indexNetworks(RESERVED, ({ network }) => network);
  const ours = indexNetworks(protections, ({ network }) => network);
  return (entry) => {
    if (entry.fault !== null) return { why: entry.fault, because: entry.because };
    return firstOf(entry.networks, (network) => faultOf(network, reserved, ours));
  };
}

function faultOf(network: Network, reserved: NetworkIndex<{ readonly name: string }>, ours: NetworkIndex<Protected>): Fault | null {
  if (isTooWide(network)) return { why: 'too_wide', because: '' };
  const special = reserved.overlapping(network);
  if (special !== null) return { why: 'reserved', because: special.name };
  const found = ours.overlapping(network);
  return found === null
    ? null
    : { why: REFUSALS[found.kind], because: [found.network.text, found.whose].filter((part) => part !== '').join(' ') };
}

const REFUSALS: Readonly<Record<ProtectionKind, EntryRefusal>> = {
  own_address: 'user_address',
  user_address: 'user_address',
  allow_entry: 'allowed',
  host_address: 'host_address',
  console_address: 'console_address',
  trusted_proxy: 'trusted_proxy',
};

function firstOf<T, R>(items: readonly T[], ask: (item: T) => R | null): R | null {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== null) return answer;
  }
  return null;
}

/** Answers how many were new. */
function addAll(into: Network[], seen: Set<string>, networks: readonly Network[]): number {
  const fresh = networks.filter(({ text }) => !seen.has(text));
  for (const network of fresh) {
    seen.add(network.text);
    into.push(network);
  }
  return fresh.length;
}

function note(
  refused: Map<EntryRefusal, { count: number; samples: RefusedSample[] }>,
  { line, text }: ParsedEntry,
  { why, because }: Fault,
): void {
  const group = refused.get(why) ?? { count: 0, samples: [] };
  group.count += 1;
  if (group.samples.length < SAMPLES) group.samples.push({ line, text: printable(text), because });
  refused.set(why, group);
}

/** A stranger's text as it can be stored and shown: JSON lines can hold NUL and halves of characters. */
const printable = (text: string): string =>
  text
    .slice(0, LONGEST_SAMPLE)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '\ufffd');
