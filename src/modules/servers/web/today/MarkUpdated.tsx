import type { FindingActionProps } from '../../../../web/module.ts';
import { MarkDialog } from '../dialogs/MarkDialog.tsx';
import { OfServer } from './OfServer.tsx';

/** Today's "Mark updated". */
export default function MarkUpdated(props: FindingActionProps) {
  return <OfServer {...props}>{(server) => <MarkDialog server={server} kind="updated" onClose={props.onClose} />}</OfServer>;
}
