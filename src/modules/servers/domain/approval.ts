import { isBefore } from '../../../shared/time.ts';

/** What happens when an update is overdue; each includes the one before. */
export type OverduePolicy = 'finding' | 'notify' | 'second-person';

export const tellsOwners = (policy: OverduePolicy): boolean => policy !== 'finding';

/** Whether confirming a risk is not enough, and a second person has to agree. */
export const wantsSecondPerson = (policy: OverduePolicy): boolean => policy === 'second-person';

export type ApprovalKind = 'updated' | 'rebooted' | 'slot';
export type ApprovalState = 'pending' | 'approved' | 'declined' | 'expired';

/** Long enough for the other one to come back from a night; what was asked before that is another situation. */
export const APPROVAL_HOURS = 24;

/** A request that nobody has decided in time is expired, without anybody writing that. */
export const approvalStateAt = (
  { state, expiresAt }: { readonly state: Exclude<ApprovalState, 'expired'>; readonly expiresAt: Temporal.Instant },
  now: Temporal.Instant,
): ApprovalState => (state === 'pending' && !isBefore(now, expiresAt) ? 'expired' : state);

export type ApprovalFault = 'servers.approval_own' | 'servers.approval_decided' | 'servers.approval_expired';

/** Why a person cannot agree; null where they can. Who asked is never the second person. */
export function faultOfApproval(
  approval: { readonly state: Exclude<ApprovalState, 'expired'>; readonly expiresAt: Temporal.Instant; readonly askedById: string },
  userId: string,
  now: Temporal.Instant,
): ApprovalFault | null {
  const state = approvalStateAt(approval, now);
  if (state === 'expired') return 'servers.approval_expired';
  if (state !== 'pending') return 'servers.approval_decided';
  return approval.askedById === userId ? 'servers.approval_own' : null;
}
