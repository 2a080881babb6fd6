import { tableExists } from '../db/table-exists.ts';
import type { Session } from './session.ts';

/**
 * Jobs that wait, are tried again or were running: what use cases promised with their rows. A running one may have been done;
 * jobs are run at least once. Jobs that ended are history of the job library, and schedules are made anew at each start.
 */
const WAITING = `
  select name, coalesce(data, '{}'), start_after, coalesce(singleton_key, id::text)
  from jobs.job where state in ('created', 'retry', 'active') and name not like '\\_\\_%' order by name, created_on, id`;

/** None where no console has made the queues yet. */
const NONE = 'select null where false';

/** The query of jobs that a backup carries. */
export const waitingJobs = async ({ db }: Session): Promise<string> => ((await tableExists(db, 'jobs.job')) ? WAITING : NONE);

/** Where they wait after a restore: the next start puts them into their queues (`jobs/restored-jobs.ts`). */
export const RESTORED_JOBS = 'kernel.restored_jobs (queue, data, start_after, singleton_key)';
