import type { Mark } from '../../../../web/kit/index.ts';
import type { Host, Jail } from '../../contract/host-shapes.ts';

/** A host that was never tried, or that nobody can talk to, is never shown as ok. */
const STATE_MARKS: Readonly<Record<Host['state'], Mark>> = {
  new: 'unknown',
  ok: 'ok',
  unreachable: 'critical',
  'sign-in-refused': 'critical',
  'key-unconfirmed': 'warning',
  'key-changed': 'critical',
  'not-running': 'critical',
  refused: 'warning',
};

export const hostMark = ({ state }: Pick<Host, 'state'>): Mark => STATE_MARKS[state];

/** Whatever fail2ban said of a jail is only as good as the last look at its host. */
export function jailMark({ state, regexCount, actionCount }: Pick<Jail, 'state' | 'regexCount' | 'actionCount'>): Mark {
  if (state === 'gone') return 'critical';
  if (regexCount === 0 || actionCount === 0) return 'critical';
  return state === 'idle' ? 'off' : 'ok';
}

/** Why a running jail does nothing; null: nothing is known to be wrong with it. */
export function jailFault({
  state,
  regexCount,
  actionCount,
}: Pick<Jail, 'state' | 'regexCount' | 'actionCount'>): 'no-regex' | 'no-action' | null {
  if (state === 'gone') return null;
  if (regexCount === 0) return 'no-regex';
  return actionCount === 0 ? 'no-action' : null;
}
