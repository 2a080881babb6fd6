import { MaintenanceDialog } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import { startHostMaintenance } from '../../contract/host-routes.ts';
import { OfHost } from './OfHost.tsx';

/** Today's "Start maintenance". */
export default function StartMaintenance(props: FindingActionProps) {
  return <OfHost {...props}>{(host) => <MaintenanceDialog asset={host} route={startHostMaintenance} onClose={props.onClose} />}</OfHost>;
}
