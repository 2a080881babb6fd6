import { useTranslation } from 'react-i18next';
import { Button, ChoiceFilter, EmptyState, FilterBar, Page, SearchFilter, useUrlFilters } from '../../../../web/kit/index.ts';
import { EnrolButton, NoScreens } from '../parts/NoScreens.tsx';
import { ScreensTable } from '../parts/ScreensTable.tsx';
import { StateTotals } from '../parts/StateTotals.tsx';
import { useCounts, useGroups } from '../parts/use-counts.ts';
import { FILTER_SHAPE, isFiltered, NO_GROUP, NOTHING } from '../view/filters.ts';
import '../parts/screens.css';

/** Every screen of the house as a table. */
export default function ScreensPage() {
  const { t } = useTranslation('screens');
  const [filters, change] = useUrlFilters(FILTER_SHAPE);
  const { sort = 'name', ...narrowing } = filters;
  const groups = useGroups();
  const counts = useCounts();
  const choices = [...groups.items.map(({ id, name }) => ({ value: id, label: name })), { value: NO_GROUP, label: t('noGroup') }];
  return (
    <Page
      title={t('screens.title')}
      aside={<StateTotals counts={counts.value?.counts} value={filters.state} onChange={(state) => change({ state })} />}
      actions={<EnrolButton />}
      filters={
        <FilterBar isFiltered={isFiltered(narrowing)} onClear={() => change(NOTHING)}>
          <SearchFilter value={filters.q} onChange={(q) => change({ q })} label={t('screens.search')} />
          <ChoiceFilter single label={t('group')} value={filters.group} choices={choices} onChange={(group) => change({ group })} />
        </FilterBar>
      }
      fit="fill"
    >
      <ScreensTable
        filters={narrowing}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        empty={isFiltered(narrowing) ? <NothingMatches onClear={() => change(NOTHING)} /> : <NoScreens />}
      />
    </Page>
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
