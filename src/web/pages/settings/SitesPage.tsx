import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { archiveSite, listSites } from '../../../kernel/contract/routes/sites.ts';
import type { SiteShape } from '../../api/me.tsx';
import { listOf, useAction, useRoute } from '../../api/queries.ts';
import { useConfirm } from '../../kit/Confirm.tsx';
import { IconPlus } from '../../kit/icons.ts';
import { Badge, Button, Modal } from '../../kit/mantine.ts';
import { Page } from '../../kit/Page.tsx';
import { EmptyState } from '../../kit/states.tsx';
import { TwoClocks } from '../../kit/Time.tsx';
import type { Column } from '../../kit/table/columns.ts';
import { DataTable } from '../../kit/table/DataTable.tsx';
import { SettingsTabs } from './SettingsTabs.tsx';
import { SiteForm } from './SiteForm.tsx';

/** Customers, schools, places. */
export default function SitesPage() {
  const { t } = useTranslation('kernel');
  const sites = useRoute(listSites, {});
  const [edited, setEdited] = useState<SiteShape | 'new' | null>(null);
  const close = () => setEdited(null);
  return (
    <Page
      title={t('settings.title')}
      fit="fill"
      aside={<SettingsTabs at="sites" />}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
          {t('sites.add')}
        </Button>
      }
    >
      <DataTable
        name="sites"
        label={t('sites.title')}
        list={listOf(sites)}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
        onOpen={setEdited}
        empty={<EmptyState title={t('states.nothingFound')} />}
      />
      <Modal
        opened={edited !== null}
        onClose={close}
        title={edited === 'new' || edited === null ? t('sites.add') : edited.name}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {edited !== null && <SiteForm site={edited === 'new' ? null : edited} onClose={close} />}
        {edited !== null && edited !== 'new' && !edited.isDefault && <ArchiveSite site={edited} onDone={close} />}
      </Modal>
    </Page>
  );
}

function useColumns(): readonly Column<SiteShape>[] {
  const { t } = useTranslation('kernel');
  return [
    {
      key: 'name',
      title: t('sites.name'),
      width: 240,
      grow: true,
      render: ({ name, isDefault }) => (
        <>
          <bdi>{name}</bdi> {isDefault && <Badge variant="default">{t('sites.default')}</Badge>}
        </>
      ),
    },
    { key: 'zone', title: t('sites.timeZone'), width: 180, onPhone: true, render: ({ timeZone }) => timeZone },
    { key: 'clock', title: t('sites.clock'), width: 200, render: ({ timeZone }) => <TwoClocks zone={timeZone} /> },
    {
      key: 'contact',
      title: t('sites.contact'),
      width: 180,
      onPhone: true,
      render: ({ contact }) => contact?.displayName || contact?.username || '–',
    },
    { key: 'notes', title: t('sites.notes'), width: 240, grow: true, hidden: true, render: ({ notes }) => <span>{notes}</span> },
  ];
}

function ArchiveSite({ site, onDone }: { readonly site: SiteShape; onDone(): void }) {
  const { t } = useTranslation('kernel');
  const ask = useConfirm();
  const archive = useAction(archiveSite);
  const verb = t('sites.archive', { name: site.name });
  const question = () => {
    onDone();
    ask({
      title: t('sites.archiveTitle', { name: site.name }),
      body: t('sites.archiveBody'),
      verb,
      tone: 'danger',
      run: () => archive.run({ id: site.id }),
    });
  };
  return (
    <Button variant="subtle" color="red" size="compact-sm" mt="md" onClick={question}>
      {verb}
    </Button>
  );
}
