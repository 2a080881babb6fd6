import type { Mark } from '../../../../web/kit/index.ts';
import type { AllowEntry } from '../../contract/allow-routes.ts';

export interface AllowMark {
  readonly mark: Mark;
  readonly word: 'ended' | 'nowhere' | 'failed' | 'pending' | 'placed';
  /** Placements that the word is about. */
  readonly count: number;
}

/** The worst of an entry's placements; an entry that stands nowhere protects nobody on a host, and is never shown as ok. */
export function allowMark({ endedAt, placements }: Pick<AllowEntry, 'endedAt' | 'placements'>): AllowMark {
  if (endedAt !== null) return { mark: 'off', word: 'ended', count: placements.length };
  const count = (state: AllowEntry['placements'][number]['state']) => placements.filter((each) => each.state === state).length;
  if (placements.length === 0) return { mark: 'unknown', word: 'nowhere', count: 0 };
  if (count('failed') > 0) return { mark: 'critical', word: 'failed', count: count('failed') };
  if (count('pending') > 0) return { mark: 'warning', word: 'pending', count: count('pending') };
  return { mark: 'ok', word: 'placed', count: placements.length };
}
