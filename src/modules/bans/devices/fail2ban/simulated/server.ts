import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { FAREWELL, TERMINATOR } from '../frame.ts';
import { unpickle } from '../pickle/decode.ts';
import { PickleError } from '../pickle/values.ts';
import { proceed } from './commands.ts';
import { openSimulatedDatabase } from './database.ts';
import { type RunningJail, type SimulatedJail, startJail } from './jail.ts';
import { pickleReply } from './pickle-reply.ts';
import type { Running } from './words.ts';

export interface SimulatedOptions {
  /** Where it listens; removed when it stops. At most 107 bytes. */
  readonly socket: string;
  /** Null: it forgets its bans when it stops. */
  readonly databaseFile: string | null;
  readonly jails: readonly SimulatedJail[];
  /** Decides what it knows: `stats` came with 1.1.0. */
  readonly version?: '1.0.2' | '1.1.0';
  /** Default a day. */
  readonly purgeAgeSeconds?: number;
  /** Milliseconds since 1970; default the system's clock. */
  now?(): number;
}

/** A server that answers as fail2ban does, with jails that read no logs. */
export interface SimulatedFail2ban {
  /** Starts it, with the bans that its database still holds. */
  start(): Promise<void>;
  /** Ends all connections. Jails keep what was set only as far as the database holds it. */
  stop(): Promise<void>;
  /** Lines that the jail's filter would have matched. True where the address is banned for them now; false also while it does not run. */
  fail(jail: string, address: string, lines: readonly string[]): boolean;
}

const HOUR_MS = 3_600_000;
/** More than any command holds. */
const LONGEST = 4 * 1024 * 1024;

export function createSimulatedFail2ban(options: SimulatedOptions): SimulatedFail2ban {
  const { version = '1.0.2', purgeAgeSeconds = 86_400, now: milliseconds = () => Date.now() } = options;
  const now = (): number => Math.floor(milliseconds() / 1000);
  let running: Running | null = null;
  let server: Server | null = null;
  let purge: NodeJS.Timeout | undefined;
  const sockets = new Set<Socket>();

  async function stop(): Promise<void> {
    clearInterval(purge);
    const ended = server;
    const { database = null } = running ?? {};
    server = null;
    running = null;
    for (const socket of sockets) socket.destroy();
    if (ended !== null) {
      ended.close();
      await once(ended, 'close');
    }
    database?.close();
    rmSync(options.socket, { force: true });
  }

  async function start(): Promise<void> {
    if (running !== null) throw new Error('this simulated fail2ban runs already');
    const database = options.databaseFile === null ? null : openSimulatedDatabase(options.databaseFile);
    const jails = new Map<string, RunningJail>(options.jails.map((jail) => [jail.name, startJail(jail, database, now())]));
    const state: Running = { version, jails, database, purgeAgeSeconds, now, quit: () => void setImmediate(() => stop()) };
    running = state;
    purge = setInterval(() => database?.purge(now(), state.purgeAgeSeconds), HOUR_MS);
    purge.unref();
    rmSync(options.socket, { force: true });
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // A client that goes away in the middle is its own affair.
      socket.on('error', () => socket.destroy());
      serve(socket, state);
    });
    server.listen(options.socket);
    await once(server, 'listening');
  }

  return {
    start,
    stop,
    fail: (jail, address, lines) => running?.jails.get(jail)?.fail(address, now(), lines) ?? false,
  };
}

/** Takes requests apart by the terminator alone, as fail2ban does. */
function serve(socket: Socket, running: Running): void {
  let buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Uint8Array) => {
    buffer = Buffer.concat([buffer, chunk]);
    if (buffer.length > LONGEST) return socket.destroy();
    for (let end = buffer.indexOf(TERMINATOR); end !== -1; end = buffer.indexOf(TERMINATOR)) {
      const behind = end + TERMINATOR.length;
      const isFarewell = FAREWELL.equals(buffer.subarray(0, behind));
      const request = buffer.subarray(0, end);
      buffer = buffer.subarray(behind);
      if (isFarewell) return void socket.end();
      socket.write(Buffer.concat([replyTo(request, running), TERMINATOR]));
    }
  });
}

function replyTo(request: Uint8Array, running: Running): Buffer {
  try {
    return pickleReply(proceed(running, unpickle(request)));
  } catch (cause) {
    if (cause instanceof PickleError) return pickleReply(`ERROR: ${cause.message}`);
    throw cause;
  }
}
