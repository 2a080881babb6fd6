import { listOf, useRoute } from '../../../../web/api/index.ts';
import { useSiteFilter } from '../../../../web/kit/index.ts';
import { listGroups } from '../../contract/group-routes.ts';
import { countScreens } from '../../contract/watch-routes.ts';
import { useRenewed } from './use-renewed.ts';

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
