import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Job, JobAttempt } from '../module.ts';

export interface Attempt extends JobAttempt {
  readonly data: Readonly<Record<string, unknown>>;
  /** How often it has been tried before. */
  readonly tries: number;
  readonly triesAtMost: number;
}

/** Runs one attempt, counts it, and says what went wrong; the error goes on to the queue, which tries again later. */
export function createRunner({ log, metrics }: { readonly log: Log; readonly metrics: Metrics }) {
  const attempts = metrics.counter('caretaker_job_attempts_total', 'Attempts at background jobs.', ['queue', 'outcome']);
  const seconds = metrics.histogram('caretaker_job_seconds', 'How long attempts at background jobs took.', ['queue']);
  return async (job: Job, { data, tries, triesAtMost, ...attempt }: Attempt): Promise<void> => {
    const { queue } = job;
    const stop = seconds.startTimer({ queue });
    try {
      await job.run(data, attempt);
      attempts.inc({ queue, outcome: 'done' });
    } catch (error) {
      const isLast = tries >= triesAtMost;
      attempts.inc({ queue, outcome: isLast ? 'failed' : 'retried' });
      if (isLast) log.error({ queue, tries: tries + 1, err: error }, 'a job failed for good');
      else log.warn({ queue, tries: tries + 1, err: error }, 'a job failed and will be tried again');
      throw error;
    } finally {
      stop();
    }
  };
}
