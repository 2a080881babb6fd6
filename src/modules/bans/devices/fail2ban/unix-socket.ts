import { once } from 'node:events';
import { connect } from 'node:net';
import type { OpenSocket } from './connection.ts';

/** Connects to a control socket on this machine; Debian's stands at /var/run/fail2ban/fail2ban.sock. Rejects with the system's error. */
export const unixSocket =
  (path: string): OpenSocket =>
  async () => {
    const socket = connect(path);
    // Rejects when the socket says "error" instead.
    await once(socket, 'connect');
    return socket;
  };
