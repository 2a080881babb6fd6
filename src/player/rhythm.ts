export interface Rhythm {
  readonly heartbeatSeconds: number;
  readonly healthSeconds: number;
  readonly screenshotSeconds: number;
  /** How long a reboot of a dry run is silent. */
  readonly dryRebootSeconds: number;
}

/** As the wire contract wants it. */
export const RHYTHM: Rhythm = { heartbeatSeconds: 65, healthSeconds: 5, screenshotSeconds: 60, dryRebootSeconds: 15 };

/** Timers that end together. */
export interface Timers {
  later(ms: number, run: () => void): void;
  every(ms: number, run: () => void): void;
  end(): void;
}

export function createTimers(): Timers {
  const timers = new Set<NodeJS.Timeout>();
  return {
    later(ms, run) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
    },
    every: (ms, run) => void timers.add(setInterval(run, ms)),
    end() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
