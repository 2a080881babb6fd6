import type { Duplex } from 'node:stream';
import type { HostEntry } from './files.ts';

export interface Executed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecLimits {
  readonly seconds: number;
  /** Of both outputs together. */
  readonly outputBytes: number;
}

/** The little that this machine and ssh do differently. All of it throws a `HostError`. */
export interface Transport {
  /** Connects to the control socket. */
  openSocket(): Promise<Duplex>;
  /** Runs our one script in the host's python3 and gives it a line of input. */
  python(script: string, input: string, limits: ExecLimits): Promise<Executed>;
  readonly files: TransportFiles;
  /** False once either side has ended it. */
  isOpen(): boolean;
  close(): Promise<void>;
}

export interface TransportFiles {
  list(folder: string): Promise<readonly HostEntry[]>;
  /** Null: there is none. */
  stat(path: string): Promise<FileStat | null>;
  read(path: string, maxBytes: number): Promise<Uint8Array>;
  /** Writes a new file; one that is there already is refused. */
  create(path: string, bytes: Uint8Array, like: FileOwner): Promise<void>;
  /** By one rename, over whatever is at the target. */
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens where there is none. */
  remove(path: string): Promise<void>;
  realPath(path: string): Promise<string | null>;
}

export interface FileOwner {
  /** Permission bits. */
  readonly mode: number;
  /** Null: whoever the account is. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

export interface FileStat extends FileOwner {
  readonly size: number;
  readonly isFolder: boolean;
  readonly isFile: boolean;
}
