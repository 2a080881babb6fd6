import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { ActionIcon, attempt, Button, IconDots, IconRefresh, Menu, toast, useConfirm } from '../../../../web/kit/index.ts';
import { endHostMaintenance, reloadHost } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { ContactDialog } from '../dialogs/ContactDialog.tsx';
import { MaintenanceDialog } from '../dialogs/MaintenanceDialog.tsx';

/** What is done to a host; nothing for those who may not act. */
export function HostActions({ host }: { readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const [opened, setOpened] = useState<'contact' | 'maintenance' | null>(null);
  const reload = useReload(host);
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
          {host.may.includes('bans:configure') && <Menu.Item onClick={reload}>{t('hosts.reload')}</Menu.Item>}
          <Menu.Item onClick={maintain}>{t(host.maintenance === null ? 'hosts.maintain' : 'hosts.endMaintenance')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened === 'contact' && <ContactDialog host={host} onClose={close} />}
      {opened === 'maintenance' && <MaintenanceDialog host={host} onClose={close} />}
    </>
  );
}

/** A reload drops what was set at run time, and with a mistake in the files it drops jails: it is asked about, and its outcome is told. */
function useReload({ id, name }: HostDetail): () => void {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const reload = useAction(reloadHost);
  return () =>
    ask({
      title: t('hosts.reloadTitle', { name }),
      body: t('hosts.reloadAsk'),
      verb: t('hosts.reloadDo', { name }),
      run: async () => {
        const { lostJails } = await reload.run({ id });
        if (lostJails.length === 0) toast.done(t('hosts.reloaded', { name }));
        else toast.done(t('hosts.reloadLost', { jails: lostJails.join(', ') }));
      },
    });
}
