import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can, useCan, useList, useSites } from '../../../../web/api/index.ts';
import {
  AppLink,
  Button,
  type Column,
  DataTable,
  EmptyState,
  Group,
  IconPlus,
  Page,
  StatusMark,
  Text,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import type { Freeze } from '../../contract/plan-shapes.ts';
import { listFreezes } from '../../contract/routes.ts';
import { FreezeDialog } from '../dialogs/FreezeDialog.tsx';
import { useReader } from '../parts/use-reader.ts';
import { freezeText, isFrozenAt } from '../view/freeze-text.ts';
import { weekFrom } from '../view/planner.ts';
import '../parts/servers.css';

/** `new`: the dialog adds one. */
type Opened = Freeze | 'new' | null;

/** Freeze dates from today on: times in which nothing is to be touched. */
export default function FreezesPage() {
  const { t } = useTranslation('servers');
  const siteId = useSiteFilter();
  const { from } = weekFrom(undefined, useReader());
  const [opened, setOpened] = useState<Opened>(null);
  const freezes = useList(listFreezes, { limit: 100, from: from.toString(), ...(siteId === undefined ? {} : { siteId }) });
  const columns = useFreezeColumns();
  const mayChange = useCan('servers:schedules');
  const add = <AddButton onAdd={() => setOpened('new')} />;
  return (
    <Page
      title={t('freezes.title')}
      aside={<AppLink href="/planner">{t('freezes.toPlanner')}</AppLink>}
      actions={add}
      filters={
        <Text size="sm" c="dimmed">
          {t('freezes.about')}
        </Text>
      }
      fit="fill"
    >
      <DataTable
        name="servers.freezes"
        label={t('freezes.title')}
        list={freezes}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
        {...(mayChange && { onOpen: setOpened })}
        empty={
          <EmptyState title={t('freezes.empty')} action={add}>
            {t('freezes.emptyText')}
          </EmptyState>
        }
      />
      {opened !== null && <FreezeDialog freeze={opened === 'new' ? null : opened} onClose={() => setOpened(null)} />}
    </Page>
  );
}

function AddButton({ onAdd }: { onAdd(): void }) {
  const { t } = useTranslation('servers');
  return (
    <Can do="servers:schedules">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
        {t('freezes.add')}
      </Button>
    </Can>
  );
}

function useFreezeColumns(): readonly Column<Freeze>[] {
  const { t } = useTranslation('servers');
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const columns: Column<Freeze>[] = [
      { key: 'name', title: t('freezes.name'), width: 200, grow: true, render: ({ name }) => <bdi>{name}</bdi> },
      { key: 'when', title: t('freezes.when'), width: 380, onPhone: true, render: (freeze) => <When freeze={freeze} /> },
      { key: 'subject', title: t('freezes.subject'), width: 220, render: (freeze) => <Subject freeze={freeze} /> },
    ];
    return hasSites ? [...columns, { key: 'site', title: t('schedules.site'), width: 140, render: ({ site }) => site.name }] : columns;
  }, [t, hasSites]);
}

function When({ freeze }: { readonly freeze: Freeze }) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  return (
    <Group gap={8} wrap="nowrap">
      <span className="ct-figures">{freezeText(freeze, reader)}</span>
      {isFrozenAt(freeze, reader.now) && <StatusMark mark="muted" label={t('freezes.now')} why={t('freezes.nowWhy')} />}
    </Group>
  );
}

function Subject({ freeze: { server, schedule, site } }: { readonly freeze: Freeze }) {
  const { t } = useTranslation('servers');
  if (server !== null) return <AppLink href={`/servers/${server.id}`}>{server.name}</AppLink>;
  return schedule === null ? t('freezes.wholeOf', { site: site.name }) : `${t('freezes.schedule')}: ${schedule.name}`;
}
