import { MaintenanceDialog as KitDialog } from '../../../../web/kit/index.ts';
import { startMaintenance } from '../../contract/routes.ts';
import { useReader } from '../parts/use-reader.ts';
import { bothClocks } from '../view/clocks.ts';
import type { ActedServer } from './MarkDialog.tsx';

interface MaintenanceDialogProps {
  readonly server: ActedServer;
  onClose(): void;
}

/** Declares maintenance of one server from now on. Its end is told by the clock of its window too. */
export function MaintenanceDialog({ server, onClose }: MaintenanceDialogProps) {
  const reader = useReader();
  const until = (instant: string) => bothClocks(Temporal.Instant.from(instant), server.serviceWindow?.timeZone ?? null, reader);
  return <KitDialog asset={server} route={startMaintenance} instantOf={until} onClose={onClose} />;
}
