import type { Mark } from '../../../../web/kit/index.ts';
import type { Blocklist, Import } from '../../contract/blocklist-shapes.ts';

/** How a blocklist stands. One that was never applied is unknown, not ok. */
export function listMark({
  lastImport,
  lastGoodAt,
  isStale,
  placed,
}: Pick<Blocklist, 'lastImport' | 'lastGoodAt' | 'isStale' | 'placed'>): {
  readonly mark: Mark;
  readonly word: 'new' | 'refused' | 'stale' | 'reported' | 'applying' | 'stopped' | 'behind' | 'applied';
} {
  if (lastImport?.state === 'applying') return { mark: 'warning', word: 'applying' };
  if (lastImport?.state === 'reported') return { mark: 'warning', word: 'reported' };
  if (lastImport?.state === 'stopped') return { mark: 'warning', word: 'stopped' };
  if (isStale) return { mark: 'warning', word: 'stale' };
  if (lastImport?.state === 'refused') return { mark: 'critical', word: 'refused' };
  if (lastGoodAt === null) return { mark: 'unknown', word: 'new' };
  return placed.some(({ pending, failure }) => pending > 0 || failure !== null)
    ? { mark: 'warning', word: 'behind' }
    : { mark: 'ok', word: 'applied' };
}

const IMPORT_MARKS: Readonly<Record<Import['state'], Mark>> = {
  reported: 'warning',
  applying: 'warning',
  applied: 'ok',
  stopped: 'warning',
  refused: 'critical',
  discarded: 'off',
  unchanged: 'ok',
};

export const importMark = ({ state }: Pick<Import, 'state'>): Mark => IMPORT_MARKS[state];
