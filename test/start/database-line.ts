import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A line between a console and its database, on which something can be stopped while it is under way. */
export interface DatabaseLine {
  /** The database's address by this line. */
  readonly url: string;
  /**
   * Stops the first statement that matches, with all that follows it on the same connection, before the database hears
   * of it. Resolves when there is one.
   */
  holdAt(statement: RegExp): Promise<void>;
  /** Lets what was stopped go on. */
  release(): void;
  /** Pulls the plug: nothing is refused, nothing comes through. */
  cut(): void;
  mend(): void;
}

/** To a database that listens on a socket in a folder, as `distribution-postgres` starts one. */
export async function databaseLine(direct: string): Promise<DatabaseLine> {
  const folder = new URLSearchParams(direct.split('?')[1]).get('host') ?? '';
  const sockets = new Set<Socket>();
  let isCut = false;
  let hold: { readonly statement: RegExp; readonly seen: PromiseWithResolvers<void> } | null = null;
  let letGo: (() => void) | null = null;

  const server = createServer((client) => {
    const database = connect(join(folder, '.s.PGSQL.5432'));
    let held: (string | Buffer)[] | null = null;
    client.on('data', (bytes) => {
      if (held === null && hold?.statement.test(bytes.toString('latin1')) === true) {
        const mine: (string | Buffer)[] = [];
        held = mine;
        letGo = () => {
          held = null;
          for (const kept of mine) database.write(kept);
        };
        hold.seen.resolve();
        hold = null;
      }
      if (held === null) database.write(bytes);
      else held.push(bytes);
    });
    database.pipe(client);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(one);
      if (isCut) one.pause();
      // Either side may go away at any moment: then the other one does.
      one.on('error', () => {});
      one.on('close', () => void (sockets.delete(one) && other.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://caretaker@127.0.0.1:${port}/postgres`,
    holdAt(statement) {
      const seen = Promise.withResolvers<void>();
      hold = { statement, seen };
      return seen.promise;
    },
    release: () => letGo?.(),
    cut() {
      isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend() {
      isCut = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
