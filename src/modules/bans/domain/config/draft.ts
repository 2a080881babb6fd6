import type { Files } from './layers.ts';

/** A changed file that the host does not have yet. */
export interface DraftFile {
  readonly path: string;
  /** Null: the file is removed. */
  readonly content: string | null;
  /** SHA-256 of the file that was edited; null: there was none. */
  readonly basedOn: string | null;
}

/** The files as they would be with the drafts. */
export function withDrafts(files: Files, drafts: readonly DraftFile[]): Map<string, string> {
  const all = new Map(files);
  for (const { path, content } of drafts) {
    if (content === null) all.delete(path);
    else all.set(path, content);
  }
  return all;
}
