import { useEffect, useRef } from 'react';
import { useLive } from '../../../../web/api/index.ts';

/** At least so long between two questions: each goes to every host. */
const REST_MS = 10_000;

/** Asks again when something about bans has changed, and rests between: under attack that is several times a second. */
export function useCalmRefetch(refetch: () => void): void {
  const askedAt = useRef(performance.now());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const ask = () => {
    timer.current = undefined;
    askedAt.current = performance.now();
    refetch();
  };
  useLive(({ name }) => {
    if (!name.startsWith('bans.') || timer.current !== undefined) return;
    timer.current = setTimeout(ask, Math.max(0, askedAt.current + REST_MS - performance.now()));
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
