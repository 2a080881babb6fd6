import { useTranslation } from 'react-i18next';
import type { StartMaintenanceRoute } from '../../../kernel/contract/routes/responsible.ts';
import { KitForm } from '../KitForm.tsx';
import { Modal } from '../Modal.tsx';
import { Select, Text, Textarea } from '../mantine.ts';
import { toast } from '../toast.tsx';
import { useFormat } from '../use-format.ts';
import { useKitForm } from '../use-kit-form.ts';
import { useNow } from '../use-now.ts';
import { LENGTHS_HOURS, lengthLabels, lengthOf } from './maintenance.ts';

interface MaintenanceDialogProps {
  readonly asset: { readonly id: string; readonly name: string };
  readonly route: StartMaintenanceRoute;
  /** An instant as this module's people read it; their own clock unless told. */
  instantOf?(instant: string): string;
  onClose(): void;
}

/** Declares maintenance of one asset from now on: its findings are muted until then. */
export function MaintenanceDialog({ asset, route, instantOf, onClose }: MaintenanceDialogProps) {
  const { t } = useTranslation('kernel');
  const { instant } = useFormat();
  const now = useNow();
  const form = useKitForm({
    initial: { hours: String(LENGTHS_HOURS[2]), reason: '' },
    route,
    touches: ['findings'],
    toInput: ({ hours, reason }) => ({
      id: asset.id,
      reason,
      endsAt: Temporal.Instant.fromEpochMilliseconds(now)
        .add({ hours: lengthOf(hours) })
        .toString(),
    }),
    onDone: ({ endsAt }) => {
      toast.done(t('assets.maintenance.started', { name: asset.name, until: (instantOf ?? instant)(endsAt) }));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('assets.maintenance.title', { name: asset.name })}
      closeButtonProps={{ 'aria-label': t('assets.close') }}
    >
      <KitForm form={form} verb={t('assets.maintenance.start')} onCancel={onClose}>
        <Text size="sm">{t('assets.maintenance.text')}</Text>
        <Select
          label={t('assets.maintenance.length')}
          allowDeselect={false}
          data={lengthLabels(t)}
          {...form.choice('hours')}
          onChange={(hours) => form.set('hours', hours ?? form.values.hours)}
        />
        <Textarea
          label={t('assets.maintenance.reason')}
          description={t('assets.maintenance.reasonHelp')}
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
