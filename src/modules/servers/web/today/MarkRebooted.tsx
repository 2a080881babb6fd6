import type { FindingActionProps } from '../../../../web/module.ts';
import { MarkDialog } from '../dialogs/MarkDialog.tsx';
import { OfServer } from './OfServer.tsx';

/** Today's "Mark rebooted". */
export default function MarkRebooted(props: FindingActionProps) {
  return <OfServer {...props}>{(server) => <MarkDialog server={server} kind="rebooted" onClose={props.onClose} />}</OfServer>;
}
