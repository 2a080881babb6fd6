import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../../web/api/index.ts';
import { AppLink, Button, Facts, Group, InstantField, Modal, Stack, StatusMark } from '../../../../web/kit/index.ts';
import type { Slot } from '../../contract/plan-shapes.ts';
import { SlotActions } from '../parts/SlotActions.tsx';
import { useMoveSlot } from '../parts/use-move-slot.ts';
import { useReader } from '../parts/use-reader.ts';
import { bothClocks } from '../view/clocks.ts';
import { isWaiting } from '../view/planner.ts';
import type { Reader } from '../view/reader.ts';
import { slotMark } from '../view/slot-mark.ts';

interface SlotDialogProps {
  readonly slot: Slot;
  /** The server's; null: unknown. */
  readonly zone: string | null;
  onClose(): void;
}

/** One slot: when, why, what became of it; and what can still be done about it. */
export function SlotDialog({ slot, zone, onClose }: SlotDialogProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('slots.title', { server: slot.server.name })}
      closeButtonProps={{ 'aria-label': t('bulk.close') }}
    >
      <Stack gap="md">
        <StatusMark mark={slotMark(slot)} label={t(`slots.state.${slot.state}`)} />
        <Facts items={factsOf(slot, zone, reader)} />
        <AppLink href={`/servers/${slot.server.id}`}>{t('slots.openServer', { server: slot.server.name })}</AppLink>
        {isWaiting(slot) && slot.mayAct && <MoveForm slot={slot} zone={zone} />}
        {isWaiting(slot) && <SlotActions slot={slot} zone={zone} onCancelled={onClose} />}
      </Stack>
    </Modal>
  );
}

function factsOf(slot: Slot, zone: string | null, reader: Reader): [string, string][] {
  const { t } = reader;
  const at = (instant: string) => bothClocks(Temporal.Instant.from(instant), zone, reader);
  const facts: [string, string | null][] = [
    [t('slots.startsAt'), at(slot.startsAt)],
    [t('slots.endsAt'), at(slot.endsAt)],
    [t('list.columns.due'), slot.dueAt === null ? null : at(slot.dueAt)],
    [t('slots.late'), slot.isLate ? t('slots.lateText') : null],
    [t('slots.risky'), slot.isRisky ? t('slots.riskyText', { by: slot.confirmedBy ?? t('slots.nobody') }) : null],
    [t('slots.group'), slot.redundancyGroup],
    [t('slots.plannedBy'), slot.plannedBy ?? t('slots.nobody')],
    [t('slots.notice'), slot.noticeDueAt === null ? null : at(slot.noticeDueAt)],
    [t('slots.because'), slot.because === null ? null : t(`slots.becauseOf.${slot.because}`, { defaultValue: slot.because })],
    [t('slots.outcome'), slot.outcome],
  ];
  return facts.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]));
}

/** The same as dragging, for whoever would rather type. */
function MoveForm({ slot, zone }: Omit<SlotDialogProps, 'onClose'>) {
  const { t } = useTranslation('servers');
  const own = useZone();
  const move = useMoveSlot(useReader());
  const [startsAt, setStartsAt] = useState<string | null>(slot.startsAt);
  return (
    <div>
      <Group align="flex-end" gap="xs">
        <InstantField label={t('slots.newStart')} value={startsAt} onChange={setStartsAt} />
        <Button
          variant="default"
          disabled={startsAt === null || startsAt === slot.startsAt}
          onClick={() => startsAt !== null && move({ slot, startsAt, zone })}
        >
          {t('slots.move')}
        </Button>
      </Group>
      <p className="sv-second sv-note">{t('act.pastHelp', { zone: own })}</p>
    </div>
  );
}
