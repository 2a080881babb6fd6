import { useLocalStorage } from '@mantine/hooks';
import type { Errand } from '../../kernel/contract/routes/errands.ts';

type Ended = Pick<Errand, 'isMine' | 'endedAt'>;

/** Own errands that ended after what was looked at last; what others began is no news. */
export const countNews = (errands: readonly Ended[], lookedAt: string): number =>
  errands.filter(({ isMine, endedAt }) => isMine && endedAt !== null && isLater(endedAt, lookedAt)).length;

/** The newest end there is to look at: of the console's clock, as the browser's may differ. */
export const newestEnd = (errands: readonly Ended[], lookedAt: string): string =>
  errands.reduce((newest, { endedAt }) => (endedAt !== null && isLater(endedAt, newest) ? endedAt : newest), lookedAt);

const isLater = (instant: string, than: string): boolean => than === '' || Temporal.Instant.compare(instant, than) > 0;

/** The newest end that this person has looked at in this browser; empty: none yet. */
export function useLookedAt(userId: string): readonly [lookedAt: string, look: (at: string) => void] {
  const [lookedAt, look] = useLocalStorage({ key: `errands:${userId}`, defaultValue: '', getInitialValueInEffect: false });
  return [isInstant(lookedAt) ? lookedAt : '', look];
}

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false; // Whatever stands in the browser's storage: nothing was looked at yet.
  }
}
