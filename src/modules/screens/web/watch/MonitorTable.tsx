import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type useList, useSites } from '../../../../web/api/index.ts';
import { type Column, DataTable, StatusMark, TimeAgo } from '../../../../web/kit/index.ts';
import type { monitorScreens } from '../../contract/watch-routes.ts';
import type { MonitoredScreen } from '../../contract/watch-shapes.ts';
import { useReasons } from '../parts/use-reasons.ts';
import { screenHref } from '../view/href.ts';
import { stateMark } from '../view/marks.ts';

interface MonitorTableProps {
  readonly list: ReturnType<typeof useList<typeof monitorScreens>>;
  readonly empty: React.ReactNode;
}

/** The wall as a table: worst first, with what each screen said last. */
export function MonitorTable({ list, empty }: MonitorTableProps) {
  const { t } = useTranslation('screens');
  const columns = useColumns();
  return (
    <DataTable
      name="screens-monitoring"
      label={t('watch.title')}
      list={list}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ name }) => name}
      href={({ id }) => screenHref(id)}
      empty={empty}
    />
  );
}

function useColumns(): readonly Column<MonitoredScreen>[] {
  const { t } = useTranslation('screens');
  const hasSites = useSites().length > 1;
  return useMemo(
    () => [
      { key: 'name', title: t('screens.name'), width: 180, grow: true, render: ({ name }) => <bdi>{name}</bdi> },
      {
        ...{ key: 'state', title: t('screens.state'), width: 150, onPhone: true },
        render: ({ state }) => <StatusMark mark={stateMark(state)} label={t(`state.${state}`)} />,
      },
      { key: 'reasons', title: t('screens.reasons'), width: 240, render: (screen) => <Reasons screen={screen} /> },
      { key: 'group', title: t('group'), width: 140, render: ({ group }) => (group === null ? '–' : <bdi>{group.name}</bdi>) },
      {
        ...{ key: 'picture', title: t('watch.picture'), width: 160 },
        render: ({ watch }) => t(`watch.status.${watch.screenHealthStatus}`),
      },
      {
        ...{ key: 'at', title: t('watch.lastPicture'), width: 140 },
        render: ({ latestScreenshotAt }) => <TimeAgo at={latestScreenshotAt} none={t('never')} />,
      },
      {
        ...{ key: 'process', title: t('screen.process'), width: 140, hidden: true },
        render: ({ process }) => (process.name === null ? '–' : <bdi>{process.name}</bdi>),
      },
      { key: 'error', title: t('watch.lastError'), width: 260, render: ({ latestError }) => <Said line={latestError} /> },
      { key: 'log', title: t('watch.lastLog'), width: 260, hidden: true, render: ({ latestLog }) => <Said line={latestLog} /> },
      { key: 'site', title: t('site'), width: 140, hidden: !hasSites, render: ({ site }) => <bdi>{site.name}</bdi> },
    ],
    [t, hasSites],
  );
}

function Reasons({ screen }: { readonly screen: MonitoredScreen }) {
  const { t } = useTranslation('screens');
  const reasons = useReasons()(screen).map(({ text }) => text);
  const text = [...(screen.isActive ? [] : [t('screens.inactive')]), ...reasons].join(' · ');
  return <span title={text}>{text === '' ? '–' : text}</span>;
}

const Said = ({ line }: { readonly line: { readonly message: string } | null }) =>
  line === null ? '–' : <bdi title={line.message}>{line.message}</bdi>;
