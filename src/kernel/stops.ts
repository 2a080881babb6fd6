import type { Log } from './log/log.ts';

/** How everything that was started stops again: last started, first stopped. */
export interface Stops {
  add(name: string, stop: () => Promise<void>): void;
  /** Runs each stop once; one that fails is logged and does not keep the others from stopping. */
  run(): Promise<void>;
}

export function createStops(log: Log): Stops {
  const started: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  return {
    add: (name, stop) => void started.push({ name, stop }),
    async run() {
      for (let last = started.pop(); last !== undefined; last = started.pop()) {
        const { name, stop } = last;
        await stop().catch((error: unknown) => log.error({ resource: name, err: error }, 'a resource did not stop cleanly'));
      }
    },
  };
}
