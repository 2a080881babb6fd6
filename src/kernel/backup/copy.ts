import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Sum } from './manifest.ts';
import type { Session } from './session.ts';

/** How much of a table travels at once; the memory of a backup does not grow with its tables. */
const PART_BYTES = 1_048_576;

const LINE_END = 0x0a;

/** Counts and hashes COPY text as it passes: each row is one line, and line ends inside of values are escaped. */
export function createSum(): { add(chunk: Uint8Array): void; result(): Sum } {
  const hash = createHash('sha256');
  let [rows, bytes] = [0, 0];
  return {
    add(chunk) {
      hash.update(chunk);
      bytes += chunk.length;
      for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, at + 1)) rows += 1;
    },
    result: () => ({ rows, bytes, sha256: hash.digest('hex') }),
  };
}

/** Reads the rows of a query as COPY text, in parts of about a mebibyte; answers what passed. */
export async function copyOut({ client }: Session, query: string, take: (part: Uint8Array) => Promise<void>): Promise<Sum> {
  const sum = createSum();
  let parts: Uint8Array[] = [];
  let waiting = 0;
  const pass = async (): Promise<void> => {
    if (waiting === 0) return;
    await take(Buffer.concat(parts));
    [parts, waiting] = [[], 0];
  };
  for await (const chunk of client.query(copyTo(`copy (${query}) to stdout`))) {
    sum.add(chunk);
    parts.push(chunk);
    waiting += chunk.length;
    if (waiting >= PART_BYTES) await pass();
  }
  await pass();
  return sum.result();
}

/** What a query reads, as a sum only. */
export const sumOf = (session: Session, query: string): Promise<Sum> => copyOut(session, query, async () => undefined);

/** Writes COPY text into a table, `into` being its quoted name and columns; answers what passed. */
export async function copyIn({ client }: Session, into: string, text: AsyncIterable<Uint8Array>): Promise<Sum> {
  const sum = createSum();
  const counted = async function* () {
    for await (const chunk of text) {
      sum.add(chunk);
      yield chunk;
    }
  };
  await pipeline(counted(), client.query(copyFrom(`copy ${into} from stdin`)));
  return sum.result();
}
