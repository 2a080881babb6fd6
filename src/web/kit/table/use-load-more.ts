import { useEffect } from 'react';
import type { List } from '../../api/queries.ts';

/** So many rows before the end the next page is asked for. */
const AHEAD = 10;

/** Asks for the next page when the last drawn row comes near the end of what is here. */
export function useLoadMore<Row>({ items, hasMore, isLoadingMore, loadMore }: List<Row>, lastDrawn: number): void {
  const isNearEnd = lastDrawn >= items.length - AHEAD;
  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore) loadMore();
  }, [isNearEnd, hasMore, isLoadingMore, loadMore]);
}
