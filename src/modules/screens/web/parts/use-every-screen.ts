import { useEffect } from 'react';
import { listOf, useList, useRoute } from '../../../../web/api/index.ts';
import { useSiteFilter } from '../../../../web/kit/index.ts';
import { listGroups } from '../../contract/group-routes.ts';
import { listScreens } from '../../contract/screen-routes.ts';
import { countScreens } from '../../contract/watch-routes.ts';
import { useRenewed } from './use-renewed.ts';

/** Beyond that the cards would be a wall that nobody reads; the table has every screen. */
export const MOST_DRAWN = 2_000;

/** Every screen of the chosen site, page after page. */
export function useEveryScreen(enabled: boolean) {
  const siteId = useSiteFilter();
  const site = siteId === undefined ? {} : { siteId };
  const list = useList(listScreens, { limit: 200, sort: 'name', ...site }, { live: ['assets'], enabled });
  const { items, hasMore, isLoadingMore, loadMore } = list;
  const wantsMore = enabled && hasMore && !isLoadingMore && items.length < MOST_DRAWN;
  useEffect(() => {
    if (wantsMore) loadMore();
  }, [wantsMore, loadMore]);
  useRenewed(enabled ? list.refetch : noRefetch);
  return { list, isCut: hasMore && items.length >= MOST_DRAWN };
}

const noRefetch = (): void => undefined;

/** How many screens of the chosen site are in which state, however many there are. */
export function useCounts() {
  const siteId = useSiteFilter();
  const answer = useRoute(countScreens, siteId === undefined ? {} : { siteId }, { keepLast: true, live: ['assets'] });
  useRenewed(answer.refetch);
  return answer;
}

/** The groups of the chosen site, in their order. */
export function useGroups() {
  const siteId = useSiteFilter();
  return listOf(useRoute(listGroups, siteId === undefined ? {} : { siteId }, { keepLast: true, live: ['assets'] }));
}
