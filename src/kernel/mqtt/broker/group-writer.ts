/** One write of the store, as LevelDB takes it. */
export type Write =
  | { readonly type: 'put'; readonly key: unknown; readonly value: unknown }
  | { readonly type: 'del'; readonly key: unknown };

export interface GroupWriter {
  /** Resolves when it has been written; in the order of the calls. */
  add(write: Write): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** What comes while one group is being written goes into the next one: a busy broker writes many at once, a quiet one waits for nothing. */
export function createGroupWriter(writeAll: (writes: readonly Write[]) => Promise<unknown>): GroupWriter {
  let gathered: { readonly writes: Write[]; readonly written: Promise<void> } | null = null;
  let last: Promise<void> = Promise.resolve();

  const begin = (): { readonly writes: Write[]; readonly written: Promise<void> } => {
    const writes: Write[] = [];
    const written = last
      .catch(() => {}) // Whose it was has heard of it.
      .then(async () => {
        gathered = null;
        await writeAll(writes);
      });
    last = written;
    return { writes, written };
  };

  return {
    add(write) {
      gathered ??= begin();
      gathered.writes.push(write);
      return gathered.written;
    },
    idle: () => last.catch(() => {}), // As above.
  };
}
