import { setTimeout as delay } from 'node:timers/promises';
import { createTurns } from '../../../../shared/turns.ts';
import { type Connection, createConnection, type OpenSocket, wasNeverSent } from './connection.ts';
import { Fail2banError } from './errors.ts';
import { answerIn, type Command, request } from './frame.ts';
import type { PickleLimits, PyValue } from './pickle/values.ts';

export interface ControlOptions {
  /** How long a command may take; default 10 seconds. */
  readonly commandMs?: number;
  /** How long a command may take that runs a jail's actions; default 60 seconds. */
  readonly actionsMs?: number;
  /** How long connecting may take, all attempts together; default 5 seconds. */
  readonly connectMs?: number;
  /** How long a socket is tried that nobody listens on, as it is while fail2ban restarts; default 1 second. */
  readonly restartMs?: number;
  readonly limits?: PickleLimits;
}

export interface Asked {
  /** It runs actions on the host, and may take longer. */
  readonly runsActions?: boolean;
  /** It changes nothing: where the server went away in the middle, it is asked again. */
  readonly isRead?: boolean;
}

/** The control socket of one fail2ban: opened when it is needed, one command at a time, opened again when it was lost. */
export interface Control {
  /** The answer, as it came. Throws `Fail2banError`. */
  ask(command: Command, asked?: Asked): Promise<PyValue>;
  /** Counts the connections made so far: another number, another server, perhaps of another version. */
  connections(): number;
  close(): Promise<void>;
}

const closed = (): Fail2banError => new Fail2banError('this connection to fail2ban was closed', { kind: 'unreachable', permanent: true });

/** Opens nothing yet. */
export function createControl(open: OpenSocket, options: ControlOptions = {}): Control {
  const { commandMs = 10_000, actionsMs = 60_000, connectMs = 5000, restartMs = 1000, limits } = options;
  // The server has one thread and room for one waiting connection: commands stand in line here, not there.
  const turns = createTurns(1);
  let connection: Connection | null = null;
  let made = 0;
  let isClosed = false;

  async function connected(): Promise<Connection> {
    if (connection?.isOpen()) return connection;
    connection = createConnection(await connect(open, { connectMs, restartMs }), limits);
    made += 1;
    return connection;
  }

  async function askOnce(bytes: Buffer, timeoutMs: number): Promise<PyValue> {
    if (isClosed) throw closed();
    return (await connected()).ask(bytes, timeoutMs);
  }

  async function reply(bytes: Buffer, { runsActions = false, isRead = false }: Asked): Promise<PyValue> {
    const timeoutMs = runsActions ? actionsMs : commandMs;
    let lostAt = Number.POSITIVE_INFINITY;
    for (let pauseMs = 20; ; pauseMs *= 2) {
      try {
        return await askOnce(bytes, timeoutMs);
      } catch (cause) {
        const wasLost = cause instanceof Fail2banError && cause.kind === 'unreachable' && cause.outcome === 'unknown';
        lostAt = Math.min(lostAt, performance.now());
        const mayAskAgain = wasNeverSent(cause) || (isRead && wasLost);
        if (!mayAskAgain || performance.now() + pauseMs - lostAt > restartMs) throw cause;
      }
      // Also the next connection may end with the server that is just going down.
      await delay(pauseMs);
    }
  }

  return {
    ask: async (command, asked = {}) => {
      const bytes = request(command);
      return answerIn(await turns(() => reply(bytes, asked)));
    },
    connections: () => made,
    close: () => {
      isClosed = true;
      return turns(async () => connection?.close());
    },
  };
}

const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

interface Patience {
  readonly connectMs: number;
  readonly restartMs: number;
}

/** How long this failure to connect is worth another attempt. */
function patienceFor(cause: unknown, { connectMs, restartMs }: Patience): number {
  const code = codeOf(cause);
  // The one place for a connection that waits is taken.
  if (code === 'EAGAIN') return connectMs;
  // Nobody listens, or nobody does any more: so while it restarts, and so when it is dead.
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' ? Math.min(connectMs, restartMs) : 0;
}

/** A busy server takes the next connection between two commands of others: whoever asks too seldom misses that again and again. */
const LONGEST_PAUSE_BUSY_MS = 25;
/** One that restarts listens before it has its jails. */
const LONGEST_PAUSE_MS = 250;

/** Tries again, ever more slowly, while the server may only be busy. */
async function connect(open: OpenSocket, patience: Patience): ReturnType<OpenSocket> {
  const started = performance.now();
  for (let pauseMs = 5; ; pauseMs *= 2) {
    const passed = performance.now() - started;
    try {
      return await within(open, patience.connectMs - passed);
    } catch (cause) {
      if (passed + pauseMs > patienceFor(cause, patience)) throw notConnected(cause);
      pauseMs = Math.min(pauseMs, codeOf(cause) === 'EAGAIN' ? LONGEST_PAUSE_BUSY_MS : LONGEST_PAUSE_MS);
    }
    await delay(pauseMs);
  }
}

/** A socket that comes too late is closed again. */
function within(open: OpenSocket, ms: number): ReturnType<OpenSocket> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error('connecting took too long'));
    }, ms);
    open().then(
      (socket) => {
        clearTimeout(timer);
        if (isLate) socket.destroy();
        else resolve(socket);
      },
      (cause: unknown) => {
        clearTimeout(timer);
        reject(cause);
      },
    );
  });
}

function notConnected(cause: unknown): Fail2banError {
  if (cause instanceof Fail2banError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Fail2banError(`fail2ban's control socket cannot be reached: ${why}`, {
    kind: 'unreachable',
    permanent: codeOf(cause) === 'EACCES',
    cause,
  });
}
