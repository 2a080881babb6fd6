import { useTranslation } from 'react-i18next';
import { KitForm, Modal, Select, Text, Textarea, toast, useFormat, useKitForm, useNow } from '../../../../web/kit/index.ts';
import { startHostMaintenance } from '../../contract/host-routes.ts';
import type { Host } from '../../contract/host-shapes.ts';

const LENGTHS_HOURS = ['1', '4', '24', '72'] as const;

interface MaintenanceDialogProps {
  readonly host: Pick<Host, 'id' | 'name'>;
  onClose(): void;
}

/** Declares maintenance of one host from now on: its findings are muted until then. */
export function MaintenanceDialog({ host, onClose }: MaintenanceDialogProps) {
  const { t } = useTranslation('bans');
  const { instant } = useFormat();
  const now = useNow();
  const form = useKitForm({
    initial: { hours: '4', reason: '' },
    route: startHostMaintenance,
    touches: ['findings'],
    toInput: ({ hours, reason }) => ({
      id: host.id,
      reason,
      endsAt: Temporal.Instant.fromEpochMilliseconds(now)
        .add({ hours: Number(hours) })
        .toString(),
    }),
    onDone: ({ endsAt }) => {
      toast.done(t('hosts.maintenanceStarted', { name: host.name, until: instant(endsAt) }));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('hosts.maintenanceTitle', { name: host.name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <KitForm form={form} verb={t('hosts.maintain')} onCancel={onClose}>
        <Text size="sm">{t('hosts.maintenanceText')}</Text>
        <Select
          label={t('hosts.maintenanceLength')}
          allowDeselect={false}
          data={LENGTHS_HOURS.map((value) => ({ value, label: t('span.hours', { figure: value }) }))}
          {...form.choice('hours')}
          onChange={(hours) => form.set('hours', hours ?? form.values.hours)}
        />
        <Textarea
          label={t('hosts.reason')}
          description={t('hosts.reasonHelp')}
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
