import { useTranslation } from 'react-i18next';
import { listAssets } from '../../../kernel/contract/routes/assets.ts';
import { useRoute } from '../../api/queries.ts';
import { AppLink } from '../../kit/navigation.tsx';
import { EmptyState } from '../../kit/states.tsx';
import { useModules } from '../../shell/navigation.ts';
import type { Counts, Tab } from './use-queue.ts';

interface NothingToDoProps {
  readonly tab: Tab;
  readonly isFiltered: boolean;
  readonly counts: Counts | undefined;
}

/** The goal of the product, and looks like it. */
export function NothingToDo({ tab, isFiltered, counts }: NothingToDoProps) {
  const { t } = useTranslation('kernel');
  if (isFiltered) return <EmptyState title={t('today.empty.filtered')}>{t('today.empty.filteredBody')}</EmptyState>;
  if (tab === 'snoozed' || tab === 'done') return <EmptyState title={t(`today.empty.${tab}`)} />;
  return <AllWell othersCount={tab === 'mine' ? (counts?.anyone ?? 0) : 0} />;
}

function AllWell({ othersCount }: { readonly othersCount: number }) {
  const { t } = useTranslation('kernel');
  const assets = useRoute(listAssets, { limit: 1 });
  // "All is well" would be a claim about nothing.
  const isNew = assets.value?.items.length === 0;
  return (
    <EmptyState picture={<House />} title={t(isNew ? 'today.empty.start' : 'today.empty.title')}>
      {othersCount > 0 ? (
        <AppLink href="/today?tab=anyone">{t('today.empty.others', { count: othersCount })}</AppLink>
      ) : (
        <>
          {t(isNew ? 'today.empty.startBody' : 'today.empty.body')}
          <ModuleLinks />
        </>
      )}
    </EmptyState>
  );
}

function ModuleLinks() {
  const { t } = useTranslation('kernel');
  const links = useModules().flatMap(({ name, nav }) =>
    nav.slice(0, 1).map(({ to, labelKey }) => ({ to, label: t(`${name}:${labelKey}`) })),
  );
  return (
    <span className="ct-empty-links">
      {links.map(({ to, label }) => (
        <AppLink key={to} href={to}>
          {label}
        </AppLink>
      ))}
    </span>
  );
}

/** A house with its lights on and nothing to do. */
function House() {
  return (
    <svg className="ct-house" viewBox="0 0 160 110" aria-hidden="true">
      <path className="ct-house-line" d="M8 100h144" />
      <path className="ct-house-wall" d="M38 100V54l42-34 42 34v46z" />
      <path className="ct-house-roof" d="m28 62 52-42 52 42" />
      <path className="ct-house-window" d="M54 64h18v16H54zM88 64h18v16H88z" />
      <path className="ct-house-line" d="M132 100V84m0 0a9 9 0 1 0-.1 0" />
    </svg>
  );
}
