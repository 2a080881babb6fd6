import type { Log } from '../log/log.ts';

/** Who says too much, and how often: gathered, because it is told in the middle of a flood. */
export interface Floods<Who> {
  add(key: string, who: Who, count: number): void;
}

const EVERY_MS = 1_000;

/** `tell` hears of each of them once a second. */
export function createFloods<Who>({
  log,
  tell,
  everyMs = EVERY_MS,
}: {
  readonly log: Log;
  tell(who: Who, count: number): Promise<unknown>;
  readonly everyMs?: number;
}): Floods<Who> {
  const gathered = new Map<string, { readonly who: Who; count: number }>();
  let timer: NodeJS.Timeout | null = null;

  const tellAll = (): void => {
    timer = null;
    const all = [...gathered.values()];
    gathered.clear();
    for (const { who, count } of all) {
      tell(who, count).catch((error: unknown) => log.warn({ err: error }, 'nobody could be told of a device that says too much'));
    }
  };

  return {
    add(key, who, count) {
      const known = gathered.get(key) ?? { who, count: 0 };
      known.count += count;
      gathered.set(key, known);
      if (timer === null) timer = setTimeout(tellAll, everyMs).unref();
    },
  };
}
