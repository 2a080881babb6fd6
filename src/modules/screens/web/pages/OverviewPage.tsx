import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useRoute } from '../../../../web/api/index.ts';
import { AppLink, Button, EmptyState, LoadingLines, Page, ProblemState, useSiteFilter, useUrlFilters } from '../../../../web/kit/index.ts';
import { listNow } from '../../contract/content-routes.ts';
import { screensOverview } from '../../contract/overview-routes.ts';
import { GroupCards } from '../parts/GroupCards.tsx';
import { EnrolButton, NoScreens } from '../parts/NoScreens.tsx';
import { StateTotals } from '../parts/StateTotals.tsx';
import { useRenewed } from '../parts/use-renewed.ts';
import { statesOf } from '../view/filters.ts';
import { GROUPS_PAGE } from '../view/href.ts';
import '../parts/screens.css';

const FILTERS = { state: z.string().refine((text) => statesOf(text).length > 0) };

/** The house at a glance: group by group what is on show, and which screens need somebody. */
export default function OverviewPage() {
  const { t } = useTranslation('screens');
  const [{ state }, change] = useUrlFilters(FILTERS);
  const siteId = useSiteFilter();
  const input = { ...(state === undefined ? {} : { state: statesOf(state).join(',') }), ...(siteId === undefined ? {} : { siteId }) };
  const overview = useRoute(screensOverview, input, { keepLast: true, live: ['assets'] });
  const now = useRoute(listNow, {}, { keepLast: true });
  useRenewed(overview.refetch);
  return (
    <Page
      title={t('overview.title')}
      aside={<StateTotals counts={overview.value?.counts} value={state} onChange={(next) => change({ state: next })} />}
      actions={<EnrolButton />}
    >
      <Cards overview={overview} showing={now.value?.items} state={state} onClear={() => change({ state: null })} />
    </Page>
  );
}

interface CardsProps {
  readonly overview: ReturnType<typeof useRoute<typeof screensOverview>>;
  /** Absent while it is not known. */
  readonly showing: Parameters<typeof GroupCards>[0]['showing'];
  readonly state: string | undefined;
  onClear(): void;
}

function Cards({ overview: { value, problem, isLoading, refetch }, showing, state, onClear }: CardsProps) {
  const { t } = useTranslation('screens');
  if (value === undefined) return problem === null || isLoading ? <LoadingLines /> : <ProblemState problem={problem} onRetry={refetch} />;
  const { items, outOfUse } = value;
  const left = outOfUse.groups > 0 && (
    <p className="sc-dim">
      {t('overview.outOfUse', { count: outOfUse.groups, screens: t('screens.count', { count: outOfUse.screens }) })}{' '}
      <AppLink href={GROUPS_PAGE}>{t('overview.toGroups')}</AppLink>
    </p>
  );
  if (items.length === 0 && state !== undefined) {
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
  const hasScreens = Object.values(value.counts).some((count) => count > 0) || outOfUse.screens > 0;
  return (
    <>
      {hasScreens ? <GroupCards cards={items} showing={showing} state={state} /> : <NoScreens />}
      {left}
    </>
  );
}
