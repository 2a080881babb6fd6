import { spawnSync } from 'node:child_process';
import { chownSync, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartError } from '../../start-error.ts';

/** As whom PostgreSQL runs: it refuses root. */
export interface DatabaseUser {
  /** Owner of its files; undefined: the console's own user, nothing is changed. */
  readonly ids: { readonly uid: number; readonly gid: number } | undefined;
  /** What is given to spawn; undefined for a user namespace, in which root starts the program. */
  readonly spawnIds: { readonly uid: number; readonly gid: number } | undefined;
  /** Words before the program. */
  readonly prefix: readonly string[];
}

const SELF: DatabaseUser = { ids: undefined, spawnIds: undefined, prefix: [] };

/** Root outside, an ordinary user inside: files stay root's, and 0700 folders above stay open. Default Docker forbids it. */
const NAMESPACE: DatabaseUser = {
  ids: { uid: 0, gid: 0 },
  spawnIds: undefined,
  prefix: ['unshare', '--user', '--map-user=65534', '--map-group=65534'],
};

const NOBODY = { uid: 65_534, gid: 65_534 };

export interface Places {
  readonly dataDir: string;
  /** May not exist yet. */
  readonly cluster: string;
  readonly postgres: string;
}

/**
 * The first user that can reach both the data folder and the programs: who owns the cluster already, a system user
 * `caretaker` or `postgres`, the owner of the data folder, nobody; else a user namespace; else a StartError.
 * Capabilities do not help postgres here: it asks access(2) as its real user.
 */
export function chooseUser(places: Places): DatabaseUser {
  if (process.getuid?.() !== 0) return SELF;
  for (const ids of candidates(places)) {
    const user = { ids, spawnIds: ids, prefix: [] };
    if (canReach(user, places)) return user;
  }
  if (canReach(NAMESPACE, places)) return NAMESPACE;
  throw new StartError(
    `PostgreSQL does not run as root, and no other user can reach ${places.dataDir} and ${dirname(places.postgres)}. ` +
      'Open the folders above them (chmod o+x), set CARETAKER_DATA_DIR to a folder such as /var/lib/caretaker, or run the console as an ordinary user.',
  );
}

/** Gives the folder and all in it to the database's user, where it is somebody else's (restored by root, moved from another machine). */
export function giveTo(user: DatabaseUser, folder: string): void {
  if (user.ids === undefined || statSync(folder).uid === user.ids.uid) return;
  const { uid, gid } = user.ids;
  // Links are changed themselves: what they point to is not ours.
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) lchownSync(join(folder, name), uid, gid);
  chownSync(folder, uid, gid);
}

type Ids = { readonly uid: number; readonly gid: number };

const candidates = ({ cluster, dataDir }: Places): Ids[] =>
  [ownerOf(cluster), systemUser('caretaker'), systemUser('postgres'), ownerOf(dataDir), NOBODY].filter((ids) => ids !== null);

function ownerOf(path: string): Ids | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined || stats.uid === 0 ? null : { uid: stats.uid, gid: stats.gid };
}

function systemUser(name: string): Ids | null {
  const line = passwd()
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined || uid === '0' ? null : { uid: Number(uid), gid: Number(gid) };
}

function passwd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return ''; // An image without system users.
  }
}

/** Tries it: the program must load its libraries, and the folder must let that user through. */
function canReach(user: DatabaseUser, { dataDir, postgres }: Places): boolean {
  const script = '"$1" --version >/dev/null 2>&1 && test -x "$2"';
  const [file = '/bin/sh', ...args] = [...user.prefix, '/bin/sh', '-c', script, 'sh', postgres, dataDir];
  return spawnSync(file, args, { ...user.spawnIds, cwd: '/', stdio: 'ignore' }).status === 0;
}
