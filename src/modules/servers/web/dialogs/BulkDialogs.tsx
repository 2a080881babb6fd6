import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import {
  Button,
  Checkbox,
  Group,
  LENGTHS_HOURS,
  lengthLabels,
  lengthOf,
  Modal,
  Select,
  Stack,
  Text,
  Textarea,
} from '../../../../web/kit/index.ts';
import { markUpdated, startMaintenance } from '../../contract/routes.ts';
import { useReader } from '../parts/use-reader.ts';
import { BulkResults } from './BulkResults.tsx';
import type { ActedServer } from './MarkDialog.tsx';
import { type Bulk, useBulk } from './use-bulk.ts';

interface BulkDialogProps {
  readonly servers: readonly ActedServer[];
  onClose(): void;
}

/** Marks the chosen servers updated, one by one; those in use now only if the risk is confirmed. */
export function BulkUpdateDialog({ servers, onClose }: BulkDialogProps) {
  const { t } = useTranslation('servers');
  const [note, setNote] = useState('');
  const [isConfirmed, setConfirmed] = useState(false);
  const action = useAction(markUpdated, { touches: ['findings'] });
  const bulk = useBulk(servers, ({ id }) => action.run({ id, note, confirmRisky: isConfirmed }));
  const riskyCount = servers.filter(({ serviceWindowStatus }) => serviceWindowStatus === 'risky').length;
  return (
    <BulkModal
      title={t('bulk.askUpdated', { count: servers.length })}
      verb={t(isConfirmed ? 'act.updateAnyway' : 'bulk.markUpdated')}
      bulk={bulk}
      onClose={onClose}
    >
      <Text size="sm">{t('bulk.updatedText')}</Text>
      <Textarea
        label={t('act.note')}
        autosize
        minRows={2}
        maxLength={2_000}
        value={note}
        data-autofocus
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {riskyCount > 0 && (
        <Checkbox
          label={t('bulk.confirmRisky')}
          description={t('bulk.riskyText', { count: riskyCount })}
          checked={isConfirmed}
          onChange={(event) => setConfirmed(event.currentTarget.checked)}
        />
      )}
    </BulkModal>
  );
}

/** Declares maintenance for the chosen servers. */
export function BulkMaintenanceDialog({ servers, onClose }: BulkDialogProps) {
  const { t } = useTranslation('servers');
  const { t: tKernel } = useTranslation('kernel');
  const { now } = useReader();
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState<string>(String(LENGTHS_HOURS[2]));
  const action = useAction(startMaintenance, { touches: ['findings'] });
  const bulk = useBulk(servers, ({ id }) => action.run({ id, reason, endsAt: now.add({ hours: lengthOf(hours) }).toString() }));
  return (
    <BulkModal
      title={t('bulk.maintenanceTitle', { count: servers.length })}
      verb={t('bulk.startMaintenance')}
      isBlocked={reason.trim().length < 3}
      bulk={bulk}
      onClose={onClose}
    >
      <Text size="sm">{tKernel('assets.maintenance.text')}</Text>
      <Select
        label={tKernel('assets.maintenance.length')}
        allowDeselect={false}
        data={lengthLabels(tKernel)}
        value={hours}
        onChange={(choice) => setHours(choice ?? hours)}
      />
      <Textarea
        label={tKernel('assets.maintenance.reason')}
        description={tKernel('assets.maintenance.reasonHelp')}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </BulkModal>
  );
}

interface BulkModalProps {
  readonly title: string;
  readonly verb: string;
  readonly isBlocked?: boolean;
  readonly bulk: Bulk;
  readonly children: ReactNode;
  onClose(): void;
}

function BulkModal({ title, verb, isBlocked, bulk, children, onClose }: BulkModalProps) {
  const { t } = useTranslation('servers');
  const start = (event: FormEvent) => {
    event.preventDefault();
    bulk.start();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('bulk.close') }}>
      {bulk.outcomes === null ? (
        <form onSubmit={start}>
          <Stack gap="md">
            {children}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button type="submit" disabled={isBlocked ?? false}>
                {verb}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <BulkResults outcomes={bulk.outcomes} onClose={onClose} />
      )}
    </Modal>
  );
}
