import { useCallback, useMemo, useState } from 'react';
import type { Page } from '../../../kernel/contract/page.ts';
import type { listToday, Story, TABS } from '../../../kernel/contract/routes/today.ts';
import { listToday as today } from '../../../kernel/contract/routes/today.ts';
import type { InputOf, OutputOf } from '../../api/call.ts';
import { roomsOfEvent, useLive, useLiveState } from '../../api/live.ts';
import { type List, useList, useRoute } from '../../api/queries.ts';

export type Tab = (typeof TABS)[number];
export type Counts = OutputOf<typeof listToday>['counts'];

export interface Queue {
  /** As first read, each row with its newest figures; nothing moves until `showNew`. */
  readonly list: List<Story>;
  readonly counts: Counts | undefined;
  /** Shown, but no longer part of this tab: solved or set aside in the meantime. */
  readonly gone: ReadonlySet<string>;
  /** Stories that have come since. */
  readonly newCount: number;
  showNew(): void;
  /** Takes over what an act answered, in place. */
  replace(story: Story): void;
}

/** The newest first page is compared with what is shown; this many rows are looked at. */
const LOOK = 100;

/** Today's list, which stands still under the cursor while news gather beside it. */
export function useQueue(input: Omit<InputOf<typeof listToday>, 'cursor' | 'limit'>): Queue {
  const list = useList(today, input, { frozen: true });
  const isOld = useHasNews();
  const newest = useRoute(today, { ...input, limit: LOOK }, { enabled: isOld && !list.isLoading, keepLast: true });
  const [acted, setActed] = useState<ReadonlyMap<string, Story>>(new Map());
  const items = useMemo(() => overlay(list.items, newest.value?.items ?? [], acted), [list.items, newest.value, acted]);
  const gone = useMemo(() => goneFrom(list.items, newest.value), [list.items, newest.value]);
  const { refetch } = list;
  return {
    list: { ...list, items },
    gone,
    counts: newest.value?.counts ?? list.first?.counts,
    newCount: list.isLoading ? 0 : countNew(list.items, newest.value?.items ?? [], list.hasMore),
    showNew: useCallback(() => {
      setActed(new Map());
      refetch();
    }, [refetch]),
    replace: useCallback((story: Story) => setActed((old) => new Map(old).set(story.id, story)), []),
  };
}

/** Whether anything has been said of findings since this list was first shown, or may have been while we could not hear it. */
function useHasNews(): boolean {
  const [heard, setHeard] = useState(false);
  const live = useLiveState();
  useLive((event) => {
    if (roomsOfEvent(event).includes('findings')) setHeard(true);
  });
  return heard || live === 'reconnecting' || live === 'offline';
}

/** Stories that would stand among the shown ones; what comes after the last of them is only not loaded yet. */
export function countNew(shown: readonly Story[], newest: readonly Story[], hasMore: boolean): number {
  const known = new Set(shown.map(({ id }) => id));
  const end = hasMore ? newest.findLastIndex(({ id }) => known.has(id)) : newest.length;
  return newest.slice(0, Math.max(0, end)).filter(({ id }) => !known.has(id)).length;
}

/** Only a complete newest answer can tell that something has left. */
export function goneFrom(shown: readonly Story[], newest: Page<Story> | undefined): ReadonlySet<string> {
  if (newest === undefined || newest.nextCursor !== null) return new Set();
  const there = new Set(newest.items.map(({ id }) => id));
  return new Set(shown.filter(({ id }) => !there.has(id)).map(({ id }) => id));
}

/** The same rows in the same order; of two tellings of one story the later version counts. */
export function overlay(shown: readonly Story[], newest: readonly Story[], acted: ReadonlyMap<string, Story>): readonly Story[] {
  const fresh = new Map(newest.map((story) => [story.id, story]));
  return shown.map((story) => [fresh.get(story.id), acted.get(story.id)].reduce<Story>((best, other) => later(best, other), story));
}

const later = (best: Story, other: Story | undefined): Story => (other !== undefined && other.version >= best.version ? other : best);
