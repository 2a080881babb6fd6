import { z } from 'zod';
import type { Db } from '../db/database.ts';
import type { Job } from '../module.ts';
import { findEvent } from './store.ts';
import { queueOf, type Subscriptions } from './subscriptions.ts';

const EventJob = z.object({ eventId: z.int() });

/** One job queue per subscriber: a slow or failing one holds up nobody else. */
export const subscriberJobs = (db: Db, subscriptions: Subscriptions): Job[] =>
  subscriptions.all().map((subscriber) => ({
    queue: queueOf(subscriber),
    async run(data) {
      const event = await findEvent(db, EventJob.parse(data).eventId);
      // Pruned: the job waited for days, and what it was about has long been overtaken.
      if (event !== null) await subscriber.run(event);
    },
  }));
