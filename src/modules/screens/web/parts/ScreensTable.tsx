import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useList, useSites } from '../../../../web/api/index.ts';
import { Button, type Column, DataTable, StatusMark, TimeAgo, useSiteFilter } from '../../../../web/kit/index.ts';
import { listScreens, type SCREEN_SORTS } from '../../contract/screen-routes.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { BulkCommandDialog } from '../commands/BulkCommandDialog.tsx';
import { AssignDialog } from '../dialogs/AssignDialog.tsx';
import { listInput, type ScreenFilters } from '../view/filters.ts';
import { screenHref } from '../view/href.ts';
import { stateMark } from '../view/marks.ts';
import { useReasons } from './use-reasons.ts';
import { useRenewed } from './use-renewed.ts';

type Sort = (typeof SCREEN_SORTS)[number];

interface ScreensTableProps {
  readonly filters: ScreenFilters;
  readonly sort: Sort;
  onSort(sort: string): void;
  readonly empty: React.ReactNode;
}

interface Chosen {
  readonly what: 'assign' | 'command';
  readonly screens: readonly Screen[];
  clear(): void;
}

/** Every screen, however many there are; ticked ones are put into a group together, or asked the same. */
export function ScreensTable({ filters, sort, onSort, empty }: ScreensTableProps) {
  const { t } = useTranslation('screens');
  const siteId = useSiteFilter();
  const [mayManage, mayCommand] = [useCan('screens:manage'), useCan('screens:command')];
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const input = { limit: 100, ...listInput(filters), sort, ...(siteId === undefined ? {} : { siteId }) };
  const screens = useList(listScreens, input, { live: ['assets'] });
  useRenewed(screens.refetch);
  const columns = useScreenColumns();
  const bulk = (rows: readonly Screen[], clear: () => void) => (
    <>
      {mayManage && (
        <Button size="compact-sm" onClick={() => setChosen({ what: 'assign', screens: rows, clear })}>
          {t('assign.do')}
        </Button>
      )}
      {mayCommand && (
        <Button size="compact-sm" variant="default" onClick={() => setChosen({ what: 'command', screens: rows, clear })}>
          {t('commands.bulk')}
        </Button>
      )}
    </>
  );
  return (
    <>
      <DataTable
        name="screens"
        label={t('title')}
        list={screens}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
        href={({ id }) => screenHref(id)}
        sort={sort}
        onSort={onSort}
        {...(mayManage || mayCommand ? { bulk } : {})}
        empty={empty}
      />
      {chosen?.what === 'assign' && <AssignDialog screens={chosen.screens} onDone={chosen.clear} onClose={() => setChosen(null)} />}
      {chosen?.what === 'command' && <BulkCommandDialog screens={chosen.screens} onDone={chosen.clear} onClose={() => setChosen(null)} />}
    </>
  );
}

function useScreenColumns(): readonly Column<Screen>[] {
  const { t } = useTranslation('screens');
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const said = (text: string) => (text === '' ? '–' : <bdi>{text}</bdi>);
    const columns: Column<Screen>[] = [
      {
        ...{ key: 'name', title: t('screens.name'), width: 180, grow: true },
        sort: { up: 'name', down: '-name' },
        render: ({ name }) => <bdi>{name}</bdi>,
      },
      { key: 'state', title: t('screens.state'), width: 150, onPhone: true, render: (screen) => <State screen={screen} /> },
      { key: 'reasons', title: t('screens.reasons'), width: 220, render: (screen) => <Reasons screen={screen} /> },
      { key: 'group', title: t('group'), width: 160, render: ({ group }) => (group === null ? '–' : <bdi>{group.name}</bdi>) },
      {
        ...{ key: 'lastAlive', title: t('screens.lastAlive'), width: 150, onPhone: true },
        sort: { up: 'lastAlive', down: '-lastAlive' },
        render: ({ lastAlive }) => <TimeAgo at={lastAlive} none={t('never')} />,
      },
      { key: 'ip', title: t('screens.ip'), width: 130, hidden: hasSites, render: ({ hardware }) => said(hardware.ip) },
      { key: 'hostname', title: t('screens.host'), width: 150, hidden: true, render: ({ hardware }) => said(hardware.hostname) },
      { key: 'mac', title: t('screens.mac'), width: 150, hidden: true, render: ({ hardware }) => said(hardware.mac) },
      { key: 'model', title: t('screens.model'), width: 170, hidden: true, render: ({ hardware }) => said(hardware.model) },
      { key: 'software', title: t('screens.software'), width: 120, hidden: true, render: ({ hardware }) => said(hardware.softwareVersion) },
      { key: 'description', title: t('screens.description'), width: 200, hidden: true, render: ({ description }) => said(description) },
    ];
    return hasSites ? [...columns, { key: 'site', title: t('site'), width: 140, render: ({ site }) => <bdi>{site.name}</bdi> }] : columns;
  }, [t, hasSites]);
}

interface CellProps {
  readonly screen: Screen;
}

function State({ screen: { state } }: CellProps) {
  const { t } = useTranslation('screens');
  return <StatusMark mark={stateMark(state)} label={t(`state.${state}`)} />;
}

/** All that is wrong, in one line; whether it is watched at all comes first. */
function Reasons({ screen }: CellProps) {
  const { t } = useTranslation('screens');
  const reasons = useReasons()(screen).map(({ text }) => text);
  const marks = [...(screen.isActive ? [] : [t('screens.inactive')]), ...(screen.sharesAccount ? [t('wire.notIndividual')] : [])];
  const text = [...marks, ...reasons].join(' · ');
  return <span title={text}>{text === '' ? '–' : text}</span>;
}
