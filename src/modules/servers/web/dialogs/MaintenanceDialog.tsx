import { useTranslation } from 'react-i18next';
import { KitForm, Modal, Select, Text, Textarea, toast, useKitForm } from '../../../../web/kit/index.ts';
import { startMaintenance } from '../../contract/routes.ts';
import { useReader } from '../parts/use-reader.ts';
import { bothClocks } from '../view/clocks.ts';
import { LENGTHS_HOURS, lengthLabels, lengthOf } from '../view/maintenance.ts';
import type { ActedServer } from './MarkDialog.tsx';

interface MaintenanceDialogProps {
  readonly server: ActedServer;
  onClose(): void;
}

/** Declares maintenance of one server from now on. */
export function MaintenanceDialog({ server, onClose }: MaintenanceDialogProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const form = useKitForm({
    initial: { hours: String(LENGTHS_HOURS[1]), reason: '' },
    route: startMaintenance,
    touches: ['findings'],
    toInput: ({ hours, reason }) => ({ id: server.id, reason, endsAt: reader.now.add({ hours: lengthOf(hours) }).toString() }),
    onDone: ({ endsAt }) => {
      const until = bothClocks(Temporal.Instant.from(endsAt), server.serviceWindow?.timeZone ?? null, reader);
      toast.done(t('maintenance.started', { name: server.name, until }));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('maintenance.title', { name: server.name })}
      closeButtonProps={{ 'aria-label': t('bulk.close') }}
    >
      <KitForm form={form} verb={t('maintenance.start')} onCancel={onClose}>
        <Text size="sm">{t('maintenance.text')}</Text>
        <Select
          label={t('maintenance.length')}
          allowDeselect={false}
          data={lengthLabels(t)}
          {...form.choice('hours')}
          onChange={(hours) => form.set('hours', hours ?? form.values.hours)}
        />
        <Textarea
          label={t('maintenance.reason')}
          description={t('maintenance.reasonHelp')}
          required
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          {...form.text('reason')}
        />
      </KitForm>
    </Modal>
  );
}
