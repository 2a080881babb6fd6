import type { Readable } from 'node:stream';
import { HostError } from './host-error.ts';

/** Reads both outputs of a program to their ends, and calls `onOver` once they hold more than is allowed. */
export function collect(
  { stdout, stderr }: { readonly stdout: Readable; readonly stderr: Readable },
  maxBytes: number,
  onOver: (fault: HostError) => void,
): { texts(): { readonly stdout: string; readonly stderr: string } } {
  const chunks: { readonly out: Buffer[]; readonly err: Buffer[] } = { out: [], err: [] };
  let total = 0;
  const keep = (into: Buffer[]) => (chunk: Buffer) => {
    total += chunk.length;
    if (total > maxBytes) onOver(new HostError('too_large', `the host answered with more than ${maxBytes} bytes`));
    else into.push(chunk);
  };
  stdout.on('data', keep(chunks.out));
  stderr.on('data', keep(chunks.err));
  return { texts: () => ({ stdout: Buffer.concat(chunks.out).toString(), stderr: Buffer.concat(chunks.err).toString() }) };
}
