import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { archiveTeam, listTeams, type Team as TeamSchema } from '../../../kernel/contract/routes/users.ts';
import { useAction, useList } from '../../api/queries.ts';
import { useConfirm } from '../../kit/Confirm.tsx';
import { IconPlus } from '../../kit/icons.ts';
import { Button, Modal } from '../../kit/mantine.ts';
import { Page } from '../../kit/Page.tsx';
import { EmptyState } from '../../kit/states.tsx';
import type { Column } from '../../kit/table/columns.ts';
import { DataTable } from '../../kit/table/DataTable.tsx';
import { useGrantText } from './GrantsField.tsx';
import { PeopleTabs } from './PeopleTabs.tsx';
import { TeamForm } from './TeamForm.tsx';

export type Team = z.infer<typeof TeamSchema>;

export default function TeamsPage() {
  const { t } = useTranslation('kernel');
  const teams = useList(listTeams, {});
  const [edited, setEdited] = useState<Team | 'new' | null>(null);
  const close = () => setEdited(null);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
      {t('teams.add')}
    </Button>
  );
  return (
    <Page title={t('teams.title')} fit="fill" aside={<PeopleTabs at="teams" />} actions={add}>
      <DataTable
        name="teams"
        label={t('teams.title')}
        list={teams}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
        onOpen={setEdited}
        empty={<EmptyState title={t('teams.none')}>{t('teams.noneBody')}</EmptyState>}
      />
      <Modal
        opened={edited !== null}
        onClose={close}
        size="lg"
        title={edited === 'new' || edited === null ? t('teams.add') : edited.name}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {edited !== null && <TeamForm team={edited === 'new' ? null : edited} onClose={close} />}
        {edited !== null && edited !== 'new' && <ArchiveTeam team={edited} onDone={close} />}
      </Modal>
    </Page>
  );
}

function useColumns(): readonly Column<Team>[] {
  const { t } = useTranslation('kernel');
  const grantText = useGrantText();
  return [
    { key: 'name', title: t('teams.name'), width: 220, render: ({ name }) => <bdi>{name}</bdi> },
    {
      key: 'members',
      title: t('teams.members'),
      width: 260,
      grow: true,
      onPhone: true,
      render: ({ members }) => <span>{members.map(({ name }) => name).join(', ') || '–'}</span>,
    },
    {
      key: 'grants',
      title: t('users.grants'),
      width: 260,
      grow: true,
      render: ({ grants }) => <span>{grants.map(grantText).join('; ') || t('users.noGrants')}</span>,
    },
  ];
}

function ArchiveTeam({ team, onDone }: { readonly team: Team; onDone(): void }) {
  const { t } = useTranslation('kernel');
  const ask = useConfirm();
  const archive = useAction(archiveTeam);
  const question = () => {
    onDone();
    ask({
      title: t('teams.archiveTitle', { name: team.name }),
      body: t('teams.archiveBody'),
      verb: t('teams.archive', { name: team.name }),
      tone: 'danger',
      run: () => archive.run({ id: team.id }),
    });
  };
  return (
    <Button variant="subtle" color="red" size="compact-sm" mt="md" onClick={question}>
      {t('teams.archive', { name: team.name })}
    </Button>
  );
}
