/** Pauses of one loop, which a ring may cut short and an end always does. */
export interface Bell {
  /** Until the time is over, somebody rings, or it ends. A ring since the last wait counts. */
  wait(ms: number): Promise<void>;
  /** Until the time is over or it ends; rings change nothing. */
  sleep(ms: number): Promise<void>;
  ring(): void;
  /** For good. */
  end(): void;
  isOver(): boolean;
}

export function createBell(): Bell {
  const over = Promise.withResolvers<void>();
  let rung = Promise.withResolvers<void>();
  let isOver = false;
  const pause = async (ms: number, ...sooner: readonly Promise<void>[]): Promise<void> => {
    const { promise: passed, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    await Promise.race([passed, over.promise, ...sooner]);
    clearTimeout(timer);
  };
  return {
    async wait(ms) {
      await pause(ms, rung.promise);
      rung = Promise.withResolvers();
    },
    sleep: (ms) => pause(ms),
    ring: () => rung.resolve(),
    end() {
      isOver = true;
      over.resolve();
    },
    isOver: () => isOver,
  };
}
