/** As much of MQTT 3.1.1 as a player needs that says things and never listens: many thousands of it in one process. */

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

function packet(head: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([head, ...length]), body]);
}

export const connectPacket = (clientId: string, username: string, password: string): Buffer =>
  // A clean session with user and password, asked for a sign of life every 120 seconds.
  packet(0x10, text('MQTT'), Buffer.from([4, 0xc2, 0, 120]), text(clientId), text(username), text(password));

/** With QoS 1 where it has a number, with QoS 0 otherwise. */
export const publishPacket = (topic: string, payload: string, id: number | null): Buffer =>
  id === null
    ? packet(0x30, text(topic), Buffer.from(payload))
    : packet(0x32, text(topic), Buffer.from([id >> 8, id & 0xff]), Buffer.from(payload));

/** Answers are small and may come cut or together. `onPuback` hears the number. */
export function createReader(onConnack: (code: number) => void, onPuback: (id: number) => void): (chunk: Buffer) => void {
  let left = Buffer.alloc(0);
  return (chunk) => {
    let bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    while (bytes.length >= 4) {
      const [head = 0, length = 0, high = 0, low = 0] = bytes;
      if (head === 0x20) onConnack(low);
      if (head === 0x40) onPuback(high * 256 + low);
      bytes = bytes.subarray(2 + length);
    }
    left = Buffer.from(bytes);
  };
}
