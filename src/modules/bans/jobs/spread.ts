import type { Job } from '../../../kernel/module.ts';

/** Looks every minute whether several hosts have met the same. */
export const spreadJob = (look: () => Promise<void>): Job => ({ queue: 'bans.spread', cron: '* * * * *', run: () => look() });
