import type { Duplex } from 'node:stream';
import { Fail2banError } from './errors.ts';
import { createReplyReader, FAREWELL } from './frame.ts';
import type { PickleLimits, PyValue } from './pickle/values.ts';

/** Connects to a control socket. Rejects where it cannot. */
export type OpenSocket = () => Promise<Duplex>;

/** One connection to the server. One request at a time: the caller sees to it. */
export interface Connection {
  /** False once either side has ended it. */
  isOpen(): boolean;
  /** Sends a request and reads its reply. Whatever goes wrong ends the connection: a late reply is never taken for another's. */
  ask(request: Uint8Array, timeoutMs: number): Promise<PyValue>;
  /** Takes leave as fail2ban's own client does. */
  close(): void;
}

interface Waiting {
  take(chunk: Uint8Array): void;
  fail(cause: Fail2banError): void;
}

/** EPIPE: the other side was gone before it had the whole request, and so has not carried it out. */
const neverArrived = (cause: unknown): boolean => typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'EPIPE';

const ended = (cause?: unknown): Fail2banError =>
  new Fail2banError("fail2ban's connection ended before the answer", {
    ...{ kind: 'unreachable', permanent: false, outcome: neverArrived(cause) ? 'not_done' : 'unknown', cause },
  });

/** True where the request did not arrive, and may be sent on another connection whatever it asks for. */
export const wasNeverSent = (cause: unknown): boolean =>
  cause instanceof Fail2banError && cause.kind === 'unreachable' && neverArrived(cause.cause);

const tooLate = (timeoutMs: number): Fail2banError =>
  new Fail2banError(`fail2ban did not answer within ${timeoutMs / 1000} seconds`, {
    kind: 'timeout',
    permanent: false,
    outcome: 'unknown',
  });

export function createConnection(socket: Duplex, limits?: PickleLimits): Connection {
  let waiting: Waiting | null = null;
  let open = true;

  function end(cause: Fail2banError): void {
    open = false;
    socket.destroy();
    waiting?.fail(cause);
  }

  socket.on('data', (chunk: Uint8Array) => {
    if (waiting === null) end(ended());
    else waiting.take(chunk);
  });
  socket.on('error', (cause) => end(ended(cause)));
  socket.on('end', () => end(ended()));
  socket.on('close', () => end(ended()));

  function ask(request: Uint8Array, timeoutMs: number): Promise<PyValue> {
    const reader = createReplyReader(limits);
    return new Promise<PyValue>((resolve, reject) => {
      if (!open) return reject(ended());
      const timer = setTimeout(() => end(tooLate(timeoutMs)), timeoutMs);
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        waiting = null;
        then();
      };
      const take = (chunk: Uint8Array): void => {
        const reply = read(chunk);
        if (reply !== undefined) settle(() => resolve(reply));
      };
      const read = (chunk: Uint8Array): PyValue | undefined => {
        try {
          return reader.feed(chunk);
        } catch (cause) {
          end(cause instanceof Fail2banError ? cause : ended(cause));
          return undefined;
        }
      };
      waiting = { take, fail: (cause) => settle(() => reject(cause)) };
      socket.write(request);
    });
  }

  return {
    isOpen: () => open,
    ask,
    close() {
      if (!open) return;
      open = false;
      socket.end(FAREWELL);
      // A server that hangs would keep the connection, and with it the process.
      setTimeout(() => socket.destroy(), 1000).unref();
    },
  };
}
