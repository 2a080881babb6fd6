import type { FindingActionProps } from '../../../../web/module.ts';
import { ContactDialog } from '../dialogs/ContactDialog.tsx';
import { OfHost } from './OfHost.tsx';

/** Today's "Reach now". */
export default function ContactHost(props: FindingActionProps) {
  return <OfHost {...props}>{(host) => <ContactDialog host={host} onClose={props.onClose} />}</OfHost>;
}
