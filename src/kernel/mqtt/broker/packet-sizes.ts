import type { Duplex } from 'node:stream';

/**
 * Makes a connection fit for aedes, which reads by `read`, not by 'data'.
 *
 * - It ends where it announces a packet larger than `limit()` bytes: aedes would collect up to 256 MB for whoever says
 *   that so much is coming, before anybody has signed in. A wrapper stream around every socket would cost more.
 * - `read` gives all that has arrived. Since Node 26 it gives one chunk at a time, and aedes, which looks once per
 *   'readable', would leave the rest lying there until something else comes.
 */
export function limitPackets(connection: Duplex, limit: () => number): void {
  const follow = createFollower(limit);
  const read = connection.read.bind(connection);
  connection.read = (size?: number) => {
    // By this the stream asks itself to fetch more.
    if (size === 0) return read(0);
    const chunks: Uint8Array[] = [];
    for (let chunk: unknown = read(); chunk instanceof Uint8Array; chunk = read()) {
      if (!follow(chunk)) {
        connection.destroy(new Error('packet too large'));
        return null;
      }
      chunks.push(chunk);
    }
    const [first, ...more] = chunks;
    return first === undefined ? null : more.length === 0 ? first : Buffer.concat(chunks);
  };
}

/** Follows MQTT's frames (3.1.1, section 2.2) through chunks cut anywhere; false: the packet that begins is too large. */
export function createFollower(limit: () => number): (chunk: Uint8Array) => boolean {
  let left = 0;
  /** Bytes of the length read so far; null between packets. */
  let digits: number | null = null;
  let length = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const step = Math.min(left, chunk.length - at);
        left -= step;
        at += step;
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (digits === null) {
        digits = 0;
        length = 0;
        continue;
      }
      length += (byte & 0x7f) * 128 ** digits;
      digits += 1;
      if (length > limit()) return false;
      // A length has four digits at most; a fifth one is aedes's to refuse.
      if ((byte & 0x80) !== 0 && digits < 4) continue;
      left = length;
      digits = null;
    }
    return true;
  };
}
