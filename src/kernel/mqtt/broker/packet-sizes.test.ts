import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createFollower, limitPackets } from './packet-sizes.ts';

/** A packet with so many bytes after its fixed header. */
function packet(bytes: number): Uint8Array {
  const head = [0x30];
  let rest = bytes;
  do {
    head.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return new Uint8Array([...head, ...new Uint8Array(bytes).fill(0xff)]);
}

const cut = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
};

const anySizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 });

test('wherever the chunks are cut, packets within the limit pass and the first one beyond it does not', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 12 }), anySizes, fc.nat(400), (lengths, sizes, limit) => {
      const follow = createFollower(() => limit);
      const bytes = new Uint8Array(lengths.flatMap((length) => [...packet(length)]));
      expect(cut(bytes, sizes).every((chunk) => follow(chunk) !== null)).toBe(lengths.every((length) => length <= limit));
    }),
  );
});

test('a huge length is refused as soon as it is announced', () => {
  const follow = createFollower(() => 1_000_000);
  expect(follow(new Uint8Array([0x30, 0xff]))).toBe(1);
  expect(follow(new Uint8Array([0xff]))).toBe(0);
  expect(follow(new Uint8Array([0xff]))).toBe(null);
});

test('read as aedes reads, one look at each `readable`, everything arrives', async () => {
  const [theirs, ours] = duplexPair();
  limitPackets(ours, { maxBytes: () => 100_000 });
  const [sent, received] = [createHash('sha256'), createHash('sha256')];
  ours.on('readable', () => {
    const chunk: Buffer | null = ours.read();
    if (chunk !== null) received.update(chunk);
  });
  for (let index = 0; index < 500; index += 1) {
    const bytes = packet(randomBytes(1)[0] ?? 0);
    sent.update(bytes);
    theirs.cork();
    let isFull = false;
    for (const chunk of cut(bytes, [1, 2, 50])) isFull = !theirs.write(chunk);
    theirs.uncork();
    if (isFull) await once(theirs, 'drain');
    if (index % 7 === 0) await new Promise(setImmediate);
  }
  theirs.end();
  await once(ours, 'end');
  expect(received.digest('hex')).toBe(sent.digest('hex'));
});

test('who announces too much is cut off', async () => {
  const [theirs, ours] = duplexPair();
  limitPackets(ours, { maxBytes: () => 10 });
  ours.on('readable', () => ours.read());
  const failed = once(ours, 'error');
  theirs.write(packet(11));
  expect(await failed).toEqual([expect.objectContaining({ message: 'packet too large' })]);
});

test('packets are counted where they begin, acknowledgements not', () => {
  const follow = createFollower(() => 1_000);
  const bytes = new Uint8Array([...packet(300), 0x40, 2, 0, 1, ...packet(0), 0x40, 2, 0, 2, ...packet(5)]);
  expect(cut(bytes, [7]).reduce((sum, chunk) => sum + (follow(chunk) ?? 0), 0)).toBe(3);
});

test('who is told to pause is read no further meanwhile, and from there on later, without a word from the other side', async () => {
  const [theirs, ours] = duplexPair();
  let [heard, isPaused] = [0, false];
  const spend = (): void => {
    isPaused = heard < 10_000;
  };
  const pace = { spend, waitMs: () => (isPaused ? 20 : 0) };
  limitPackets(ours, { maxBytes: () => 100, pace });
  ours.on('readable', () => {
    heard += ours.read()?.length ?? 0;
  });
  const bytes = Buffer.concat(Array.from({ length: 200 }, () => packet(98)));
  theirs.write(bytes);
  await new Promise(setImmediate);
  expect(heard).toBe(4_096);
  for (const expected of [8_192, 12_288, bytes.length]) {
    isPaused = false;
    await vi.waitFor(() => expect(heard).toBe(expected), { interval: 2 });
  }
});
