import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../../start-error.ts';
import type { DatabaseUser } from './user.ts';

/** What fits into sockaddr_un.sun_path on Linux (108 with the closing zero; macOS has 104). */
const PATH_LIMIT = process.platform === 'darwin' ? 103 : 107;

const SOCKET = '.s.PGSQL.5432';

/** Folder of the database's socket: `run` in the data folder, or a short one of the same meaning under /tmp. */
export function socketFolder(dataDir: string): string {
  const own = join(dataDir, 'run');
  if (Buffer.byteLength(join(own, SOCKET)) <= PATH_LIMIT) return own;
  return `/tmp/caretaker-${createHash('sha256').update(own).digest('hex').slice(0, 12)}`;
}

/** Makes the folder, 0700 and owned by the database's user: reaching the socket is half of being let in. */
export function makeSocketFolder(folder: string, user: DatabaseUser): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  const trusted = [process.getuid?.(), user.ids?.uid];
  // Under /tmp anybody could have made it first, as a folder of theirs or a link to elsewhere.
  if (!stats.isDirectory() || (folder.startsWith('/tmp/caretaker-') && !trusted.includes(stats.uid))) {
    throw new StartError(`${folder} belongs to somebody else. Remove it, or set CARETAKER_DATA_DIR to a shorter path.`);
  }
  if (user.ids !== undefined) chownSync(folder, user.ids.uid, user.ids.gid);
  chmodSync(folder, 0o700);
}
