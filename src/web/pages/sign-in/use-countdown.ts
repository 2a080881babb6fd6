import { useEffect, useState } from 'react';

/** Seconds left, counted down once a second; `start` sets them anew. */
export function useCountdown(): readonly [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0);
  const isRunning = left > 0;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return [left, (seconds) => setLeft(Number.isFinite(seconds) ? Math.ceil(seconds) : 0)];
}
