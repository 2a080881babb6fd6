import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink, Button, Group, Section, StatusMark, Text } from '../../../../web/kit/index.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { PlanDialog } from '../dialogs/PlanDialog.tsx';
import { SlotDialog } from '../dialogs/SlotDialog.tsx';
import { SlotActions } from '../parts/SlotActions.tsx';
import { useReader } from '../parts/use-reader.ts';
import { bothClocks } from '../view/clocks.ts';
import { isWaiting, plannerHref, zoneOf } from '../view/planner.ts';
import { slotMark } from '../view/slot-mark.ts';

interface NextSlotProps {
  readonly server: ServerDetail;
}

/** When the server is going to be updated, and what can be done about it. */
export function NextSlotSection({ server }: NextSlotProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const { nextSlot } = server;
  return (
    <Section
      title={t('overview.nextSlot')}
      actions={<AppLink href={plannerHref(nextSlot?.startsAt ?? null, reader)}>{t('overview.openInPlanner')}</AppLink>}
    >
      {nextSlot === null ? <NoSlot server={server} /> : <NextSlot server={server} slot={nextSlot} />}
    </Section>
  );
}

function NextSlot({ server, slot }: NextSlotProps & { readonly slot: NonNullable<ServerDetail['nextSlot']> }) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const [isOpen, setOpen] = useState(false);
  const zone = zoneOf(server);
  return (
    <Group gap="xs 16px" justify="space-between">
      <Group gap="xs">
        <StatusMark mark={slotMark(slot)} label={t(`slots.state.${slot.state}`)} />
        <span className="ct-figures">{bothClocks(Temporal.Instant.from(slot.startsAt), zone, reader)}</span>
        <span className="sv-second">{t('slots.minutesOf', { minutes: slot.minutes })}</span>
        {slot.isLate && <span className="sv-second">{t('slots.lateText')}</span>}
      </Group>
      <Group gap="xs">
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('overview.changeSlot')}
        </Button>
        {isWaiting(slot) && <SlotActions slot={slot} zone={zone} />}
      </Group>
      {isOpen && <SlotDialog slot={slot} zone={zone} onClose={() => setOpen(false)} />}
    </Group>
  );
}

function NoSlot({ server }: NextSlotProps) {
  const { t } = useTranslation('servers');
  const [isPlanning, setPlanning] = useState(false);
  return (
    <Group justify="space-between">
      <Text size="sm">{t('overview.noSlot')}</Text>
      {server.may.includes('servers:act') && (
        <Button variant="default" onClick={() => setPlanning(true)}>
          {t('overview.planSlot')}
        </Button>
      )}
      {isPlanning && <PlanDialog serverIds={[server.id]} onClose={() => setPlanning(false)} />}
    </Group>
  );
}
