import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Can, useList, useSites } from '../../../../web/api/index.ts';
import {
  Button,
  ChoiceFilter,
  type Column,
  DataTable,
  EmptyState,
  FilterBar,
  IconPlus,
  Page,
  SearchFilter,
  StatusMark,
  TimeAgo,
  useGo,
  useSiteFilter,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import { HOST_SORTS, listHosts } from '../../contract/host-routes.ts';
import type { Host } from '../../contract/host-shapes.ts';
import { CONTACT_STATES } from '../../domain/contact.ts';
import { LEVELS } from '../../domain/host.ts';
import { BannedCount } from '../parts/BannedCount.tsx';
import { HostStatus } from '../parts/HostStatus.tsx';
import '../parts/bans.css';

const SHAPE = { q: z.string(), state: z.string(), level: z.string(), sort: z.enum(HOST_SORTS) };
const NOTHING = { q: null, state: null, level: null };

/** All fail2ban hosts: which of them the console sees, and what goes on there. */
export default function HostsPage() {
  const { t } = useTranslation('bans');
  const siteId = useSiteFilter();
  const [filters, change] = useUrlFilters(SHAPE);
  const { sort = 'name', ...narrowing } = filters;
  const isFiltered = Object.values(narrowing).some((value) => value !== undefined);
  const hosts = useList(listHosts, { limit: 100, ...narrowing, sort, ...(siteId === undefined ? {} : { siteId }) }, { live: ['assets'] });
  const columns = useHostColumns();
  return (
    <Page
      title={t('hosts.title')}
      actions={<AddButton />}
      filters={
        <FilterBar isFiltered={isFiltered} onClear={() => change(NOTHING)}>
          <SearchFilter value={filters.q} onChange={(q) => change({ q })} label={t('hosts.search')} />
          <ChoiceFilter
            label={t('hosts.state')}
            value={filters.state}
            choices={CONTACT_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
            onChange={(state) => change({ state })}
          />
          <ChoiceFilter
            label={t('hosts.level')}
            value={filters.level}
            choices={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
            onChange={(level) => change({ level })}
          />
        </FilterBar>
      }
      fit="fill"
    >
      <DataTable
        name="bans.hosts"
        label={t('hosts.title')}
        list={hosts}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
        href={({ id }) => `/bans/hosts/${id}`}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        empty={
          isFiltered ? (
            <EmptyState
              title={t('hosts.emptyFiltered')}
              action={
                <Button variant="default" onClick={() => change(NOTHING)}>
                  {t('clearFilters')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('hosts.empty')} action={<AddButton />}>
              {t('hosts.emptyText')}
            </EmptyState>
          )
        }
      />
    </Page>
  );
}

function AddButton() {
  const { t } = useTranslation('bans');
  const go = useGo();
  return (
    <Can do="bans:hosts">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go('/bans/hosts/new')}>
        {t('hosts.add')}
      </Button>
    </Can>
  );
}

function useHostColumns(): readonly Column<Host>[] {
  const { t } = useTranslation('bans');
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const columns: Column<Host>[] = [
      {
        key: 'name',
        title: t('host'),
        width: 190,
        grow: true,
        sort: { up: 'name', down: '-name' },
        render: ({ name }) => <bdi>{name}</bdi>,
      },
      { key: 'state', title: t('hosts.state'), width: 236, onPhone: true, render: (host) => <HostStatus host={host} /> },
      {
        ...{ key: 'banned', title: t('jails.currentlyBanned'), width: 116, align: 'right', onPhone: true },
        sort: { up: 'banned', down: '-banned' },
        render: ({ contactedAt, currentlyBanned }) => (contactedAt === null ? t('unknown') : <BannedCount count={currentlyBanned} />),
      },
      { key: 'jails', title: t('hosts.jails'), width: 110, align: 'right', render: (host) => <JailCount host={host} /> },
      { key: 'level', title: t('hosts.level'), width: 110, render: ({ level }) => t(`level.${level}`) },
      {
        key: 'transport',
        title: t('hosts.transport'),
        width: 150,
        hidden: hasSites,
        render: ({ transport }) => t(`transport.${transport}`),
      },
      {
        key: 'version',
        title: t('hosts.version'),
        width: 100,
        hidden: true,
        render: ({ fail2banVersion }) => fail2banVersion ?? t('unknown'),
      },
      {
        ...{ key: 'contacted', title: t('hosts.contacted'), width: 128 },
        sort: { up: 'contactedAt', down: '-contactedAt' },
        render: ({ contactedAt }) => <TimeAgo at={contactedAt} none={t('never')} />,
      },
      { key: 'responsible', title: t('hosts.responsible'), width: 140, render: (host) => <Responsible host={host} /> },
    ];
    return hasSites ? [...columns, { key: 'site', title: t('site'), width: 140, render: ({ site }) => <span>{site.name}</span> }] : columns;
  }, [t, hasSites]);
}

function JailCount({ host: { contactedAt, jailCount, goneJailCount } }: { readonly host: Host }) {
  const { t } = useTranslation('bans');
  if (contactedAt === null) return <span>{t('unknown')}</span>;
  return goneJailCount === 0 ? <span>{jailCount}</span> : <StatusMark mark="critical" label={t('hosts.gone', { count: goneJailCount })} />;
}

function Responsible({ host: { responsibles } }: { readonly host: Host }) {
  const { t } = useTranslation('bans');
  if (responsibles.length === 0) return <StatusMark mark="warning" label={t('nobody')} />;
  const names = responsibles.map(({ username }) => username).join(', ');
  return <span title={names}>{names}</span>;
}
