import { useEffect } from 'react';

/** About as often as players send a heartbeat: those change nothing but when a screen was last heard, and are no news. */
const EVERY_MS = 60_000;

/** Asks again from time to time while the page is looked at. */
export function useRenewed(refetch: () => void, everyMs = EVERY_MS): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) refetch();
    }, everyMs);
    return () => clearInterval(timer);
  }, [refetch, everyMs]);
}
