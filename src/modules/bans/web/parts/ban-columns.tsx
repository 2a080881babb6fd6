import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSites } from '../../../../web/api/index.ts';
import { type Column, TimeAgo, useFormat } from '../../../../web/kit/index.ts';
import type { Ban } from '../../contract/ban-shapes.ts';
import { useSpan } from '../view/use-span.ts';
import { BanStatus } from './BanStatus.tsx';

/** The columns of the table of bans. */
export function useBanColumns(): readonly Column<Ban>[] {
  const { t } = useTranslation('bans');
  const { country, number } = useFormat();
  const span = useSpan();
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const columns: Column<Ban>[] = [
      {
        key: 'address',
        title: t('address'),
        width: 180,
        grow: true,
        render: ({ address }) => <span className="bn-address">{address}</span>,
      },
      { key: 'status', title: t('list.status'), width: 120, onPhone: true, render: (ban) => <BanStatus ban={ban} /> },
      {
        key: 'at',
        title: t('list.at'),
        width: 124,
        onPhone: true,
        sort: { up: 'at', down: '-at' },
        render: ({ at }) => <TimeAgo at={at} />,
      },
      { key: 'host', title: t('host'), width: 140, onPhone: true, render: ({ host }) => <bdi>{host.name}</bdi> },
      { key: 'jail', title: t('jail'), width: 130, render: ({ jail }) => <bdi>{jail}</bdi> },
      { key: 'country', title: t('country'), width: 130, render: (ban) => (ban.country === null ? '–' : country(ban.country)) },
      { key: 'organisation', title: t('list.organisation'), width: 180, hidden: hasSites, render: (ban) => organisationOf(ban) },
      { key: 'provenance', title: t('filters.provenance'), width: 110, render: ({ provenance }) => t(`provenance.${provenance}`) },
      { key: 'failures', title: t('list.failures'), width: 112, align: 'right', render: ({ failures }) => number(failures) },
      {
        ...{ key: 'duration', title: t('list.duration'), width: 100, align: 'right' as const, hidden: true },
        render: ({ isPermanent, durationSeconds }) => span(isPermanent ? -1 : durationSeconds),
      },
      { key: 'count', title: t('list.banCount'), width: 88, align: 'right', hidden: true, render: ({ banCount }) => number(banCount) },
      { key: 'note', title: t('note'), width: 180, hidden: true, render: ({ note }) => <bdi>{note}</bdi> },
    ];
    return hasSites ? [...columns, { key: 'site', title: t('site'), width: 120, render: ({ site }) => <span>{site.name}</span> }] : columns;
  }, [t, country, number, span, hasSites]);
}

const organisationOf = ({ asn, organisation }: Ban): string =>
  [asn === null ? null : `AS${asn}`, organisation].filter((part) => part !== null).join(' ') || '–';
