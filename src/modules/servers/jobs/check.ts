import { SayingError } from '../../../kernel/contract/saying.ts';
import type { Check } from '../../../kernel/health/check.ts';
import type { Attention } from '../actions/attention.ts';
import { told } from '../contract/told.ts';

/** Whether what changes by time is looked at in time: if not, Today is behind. */
export const attentionCheck = (attention: Pick<Attention, 'late'>): Check => ({
  name: 'servers',
  isCritical: false,
  async probe() {
    const late = await attention.late();
    if (late > 0) throw new SayingError(told('servers.looks_late', { late }));
    return null;
  },
});
