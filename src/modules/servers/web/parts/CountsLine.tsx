import { useTranslation } from 'react-i18next';
import { type OutputOf, useRoute } from '../../../../web/api/index.ts';
import { AppLink, MarkShape, useSiteFilter } from '../../../../web/kit/index.ts';
import { countServers } from '../../contract/routes.ts';
import { listHref, type ServerFilters } from '../view/filters.ts';
import { type Marked, reportMark, updateMark, windowMark } from '../view/marks.ts';

type Counts = OutputOf<typeof countServers>;

interface Counted {
  readonly key: string;
  readonly marked: Marked;
  readonly count: number;
  readonly filters: ServerFilters;
}

/** Worst first; what is unknown stands above ok. */
function countedOf({ updateStatus, serviceWindowStatus, reportState }: Counts): Counted[] {
  const update = (status: keyof Counts['updateStatus']): Counted => ({
    key: status,
    marked: updateMark(status),
    count: updateStatus[status] ?? 0,
    filters: { status },
  });
  const report = (state: keyof Counts['reportState']): Counted => ({
    key: state,
    marked: reportMark(state),
    count: reportState[state] ?? 0,
    filters: { report: state },
  });
  const risky = { key: 'risky', marked: windowMark('risky'), count: serviceWindowStatus.risky ?? 0, filters: { window: 'risky' } };
  const unknown = (['silent', 'stale-lists', 'error', 'unknown'] as const).map(report);
  return [update('overdue'), update('due'), update('unscheduled'), ...unknown, update('ok'), risky];
}

/** How many servers there are per status; each figure is the way to its servers. */
export function CountsLine() {
  const { t } = useTranslation('servers');
  const siteId = useSiteFilter();
  const counts = useRoute(countServers, siteId === undefined ? {} : { siteId }, { keepLast: true }).value;
  if (counts === undefined || counts.total === 0) return null;
  return (
    <ul className="sv-counts" aria-label={t('list.counts.label')}>
      <li className="ct-figures">{t('list.counts.total', { count: counts.total })}</li>
      {countedOf(counts)
        .filter(({ count }) => count > 0)
        .map(({ key, marked, count, filters }) => (
          <li key={key} className={`ct-mark ct-mark-${marked.mark}`}>
            <MarkShape mark={marked.mark} />
            <AppLink href={listHref(filters)} className="sv-count ct-figures">
              {t(`list.counts.${key}`, { count })}
            </AppLink>
          </li>
        ))}
    </ul>
  );
}
