import { posix } from 'node:path';
import type { Attributes, FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { codeOf, fileFault } from './faults.ts';
import type { HostEntry } from './files.ts';
import type { FileOwner, FileStat, TransportFiles } from './transport.ts';

type Alive = <T>(start: (done: (fault: Error | undefined, value: T) => void) => void) => Promise<T>;

const PIECE = 32_768;
/** draft-ietf-secsh-filexfer-02, section 7. */
const NO_SUCH_FILE = 2;

/** Files through SFTP, with OpenSSH's extensions for a rename that replaces and for writing through to the disk. */
export function createSftpFiles(open: () => Promise<SFTPWrapper>, alive: Alive): TransportFiles {
  const asked =
    <A extends readonly string[], T>(work: (session: Session, ...paths: A) => Promise<T>) =>
    async (...paths: A): Promise<T> => {
      try {
        return await work({ sftp: await open(), alive }, ...paths);
      } catch (cause) {
        throw fileFault(cause, paths.at(-1) ?? '');
      }
    };
  return {
    list: asked(list),
    stat: asked(statOf),
    read: (path, maxBytes) => asked((session: Session, of: string) => read(session, of, maxBytes))(path),
    create: (path, bytes, like) => asked((session: Session, of: string) => create(session, of, bytes, like))(path),
    rename: async (from, to) => {
      await asked(({ sftp }: Session, before: string, after: string) =>
        alive<null>((done) => sftp.ext_openssh_rename(before, after, plain(done))),
      )(from, to);
    },
    remove: asked(remove),
    realPath: asked(realPathOf),
  };
}

interface Session {
  readonly sftp: SFTPWrapper;
  readonly alive: Alive;
}

/** A callback without a value. */
const plain = (done: (fault: Error | undefined, value: null) => void) => (fault?: Error | null) => done(fault ?? undefined, null);

async function list(session: Session, folder: string): Promise<readonly HostEntry[]> {
  const { sftp, alive } = session;
  const found = await alive<FileEntryWithStats[]>((done) => sftp.readdir(folder, done));
  const entries: HostEntry[] = [];
  for (const { filename, attrs } of found.toSorted((a, b) => (a.filename < b.filename ? -1 : 1))) {
    const path = posix.join(folder, filename);
    const meant = attrs.isSymbolicLink() ? await statOf(session, path) : toStat(attrs);
    if (meant !== null) entries.push({ path, size: meant.size, isFolder: meant.isFolder });
  }
  return entries;
}

const toStat = (stats: Stats): FileStat => ({
  size: stats.size,
  mode: stats.mode & 0o7777,
  owner: { uid: stats.uid, gid: stats.gid },
  isFolder: stats.isDirectory(),
  isFile: stats.isFile(),
});

async function statOf({ sftp, alive }: Session, path: string): Promise<FileStat | null> {
  try {
    return toStat(await alive<Stats>((done) => sftp.stat(path, done)));
  } catch (cause) {
    if (codeOf(cause) === NO_SUCH_FILE) return null;
    throw cause;
  }
}

async function read({ sftp, alive }: Session, path: string, maxBytes: number): Promise<Uint8Array> {
  const handle = await alive<Buffer>((done) => sftp.open(path, 'r', done));
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    while (length <= maxBytes) {
      const count = await readPiece({ sftp, alive }, handle, bytes, length);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    await alive<null>((done) => sftp.close(handle, plain(done)));
  }
}

/** How many bytes came; none at the end of the file. */
function readPiece({ sftp, alive }: Session, handle: Buffer, into: Buffer, at: number): Promise<number> {
  const wanted = Math.min(PIECE, into.length - at);
  return alive<number>((done) =>
    sftp.read(handle, into, at, wanted, at, (fault, count) => {
      // 1 is the end of the file (draft-ietf-secsh-filexfer-02, section 7).
      const isEnd = codeOf(fault) === 1;
      done(isEnd ? undefined : (fault ?? undefined), isEnd ? 0 : count);
    }),
  );
}

async function create({ sftp, alive }: Session, path: string, bytes: Uint8Array, { mode, owner }: FileOwner): Promise<void> {
  const handle = await alive<Buffer>((done) => sftp.open(path, 'wx', 0o600, done));
  try {
    const whole = Buffer.from(bytes);
    for (let at = 0; at < whole.length; at += PIECE) {
      await alive<null>((done) => sftp.write(handle, whole, at, Math.min(PIECE, whole.length - at), at, plain(done)));
    }
    const made = await alive<Stats>((done) => sftp.fstat(handle, done));
    const changed: Attributes = owner !== null && (made.uid !== owner.uid || made.gid !== owner.gid) ? { ...made, ...owner } : { ...made };
    if (changed.uid !== made.uid || changed.gid !== made.gid) {
      await alive<null>((done) => sftp.fchown(handle, changed.uid, changed.gid, plain(done)));
    }
    await alive<null>((done) => sftp.fchmod(handle, mode, plain(done)));
    await alive<null>((done) => sftp.ext_openssh_fsync(handle, plain(done)));
  } finally {
    await alive<null>((done) => sftp.close(handle, plain(done)));
  }
}

async function remove({ sftp, alive }: Session, path: string): Promise<void> {
  try {
    await alive<null>((done) => sftp.unlink(path, plain(done)));
  } catch (cause) {
    if (codeOf(cause) !== NO_SUCH_FILE) throw cause;
  }
}

/** OpenSSH answers for a path whose last part does not exist (sftp-server uses realpath(3) of its own, which allows that). */
async function realPathOf(session: Session, path: string): Promise<string | null> {
  const { sftp, alive } = session;
  try {
    return await alive<string>((done) => sftp.realpath(path, done));
  } catch (cause) {
    if (codeOf(cause) !== NO_SUCH_FILE) throw cause;
  }
  const folder = posix.dirname(path);
  if (folder === path || (await statOf(session, folder)) === null) return null;
  return posix.join(await alive<string>((done) => sftp.realpath(folder, done)), posix.basename(path));
}
