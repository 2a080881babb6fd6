import { useTranslation } from 'react-i18next';
import { Alert, Section } from '../../../../web/kit/index.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { ApprovalList } from '../parts/ApprovalList.tsx';
import { InUseStrip } from '../parts/InUseStrip.tsx';
import { useReader } from '../parts/use-reader.ts';
import { bothClocks } from '../view/clocks.ts';
import { isMaintained } from '../view/marks.ts';
import { DecisionTable } from './DecisionTable.tsx';
import { MachineSection } from './MachineSection.tsx';
import { NextSlotSection } from './NextSlotSection.tsx';
import { MachineFacts, UpdateFacts } from './OverviewFacts.tsx';

interface OverviewProps {
  readonly server: ServerDetail;
}

/** Everything that is computed for a server, and why. */
export function OverviewTab({ server }: OverviewProps) {
  const { t } = useTranslation('servers');
  const hasHours = server.serviceWindow !== null || server.alwaysInUse;
  return (
    <>
      <ApprovalList approvals={server.approvals} zone={server.serviceWindow?.timeZone ?? null} />
      <MaintenanceLine server={server} />
      <Section title={t('overview.updates')}>
        <UpdateFacts server={server} />
      </Section>
      <NextSlotSection server={server} />
      <Section title={t('overview.decision')}>
        <DecisionTable server={server} />
      </Section>
      {hasHours && (
        <Section title={t('strip.title')}>
          <InUseStrip server={server} />
        </Section>
      )}
      <Section title={t('overview.machine')}>
        <MachineFacts server={server} />
      </Section>
      <MachineSection server={server} />
    </>
  );
}

function MaintenanceLine({ server }: OverviewProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const { maintenance } = server;
  if (maintenance === null) return null;
  const on = (instant: string) => bothClocks(Temporal.Instant.from(instant), server.serviceWindow?.timeZone ?? null, reader);
  const sentence = t(isMaintained(server, reader.now) ? 'maintenance.running' : 'maintenance.planned', {
    from: on(maintenance.startsAt),
    until: on(maintenance.endsAt),
    reason: maintenance.reason,
  });
  return (
    <Alert color="blue" mb="md">
      {sentence} {maintenance.by !== null && t('maintenance.by', { by: maintenance.by })}
    </Alert>
  );
}
