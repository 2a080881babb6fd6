import type { JobAttempt } from '../module.ts';

/** For running a job by hand that no queue gave out: nothing remembers that it ended. */
export const byHand: JobAttempt = { jobId: '00000000-0000-7000-8000-000000000000', done: async () => {} };
