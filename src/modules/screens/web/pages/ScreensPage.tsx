import { useTranslation } from 'react-i18next';
import { Can, useCan } from '../../../../web/api/index.ts';
import {
  Alert,
  Button,
  ChoiceFilter,
  EmptyState,
  FilterBar,
  IconPlus,
  LoadingLines,
  Page,
  ProblemState,
  SearchFilter,
  SegmentedControl,
  useGo,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import { GroupCards } from '../parts/GroupCards.tsx';
import { ScreensTable } from '../parts/ScreensTable.tsx';
import { StateTotals } from '../parts/StateTotals.tsx';
import { MOST_DRAWN, useCounts, useEveryScreen, useGroups } from '../parts/use-every-screen.ts';
import { FILTER_SHAPE, isFiltered, matches, NO_GROUP, NOTHING, type ScreenFilters } from '../view/filters.ts';
import { ENROL_PAGE } from '../view/href.ts';
import { grouped } from '../view/totals.ts';
import '../parts/screens.css';

/** Every screen of the house: which of them need somebody, group by group or as a table. */
export default function ScreensPage() {
  const { t } = useTranslation('screens');
  const [filters, change] = useUrlFilters(FILTER_SHAPE);
  const { view, sort = 'name', ...narrowing } = filters;
  const groups = useGroups();
  const every = useEveryScreen(view !== 'table');
  const counts = useCounts();
  const choices = [...groups.items.map(({ id, name }) => ({ value: id, label: name })), { value: NO_GROUP, label: t('noGroup') }];
  const empty = isFiltered(narrowing) ? <NothingMatches onClear={() => change(NOTHING)} /> : <NoScreens />;
  return (
    <Page
      title={t('title')}
      aside={<StateTotals counts={counts.value?.counts} value={filters.state} onChange={(state) => change({ state })} />}
      actions={<EnrolButton />}
      filters={
        <FilterBar isFiltered={isFiltered(narrowing)} onClear={() => change(NOTHING)}>
          <SegmentedControl
            size="xs"
            aria-label={t('screens.view')}
            data={[
              { value: 'cards', label: t('screens.cards') },
              { value: 'table', label: t('screens.table') },
            ]}
            value={view ?? 'cards'}
            onChange={(next) => change({ view: next === 'table' ? next : null })}
          />
          <SearchFilter value={filters.q} onChange={(q) => change({ q })} label={t('screens.search')} />
          <ChoiceFilter single label={t('group')} value={filters.group} choices={choices} onChange={(group) => change({ group })} />
        </FilterBar>
      }
      fit={view === 'table' ? 'fill' : 'content'}
    >
      {view === 'table' ? (
        <ScreensTable filters={narrowing} sort={sort} onSort={(next) => change({ sort: next })} empty={empty} />
      ) : (
        <Cards filters={narrowing} every={every} groups={groups} empty={empty} />
      )}
    </Page>
  );
}

interface CardsProps {
  readonly filters: ScreenFilters;
  readonly every: ReturnType<typeof useEveryScreen>;
  readonly groups: ReturnType<typeof useGroups>;
  readonly empty: React.ReactNode;
}

function Cards({ filters, every: { list, isCut }, groups, empty }: CardsProps) {
  const { t } = useTranslation('screens');
  const problem = list.problem ?? groups.problem;
  const isNarrowed = isFiltered(filters);
  const cards = grouped(
    groups.items,
    list.items.filter((screen) => matches(filters, screen)),
  ).filter(({ screens }) => !isNarrowed || screens.length > 0);
  if (problem !== null && list.items.length === 0) return <ProblemState problem={problem} onRetry={list.refetch} />;
  if (list.isLoading || groups.isLoading) return <LoadingLines />;
  if (cards.length === 0 || list.items.length === 0) return empty;
  return (
    <>
      {isCut && <Alert mb="md">{t('screens.tooMany', { count: MOST_DRAWN })}</Alert>}
      <GroupCards cards={cards} />
    </>
  );
}

function EnrolButton() {
  const { t } = useTranslation('screens');
  const go = useGo();
  return (
    <Can do="screens:enrol">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go(ENROL_PAGE)}>
        {t('screens.enrol')}
      </Button>
    </Can>
  );
}

function NothingMatches({ onClear }: { onClear(): void }) {
  const { t } = useTranslation('screens');
  return (
    <EmptyState
      title={t('screens.emptyFiltered')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('clearFilters')}
        </Button>
      }
    />
  );
}

function NoScreens() {
  const { t } = useTranslation('screens');
  const mayEnrol = useCan('screens:enrol');
  return (
    <EmptyState title={t('screens.empty')} action={<EnrolButton />}>
      {t(mayEnrol ? 'screens.emptyText' : 'screens.emptyReads')}
    </EmptyState>
  );
}
