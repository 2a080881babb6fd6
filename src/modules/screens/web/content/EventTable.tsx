import { useTranslation } from 'react-i18next';
import { listOf, useRoute } from '../../../../web/api/index.ts';
import { Badge, type Column, DataTable, EmptyState, Instant, useSiteFilter } from '../../../../web/kit/index.ts';
import { listEvents } from '../../contract/content-routes.ts';
import type { ScreenEvent } from '../../contract/content-shapes.ts';
import { OpenEvent } from './OpenEvent.tsx';

/** Every event, also those that are over. */
export function EventTable() {
  const { t } = useTranslation('screens');
  const siteId = useSiteFilter();
  const events = listOf(useRoute(listEvents, siteId === undefined ? {} : { siteId }, { keepLast: true }));
  const columns: readonly Column<ScreenEvent>[] = [
    { key: 'title', title: t('events.title'), grow: true, render: ({ id, title }) => <OpenEvent id={id} title={title} /> },
    { key: 'type', title: t('events.type'), width: 150, render: ({ content }) => t(`events.types.${content.type}`) },
    {
      ...{ key: 'groups', title: t('events.groups'), width: 220 },
      render: ({ groups }) => (groups.length === 0 ? t('events.nobody') : groups.map(({ name }) => name).join(', ')),
    },
    {
      ...{ key: 'next', title: t('events.upcoming'), width: 170, onPhone: true },
      render: ({ next, isActive }) =>
        isActive ? next === null ? '–' : <Instant at={next} /> : <Badge color="gray">{t('events.inactive')}</Badge>,
    },
    { key: 'priority', title: t('events.priority'), width: 90, align: 'right', render: ({ priority }) => priority },
  ];
  return (
    <DataTable
      name="screens-events"
      label={t('nav.events')}
      list={events}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ title }) => title}
      empty={<EmptyState title={t('events.empty')}>{t('events.emptyText')}</EmptyState>}
    />
  );
}
