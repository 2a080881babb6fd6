import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { ActionIcon, attempt, Button, IconDots, IconRefresh, MaintenanceDialog, Menu } from '../../../../web/kit/index.ts';
import { endHostMaintenance, startHostMaintenance } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { ContactDialog } from '../dialogs/ContactDialog.tsx';
import { ReloadDialog } from '../dialogs/ReloadDialog.tsx';

/** What is done to a host; nothing for those who may not act. */
export function HostActions({ host }: { readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const [opened, setOpened] = useState<'contact' | 'maintenance' | 'reload' | null>(null);
  const end = useAction(endHostMaintenance, { touches: ['findings'] });
  if (!host.may.includes('bans:ban')) return null;
  const close = () => setOpened(null);
  const maintain = () => {
    if (host.maintenance === null) setOpened('maintenance');
    else attempt(() => end.run({ id: host.id }));
  };
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => setOpened('contact')}>
        {t('hosts.contact')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('hosts.more')}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {host.may.includes('bans:configure') && <Menu.Item onClick={() => setOpened('reload')}>{t('hosts.reload')}</Menu.Item>}
          <Menu.Item onClick={maintain}>{t(host.maintenance === null ? 'hosts.maintain' : 'hosts.endMaintenance')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened === 'contact' && <ContactDialog host={host} onClose={close} />}
      {opened === 'reload' && <ReloadDialog host={host} onClose={close} />}
      {opened === 'maintenance' && <MaintenanceDialog asset={host} route={startHostMaintenance} onClose={close} />}
    </>
  );
}
