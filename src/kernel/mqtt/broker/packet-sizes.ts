import type { Duplex } from 'node:stream';

export interface ReadingLimits {
  /** The largest packet; asked at each. */
  maxBytes(): number;
  /** How fast is read; absent: as fast as it comes. */
  readonly pace?: Reading;
}

/** Asked before each piece, and told of it before it is handed over: packets that begin in it, and its bytes. */
export interface Reading {
  waitMs(): number;
  spend(packets: number, bytes: number): void;
}

/** A piece holds few packets, so that whoever says too much pauses often and not for long. */
const PIECE_BYTES = 4_096;

/**
 * Makes a connection fit for aedes, which reads by `read`, not by 'data'.
 *
 * - It ends where it announces a packet larger than `limit()` bytes: aedes would collect up to 256 MB for whoever says
 *   that so much is coming, before anybody has signed in. A wrapper stream around every socket would cost more.
 * - `read` gives all that has arrived. Since Node 26 it gives one chunk at a time, and aedes, which looks once per
 *   'readable', would leave the rest lying there until something else comes.
 * - Who says too much is read more slowly. The rest waits in the socket and then at the sender: nothing is lost, and nothing
 *   gathers here.
 */
export function limitPackets(connection: Duplex, { maxBytes, pace }: ReadingLimits): void {
  const follow = createFollower(maxBytes);
  const read = connection.read.bind(connection);
  let pause: NodeJS.Timeout | null = null;

  const pauseFor = (ms: number): void => {
    pause = setTimeout(() => {
      pause = null;
      if (!connection.destroyed) connection.emit('readable');
    }, ms);
  };
  const readPiece = (): unknown => {
    const waiting = connection.readableLength;
    return waiting > PIECE_BYTES ? read(PIECE_BYTES) : read();
  };

  connection.once('close', () => clearTimeout(pause ?? undefined));
  connection.read = (size?: number) => {
    // By this the stream asks itself to fetch more.
    if (size === 0) return read(0);
    const pieces: Uint8Array[] = [];
    while (pause === null) {
      const waitMs = pace?.waitMs() ?? 0;
      if (waitMs > 0) {
        pauseFor(waitMs);
        break;
      }
      const piece = readPiece();
      if (!(piece instanceof Uint8Array)) break;
      const packets = follow(piece);
      if (packets === null) {
        connection.destroy(new Error('packet too large'));
        return null;
      }
      pieces.push(piece);
      pace?.spend(packets, piece.length);
    }
    const [first, ...more] = pieces;
    return first === undefined ? null : more.length === 0 ? first : Buffer.concat(pieces);
  };
}

/** Follows MQTT's frames (3.1.1, section 2.2) through chunks cut anywhere: how many packets begin in one; null: one that begins is too large. */
export function createFollower(limit: () => number): (chunk: Uint8Array) => number | null {
  let left = 0;
  /** Bytes of the length read so far; null between packets. */
  let digits: number | null = null;
  let length = 0;
  return (chunk) => {
    let packets = 0;
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
        if (byte >> 4 !== PUBACK) packets += 1;
        continue;
      }
      length += (byte & 0x7f) * 128 ** digits;
      digits += 1;
      if (length > limit()) return null;
      // A length has four digits at most; a fifth one is aedes's to refuse.
      if ((byte & 0x80) !== 0 && digits < 4) continue;
      left = length;
      digits = null;
    }
    return packets;
  };
}

/** Acknowledges what we have sent: a thousand of them may be due at one moment, and they cost little. */
const PUBACK = 4;
