import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useList } from '../../../../web/api/index.ts';
import {
  Button,
  ChoiceFilter,
  EmptyState,
  FilterBar,
  LoadingLines,
  Page,
  ProblemState,
  SearchFilter,
  SegmentedControl,
  useSiteFilter,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import { monitorScreens } from '../../contract/watch-routes.ts';
import { StateTotals } from '../parts/StateTotals.tsx';
import { useGroups } from '../parts/use-counts.ts';
import { useRenewed } from '../parts/use-renewed.ts';
import { statesOf } from '../view/filters.ts';
import { MonitorTable } from '../watch/MonitorTable.tsx';
import { Wall } from '../watch/Wall.tsx';
import '../parts/screens.css';
import '../watch/watch.css';

const FILTERS = {
  q: z.string(),
  state: z.string().refine((text) => statesOf(text).length > 0),
  group: z.uuid(),
  view: z.literal('table'),
};
/** New pictures are no news of their own: they are asked for. */
const EVERY_MS = 20_000;

/** What every screen shows, those first that need somebody. */
export default function MonitoringPage() {
  const { t } = useTranslation('screens');
  const [{ q, state, group, view }, change] = useUrlFilters(FILTERS);
  const siteId = useSiteFilter();
  const groups = useGroups();
  const input = {
    limit: 60,
    ...(q === undefined ? {} : { q }),
    ...(state === undefined ? {} : { state: statesOf(state).join(',') }),
    ...(group === undefined ? {} : { groupId: group }),
    ...(siteId === undefined ? {} : { siteId }),
  };
  const list = useList(monitorScreens, input, { live: ['assets'] });
  useRenewed(list.refetch, EVERY_MS);
  const isNarrowed = [q, state, group].some((value) => value !== undefined);
  const clear = () => change({ q: null, state: null, group: null });
  const empty = (
    <EmptyState
      title={t(isNarrowed ? 'screens.emptyFiltered' : 'screens.empty')}
      action={
        isNarrowed ? (
          <Button variant="default" onClick={clear}>
            {t('clearFilters')}
          </Button>
        ) : undefined
      }
    >
      {isNarrowed ? undefined : t('watch.emptyText')}
    </EmptyState>
  );
  return (
    <Page
      title={t('watch.title')}
      aside={<StateTotals counts={list.first?.counts} value={state} onChange={(next) => change({ state: next })} />}
      filters={
        <FilterBar isFiltered={isNarrowed} onClear={clear}>
          <SegmentedControl
            size="xs"
            aria-label={t('screens.view')}
            data={[
              { value: 'wall', label: t('watch.wall') },
              { value: 'table', label: t('screens.table') },
            ]}
            value={view ?? 'wall'}
            onChange={(next) => change({ view: next === 'table' ? next : null })}
          />
          <SearchFilter value={q} onChange={(next) => change({ q: next })} label={t('screens.search')} />
          <ChoiceFilter
            single
            label={t('group')}
            value={group}
            choices={groups.items.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(next) => change({ group: next })}
          />
        </FilterBar>
      }
      fit={view === 'table' ? 'fill' : 'content'}
    >
      {view === 'table' ? <MonitorTable list={list} empty={empty} /> : <WallOrWhy list={list} empty={empty} />}
    </Page>
  );
}

function WallOrWhy({ list, empty }: { readonly list: Parameters<typeof Wall>[0]['list']; readonly empty: React.ReactNode }) {
  if (list.problem !== null && list.items.length === 0) return <ProblemState problem={list.problem} onRetry={list.refetch} />;
  if (list.isLoading) return <LoadingLines />;
  return list.items.length === 0 ? empty : <Wall list={list} />;
}
