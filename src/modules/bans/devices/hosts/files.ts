export interface HostEntry {
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly isFolder: boolean;
}

/** Files of a host. Paths are absolute; which of them may be touched is the caller's rule. */
export interface HostFiles {
  /** What is in a folder, by name; links are followed, dead ones left out. Throws where there is no such folder. */
  list(folder: string): Promise<readonly HostEntry[]>;
  /** Null: there is no such file. Throws `too_large` where it holds more than `maxBytes`. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>;
  /** Replaces the file by one rename, so that no reader meets half of it; mode and owner stay, a new one gets 0644. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Nothing happens where there is none. */
  remove(path: string): Promise<void>;
  /** Where the path leads once all links are followed; of a file that does not exist, its folder's. Null: no such folder. */
  realPath(path: string): Promise<string | null>;
  /**
   * A copy of a folder in a new temporary folder that only the account can read, for trying changes: links stay links. Answers its
   * path; files in it are written by `write`. Remove it by `unstage`.
   */
  stage(folder: string): Promise<string>;
  /** Removes a folder that `stage` has made; another one is refused. */
  unstage(staged: string): Promise<void>;
}
