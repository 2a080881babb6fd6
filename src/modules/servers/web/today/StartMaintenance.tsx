import type { FindingActionProps } from '../../../../web/module.ts';
import { MaintenanceDialog } from '../dialogs/MaintenanceDialog.tsx';
import { OfServer } from './OfServer.tsx';

/** Today's "Start maintenance". */
export default function StartMaintenance(props: FindingActionProps) {
  return <OfServer {...props}>{(server) => <MaintenanceDialog server={server} onClose={props.onClose} />}</OfServer>;
}
