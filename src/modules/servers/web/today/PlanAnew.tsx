import type { FindingActionProps } from '../../../../web/module.ts';
import { PlanDialog } from '../dialogs/PlanDialog.tsx';
import { OfServer } from './OfServer.tsx';

/** Today's "Plan anew". */
export default function PlanAnew(props: FindingActionProps) {
  return <OfServer {...props}>{({ id }) => <PlanDialog serverIds={[id]} onClose={props.onClose} />}</OfServer>;
}
