import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { attempt, Button, IconCheck, IconPlayerPause, IconRefresh, toast } from '../../../../web/kit/index.ts';
import { endMaintenance } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { MaintenanceDialog } from '../dialogs/MaintenanceDialog.tsx';
import { MarkDialog } from '../dialogs/MarkDialog.tsx';

type Opened = 'updated' | 'rebooted' | 'maintenance' | null;

/** What is done to a server forty times a day; nothing for those who may not act. */
export function ServerActions({ server }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const [opened, setOpened] = useState<Opened>(null);
  if (!server.may.includes('servers:act')) return null;
  const close = () => setOpened(null);
  return (
    <>
      <Button leftSection={<IconCheck size={16} aria-hidden />} onClick={() => setOpened('updated')}>
        {t('act.markUpdated')}
      </Button>
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => setOpened('rebooted')}>
        {t('act.markRebooted')}
      </Button>
      {server.maintenance === null ? (
        <Button variant="default" leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => setOpened('maintenance')}>
          {t('maintenance.start')}
        </Button>
      ) : (
        <EndMaintenanceButton server={server} />
      )}
      {(opened === 'updated' || opened === 'rebooted') && <MarkDialog server={server} kind={opened} onClose={close} />}
      {opened === 'maintenance' && <MaintenanceDialog server={server} onClose={close} />}
    </>
  );
}

function EndMaintenanceButton({ server: { id, name } }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const end = useAction(endMaintenance, { touches: ['findings'] });
  const run = async () => {
    await end.run({ id });
    toast.done(t('maintenance.ended', { name }));
  };
  return (
    <Button variant="default" loading={end.isPending} onClick={() => attempt(run)}>
      {t('maintenance.end')}
    </Button>
  );
}
