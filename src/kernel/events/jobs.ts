import { z } from 'zod';
import { systemActor } from '../auth/actor.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import type { Job } from '../module.ts';
import { KERNEL_SETTINGS } from '../settings/kernel-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { deleteEventsBefore, findEvent } from './store.ts';
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

export interface PruneParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly settings: Settings;
}

/** Every night, events go that are older than the setting says. */
export const pruneEventsJob = ({ db, transact, settings }: PruneParts): Job => ({
  queue: 'events.prune',
  cron: '17 3 * * *',
  async run() {
    const days = await settings.read(db, 'events.keptDays', KERNEL_SETTINGS['events.keptDays']);
    await transact(systemActor('events'), ({ tx, now }) => deleteEventsBefore(tx, now.subtract({ hours: 24 * days })));
  },
});
