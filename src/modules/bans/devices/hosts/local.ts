import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, lstat, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { collect } from './collect.ts';
import { codeOf, fileFault, messageOf } from './faults.ts';
import type { HostEntry } from './files.ts';
import { HostError } from './host-error.ts';
import type { ExecLimits, Executed, FileOwner, FileStat, Transport, TransportFiles } from './transport.ts';

/** fail2ban on this machine, as the user that the console runs as. */
export const createLocalTransport = (socketPath: string): Transport => ({
  openSocket: () => openSocket(socketPath),
  python,
  files,
  isOpen: () => true,
  close: async () => {},
});

/** The fault keeps errno's name: whether it is worth waiting is the client's to decide. */
async function openSocket(path: string): Promise<Duplex> {
  const socket = connect({ path });
  await once(socket, 'connect');
  return socket;
}

function python(script: string, input: string, { seconds, outputBytes }: ExecLimits): Promise<Executed> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-I', '-c', script], { stdio: ['pipe', 'pipe', 'pipe'], cwd: '/' });
    const giveUp = (fault: HostError) => {
      child.kill('SIGKILL');
      settle(() => reject(fault));
    };
    const timer = setTimeout(() => giveUp(new HostError('timeout', `no answer within ${seconds} seconds`)), seconds * 1_000);
    const settle = (then: () => void) => {
      clearTimeout(timer);
      then();
    };
    const { texts } = collect(child, outputBytes, giveUp);
    child.once('error', (cause) => settle(() => reject(new HostError('no_program', `python3: ${messageOf(cause)}`, cause))));
    child.once('close', (code) => settle(() => resolve({ code: code ?? -1, ...texts() })));
    // A program that ends without reading: its exit says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

const files: TransportFiles = {
  list: (folder) => guarded(folder, () => list(folder)),
  stat: (path) => guarded(path, () => statOf(path)),
  read: (path, maxBytes) => guarded(path, () => read(path, maxBytes)),
  create: (path, bytes, like) => guarded(path, () => create(path, bytes, like)),
  rename: (from, to) => guarded(to, () => rename(from, to)),
  remove: (path) => guarded(path, () => rm(path, { force: true })),
  realPath: (path) => guarded(path, () => realPathOf(path)),
};

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw fileFault(cause, path);
  }
}

async function list(folder: string): Promise<readonly HostEntry[]> {
  const names = (await readdir(folder)).sort();
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await statOf(path);
      return found === null ? [] : [{ path, size: found.size, isFolder: found.isFolder }];
    }),
  );
  return entries.flat();
}

async function statOf(path: string): Promise<FileStat | null> {
  try {
    const found = await stat(path);
    return {
      size: found.size,
      mode: found.mode & 0o7777,
      owner: { uid: found.uid, gid: found.gid },
      isFolder: found.isDirectory(),
      isFile: found.isFile(),
    };
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR' || codeOf(cause) === 'ELOOP') return null;
    throw cause;
  }
}

async function read(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    while (length <= maxBytes) {
      const { bytesRead } = await file.read(bytes, length, maxBytes + 1 - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

async function create(path: string, bytes: Uint8Array, { mode, owner }: FileOwner): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  const made = await lstat(path);
  if (owner !== null && (made.uid !== owner.uid || made.gid !== owner.gid)) await chown(path, owner.uid, owner.gid);
}

async function realPathOf(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause;
    if (dirname(path) === path) return null;
  }
  // A file that does not exist stands where its folder does; a folder that does not exist, nowhere.
  const folder = await realpath(dirname(path)).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null;
    throw cause;
  });
  return folder === null ? null : join(folder, basename(path));
}
