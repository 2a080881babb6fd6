import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import { Button, type Column, DataTable, EmptyState, Group, Instant, Section, StatusMark } from '../../../../web/kit/index.ts';
import { listCommands } from '../../contract/command-routes.ts';
import type { Command } from '../../contract/command-shapes.ts';
import type { ScreenDetail } from '../../contract/screen-shapes.ts';
import type { CommandAction } from '../../domain/command/states.ts';
import { CommandDialog } from './CommandDialog.tsx';
import { CommandStory } from './CommandStory.tsx';
import { commandMark } from './marks.ts';
import { OFFERED } from './verbs.ts';

/** What is asked of a screen's player, and what came of it. */
export function CommandsTab({ screen }: { readonly screen: ScreenDetail }) {
  const { t } = useTranslation('screens');
  const [asking, setAsking] = useState<CommandAction | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const commands = useList(listCommands, { screenId: screen.id, limit: 50 });
  const columns = useColumns();
  return (
    <>
      <Group gap="xs" mb="md">
        {OFFERED.map((action) => (
          <Button key={action} variant="default" onClick={() => setAsking(action)}>
            {t(`commands.do.${action}`)}
          </Button>
        ))}
      </Group>
      <Section title={t('commands.title')}>
        <DataTable
          name="screen-commands"
          label={t('commands.title')}
          list={commands}
          columns={columns}
          rowKey={({ id }) => id}
          rowLabel={({ action }) => t(`commands.do.${action}`)}
          onOpen={({ id }) => setShown(id)}
          fit="content"
          empty={<EmptyState title={t('commands.none')}>{t('commands.noneText')}</EmptyState>}
        />
      </Section>
      {asking !== null && <CommandDialog screen={screen} action={asking} onClose={() => setAsking(null)} />}
      {shown !== null && <CommandStory id={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function useColumns(): readonly Column<Command>[] {
  const { t } = useTranslation('screens');
  return useMemo(
    () => [
      { key: 'action', title: t('commands.what'), width: 190, render: ({ action }) => t(`commands.do.${action}`) },
      {
        ...{ key: 'status', title: t('screens.state'), width: 200, grow: true, onPhone: true },
        render: ({ status }) => <StatusMark mark={commandMark(status)} label={t(`commands.status.${status}`)} />,
      },
      {
        key: 'issued',
        title: t('commands.issued'),
        width: 170,
        onPhone: true,
        render: ({ issuedAt }) => <Instant at={issuedAt} none="" />,
      },
      { key: 'by', title: t('commands.by'), width: 130, render: ({ requestedBy }) => <bdi>{requestedBy ?? t('commands.console')}</bdi> },
      { key: 'reason', title: t('commands.reason'), width: 220, render: ({ reason }) => <Reason reason={reason} /> },
    ],
    [t],
  );
}

/** The console's own reasons are words of the contract. */
function Reason({ reason }: Pick<Command, 'reason'>) {
  const { t } = useTranslation('screens');
  if (reason === null) return '–';
  return <bdi title={reason}>{t(`commands.ownReason.${reason}`, { defaultValue: reason })}</bdi>;
}
