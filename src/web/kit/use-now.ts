import { useSyncExternalStore } from 'react';

const STEP_MS = 15_000;

const watchers = new Set<() => void>();
let now = Temporal.Now.instant().epochMilliseconds;
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Temporal.Now.instant().epochMilliseconds;
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  if (watchers.size === 0) {
    tick();
    timer = setInterval(tick, STEP_MS);
  }
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) clearInterval(timer);
  };
}

/** Milliseconds since 1970, one clock for the whole page, in steps of 15 s. */
export const useNow = (): number => useSyncExternalStore(watch, () => now);
