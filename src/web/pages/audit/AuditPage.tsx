import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type AuditRow, listAudit } from '../../../kernel/contract/routes/console.ts';
import type { InputOf } from '../../api/call.ts';
import { useList } from '../../api/queries.ts';
import { FilterBar, SearchFilter } from '../../kit/FilterBar.tsx';
import { InstantField } from '../../kit/InstantField.tsx';
import { Button, Drawer } from '../../kit/mantine.ts';
import { useUrlFilters } from '../../kit/navigation.tsx';
import { Page } from '../../kit/Page.tsx';
import { EmptyState } from '../../kit/states.tsx';
import { Instant } from '../../kit/Time.tsx';
import type { Column } from '../../kit/table/columns.ts';
import { DataTable } from '../../kit/table/DataTable.tsx';
import { AuditDetail } from './AuditDetail.tsx';
import { changesBetween } from './changes.ts';

export type Row = z.infer<typeof AuditRow>;

const FILTERS = {
  q: z.string(),
  action: z.string(),
  userId: z.uuid(),
  subjectId: z.string(),
  since: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }),
};

/** Who did what, newest first. */
export default function AuditPage() {
  const { t } = useTranslation('kernel');
  const [filters, change, isFiltered] = useUrlFilters(FILTERS);
  const input = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as InputOf<typeof listAudit>;
  const audit = useList(listAudit, input, { frozen: true });
  const [shown, setShown] = useState<Row | null>(null);
  return (
    <Page
      title={t('audit.title')}
      fit="fill"
      actions={
        <Button variant="default" onClick={audit.refetch}>
          {t('actions.refresh')}
        </Button>
      }
      filters={<Filters filters={filters} isFiltered={isFiltered} onChange={change} />}
    >
      <DataTable
        name="audit"
        label={t('audit.title')}
        list={audit}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowLabel={({ action, subject }) => `${action} ${subject.name}`}
        onOpen={setShown}
        empty={<EmptyState title={t('states.nothingFound')} />}
      />
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        position="right"
        size="lg"
        title={shown?.action}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {shown !== null && <AuditDetail row={shown} />}
      </Drawer>
    </Page>
  );
}

interface FiltersProps {
  readonly filters: Readonly<Record<keyof typeof FILTERS, string | undefined>>;
  readonly isFiltered: boolean;
  onChange(change: Partial<Record<keyof typeof FILTERS, string | null>>): void;
}

function Filters({ filters, isFiltered, onChange }: FiltersProps) {
  const { t } = useTranslation('kernel');
  const clear = () => onChange({ q: null, action: null, userId: null, subjectId: null, since: null, until: null });
  return (
    <FilterBar isFiltered={isFiltered} onClear={clear}>
      <SearchFilter label={t('audit.search')} value={filters.q} onChange={(q) => onChange({ q })} />
      <SearchFilter label={t('audit.action')} value={filters.action} onChange={(action) => onChange({ action })} />
      <InstantField size="xs" isBare label={t('audit.since')} value={filters.since ?? null} onChange={(since) => onChange({ since })} />
      <InstantField size="xs" isBare label={t('audit.until')} value={filters.until ?? null} onChange={(until) => onChange({ until })} />
    </FilterBar>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation('kernel');
  return [
    { key: 'at', title: t('audit.at'), width: 170, render: ({ at }) => <Instant at={at} /> },
    { key: 'who', title: t('audit.who'), width: 160, onPhone: true, render: (row) => <span>{row.actor.name}</span> },
    { key: 'action', title: t('audit.action'), width: 200, onPhone: true, render: ({ action }) => <code>{action}</code> },
    {
      key: 'subject',
      title: t('audit.subject'),
      width: 200,
      grow: true,
      onPhone: true,
      render: ({ subject }) => <bdi>{subject.name}</bdi>,
    },
    {
      key: 'changes',
      title: t('audit.changes'),
      width: 260,
      grow: true,
      render: ({ before, after }) => (
        <span>
          {changesBetween(before, after)
            .map(({ path }) => path)
            .join(', ')}
        </span>
      ),
    },
    { key: 'address', title: t('audit.address'), width: 140, render: ({ address }) => address ?? '–' },
    { key: 'request', title: t('audit.request'), width: 180, hidden: true, render: ({ requestId }) => <code>{requestId ?? '–'}</code> },
  ];
}
