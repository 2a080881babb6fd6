import { useTranslation } from 'react-i18next';
import { KitForm, Modal, Text, toast, useKitForm } from '../../../../web/kit/index.ts';
import { reloadHost } from '../../contract/host-routes.ts';
import type { Host } from '../../contract/host-shapes.ts';

interface ReloadDialogProps {
  readonly host: Pick<Host, 'id' | 'name'>;
  onClose(): void;
}

/** A reload drops what was set at run time, and with a mistake in the files it drops jails: it is asked about, and its outcome is told. */
export function ReloadDialog({ host: { id, name }, onClose }: ReloadDialogProps) {
  const { t } = useTranslation('bans');
  const form = useKitForm({
    initial: {},
    route: reloadHost,
    touches: ['findings'],
    toInput: () => ({ id }),
    onDone: ({ lostJails }) => {
      toast.done(lostJails.length === 0 ? t('hosts.reloaded', { name }) : t('hosts.reloadLost', { jails: lostJails.join(', ') }));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('hosts.reloadTitle', { name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t('hosts.reloadDo', { name })} onCancel={onClose}>
        <Text size="sm">{t('hosts.reloadAsk')}</Text>
      </KitForm>
    </Modal>
  );
}
