import type { FindingActionProps } from '../../../../web/module.ts';
import { ReloadDialog } from '../dialogs/ReloadDialog.tsx';
import { OfHost } from './OfHost.tsx';

/** Today's "Reload fail2ban". */
export default function ReloadHost(props: FindingActionProps) {
  return <OfHost {...props}>{(host) => <ReloadDialog host={host} onClose={props.onClose} />}</OfHost>;
}
