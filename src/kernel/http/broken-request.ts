import type { Socket } from 'node:net';
import type { Problem } from '../contract/problem.ts';

const REASONS: Readonly<Record<string, readonly [status: number, reason: string, title: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The headers of this request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request did not arrive in time.'],
};

/** Answers what is no HTTP at all, and what does not arrive in time; no handler ever sees these. */
export function refuseBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  // The sender is gone: nobody reads an answer.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, title] = REASONS[error.code ?? ''] ?? [400, 'Bad Request', 'The request cannot be read.'];
  const problem: Problem = { type: '/problems/kernel.malformed', title, status, code: 'kernel.malformed' };
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
