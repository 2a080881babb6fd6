import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import {
  ActionIcon,
  attempt,
  Button,
  IconCheck,
  IconDots,
  IconPlayerPause,
  IconRefresh,
  Menu,
  toast,
  useMediaQuery,
} from '../../../../web/kit/index.ts';
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
      <OtherActions server={server} onOpen={setOpened} />
      {(opened === 'updated' || opened === 'rebooted') && <MarkDialog server={server} kind={opened} onClose={close} />}
      {opened === 'maintenance' && <MaintenanceDialog server={server} onClose={close} />}
    </>
  );
}

interface OtherActionsProps {
  readonly server: ServerDetail;
  onOpen(opened: Opened): void;
}

const REBOOT_ICON = <IconRefresh size={16} aria-hidden />;
const PAUSE_ICON = <IconPlayerPause size={16} aria-hidden />;

/** Beside the main action; behind a menu where there is no room for three buttons. */
function OtherActions({ server, onOpen }: OtherActionsProps) {
  const { t } = useTranslation('servers');
  const isNarrow = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const ending = useEndMaintenance(server);
  const isRunning = server.maintenance !== null;
  const maintain = () => (isRunning ? ending.run() : onOpen('maintenance'));
  const maintenanceLabel = t(isRunning ? 'maintenance.end' : 'maintenance.start');
  if (!isNarrow) {
    return (
      <>
        <Button variant="default" leftSection={REBOOT_ICON} onClick={() => onOpen('rebooted')}>
          {t('act.markRebooted')}
        </Button>
        <Button variant="default" leftSection={PAUSE_ICON} loading={ending.isPending} onClick={maintain}>
          {maintenanceLabel}
        </Button>
      </>
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('act.more')}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={REBOOT_ICON} onClick={() => onOpen('rebooted')}>
          {t('act.markRebooted')}
        </Menu.Item>
        <Menu.Item leftSection={PAUSE_ICON} onClick={maintain}>
          {maintenanceLabel}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useEndMaintenance({ id, name }: ServerDetail) {
  const { t } = useTranslation('servers');
  const end = useAction(endMaintenance, { touches: ['findings'] });
  const work = async () => {
    await end.run({ id });
    toast.done(t('maintenance.ended', { name }));
  };
  return { isPending: end.isPending, run: () => attempt(work) };
}
