import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { attempt, Button, Group, toast, useConfirm } from '../../../../web/kit/index.ts';
import type { Slot } from '../../contract/plan-shapes.ts';
import { cancelSlot, postponeSlot } from '../../contract/routes.ts';
import { bothClocks } from '../view/clocks.ts';
import { useReader } from './use-reader.ts';

interface SlotActionsProps {
  readonly slot: Slot;
  /** The server's; null: unknown. */
  readonly zone: string | null;
  onCancelled?(): void;
}

/** Putting a waiting slot off, and cancelling it, as far as the person may. */
export function SlotActions({ slot, zone, onCancelled }: SlotActionsProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const ask = useConfirm();
  const postpone = useAction(postponeSlot, { touches: ['findings'] });
  const cancel = useAction(cancelSlot, { touches: ['findings'] });
  const ids = { id: slot.server.id, slotId: slot.id };
  const putOff = async (): Promise<void> => {
    const later = await postpone.run(ids);
    toast.done(t('slots.postponed', { server: slot.server.name, at: bothClocks(Temporal.Instant.from(later.startsAt), zone, reader) }));
  };
  const askToCancel = (): void =>
    ask({
      title: t('slots.cancelTitle', { server: slot.server.name }),
      body: t('slots.cancelText'),
      verb: t('slots.cancel'),
      tone: 'danger',
      run: async () => {
        await cancel.run(ids);
        onCancelled?.();
      },
    });
  return (
    <Group gap="xs">
      {slot.mayPostpone && (
        <Button variant="default" loading={postpone.isPending} onClick={() => attempt(putOff)}>
          {t('slots.postpone')}
        </Button>
      )}
      {slot.mayAct && (
        <Button variant="default" onClick={askToCancel}>
          {t('slots.cancel')}
        </Button>
      )}
    </Group>
  );
}
