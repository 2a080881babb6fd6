import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listStreams } from '../../../kernel/contract/routes/streams.ts';
import type { OutputOf } from '../../api/call.ts';
import { Can } from '../../api/me.tsx';
import { listOf, useRoute } from '../../api/queries.ts';
import { Button, Modal, Text } from '../../kit/mantine.ts';
import { Page } from '../../kit/Page.tsx';
import { EmptyState } from '../../kit/states.tsx';
import { Instant } from '../../kit/Time.tsx';
import type { Column } from '../../kit/table/columns.ts';
import { DataTable } from '../../kit/table/DataTable.tsx';
import { useFormat } from '../../kit/use-format.ts';
import { EraseAsset } from './EraseAsset.tsx';
import { SettingsTabs } from './SettingsTabs.tsx';

type Stream = OutputOf<typeof listStreams>['items'][number];

/** What is kept, how much of it there is, and for how long. */
export default function DataKeptPage() {
  const { t } = useTranslation('kernel');
  const streams = useRoute(listStreams, {}, { live: false });
  const [isErasing, setErasing] = useState(false);
  const close = () => setErasing(false);
  return (
    <Page
      title={t('settings.title')}
      fit="fill"
      aside={<SettingsTabs at="streams" />}
      actions={
        <Can do="assets:erase">
          <Button variant="default" onClick={() => setErasing(true)}>
            {t('streams.erase')}
          </Button>
        </Can>
      }
    >
      <DataTable
        name="streams"
        label={t('streams.title')}
        list={listOf(streams)}
        columns={useColumns()}
        rowKey={({ name }) => name}
        rowLabel={({ name }) => name}
        empty={<EmptyState title={t('states.nothingFound')} />}
      />
      <Modal opened={isErasing} onClose={close} title={t('streams.erase')} closeButtonProps={{ 'aria-label': t('actions.close') }}>
        {isErasing && <EraseAsset onClose={close} />}
      </Modal>
    </Page>
  );
}

/** `servers.updates` is told by its module, `audit` by the kernel. */
const purposeKey = ({ module, name }: Stream): string =>
  module === 'kernel' ? `kernel:streams.purposes.${name}` : `${module}:streams.${name.slice(module.length + 1)}`;

function useColumns(): readonly Column<Stream>[] {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  return [
    {
      key: 'what',
      title: t('streams.what'),
      width: 320,
      grow: true,
      render: (stream) => t(purposeKey(stream), { defaultValue: stream.purpose }),
    },
    { key: 'kept', title: t('streams.kept'), width: 260, onPhone: true, render: (stream) => <Kept stream={stream} /> },
    {
      key: 'rows',
      title: t('streams.rows'),
      width: 130,
      align: 'right',
      render: ({ rows, isEstimate }) => (isEstimate ? t('streams.about', { rows }) : format.number(rows)),
    },
    { key: 'size', title: t('streams.size'), width: 110, align: 'right', onPhone: true, render: ({ bytes }) => format.bytes(bytes) },
    {
      key: 'oldest',
      title: t('streams.oldest'),
      width: 180,
      render: ({ oldestAt }) => (oldestAt === null ? '–' : <Instant at={oldestAt} />),
    },
    { key: 'table', title: t('streams.table'), width: 200, hidden: true, render: ({ table }) => <code>{table}</code> },
  ];
}

function Kept({ stream: { keptDays, blankedAfterDays } }: { readonly stream: Stream }) {
  const { t } = useTranslation('kernel');
  return (
    <span>
      {keptDays === null ? t('streams.forEver') : t('streams.days', { count: keptDays })}
      {blankedAfterDays !== null && (
        <Text span c="dimmed">
          {' · '}
          {t('streams.blanked', { count: blankedAfterDays })}
        </Text>
      )}
    </span>
  );
}
