import type { FindingActionProps } from '../../../../web/module.ts';
import { MaintenanceDialog } from '../dialogs/MaintenanceDialog.tsx';
import { OfHost } from './OfHost.tsx';

/** Today's "Start maintenance". */
export default function StartMaintenance(props: FindingActionProps) {
  return <OfHost {...props}>{(host) => <MaintenanceDialog host={host} onClose={props.onClose} />}</OfHost>;
}
