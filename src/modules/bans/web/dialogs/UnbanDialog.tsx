import { useTranslation } from 'react-i18next';
import { Checkbox, KitForm, Modal, toast, useKitForm } from '../../../../web/kit/index.ts';
import { removeBans } from '../../contract/order-routes.ts';

/** Unbans a network everywhere: exactly that ban, unless somebody wants all inside. */
export function UnbanDialog({ network, onClose }: { readonly network: string; onClose(): void }) {
  const { t } = useTranslation('bans');
  const form = useKitForm({
    initial: { withInside: false },
    route: removeBans,
    touches: ['findings'],
    toInput: ({ withInside }) => ({ ip: network, ...(withInside ? { withInside: 'true' as const } : {}) }),
    onDone: ({ orders }) => {
      toast.done(t('unban.given', { address: network, count: orders.length }));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('unban.title', { address: network })} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t('unban.do', { address: network })} onCancel={onClose}>
        <p>{t('unban.askNetwork')}</p>
        <Checkbox label={t('unban.withInside')} description={t('unban.withInsideHelp')} {...form.flag('withInside')} />
      </KitForm>
    </Modal>
  );
}
