import type { Subscriber } from '../../../kernel/events/subscriptions.ts';
import type { Job } from '../../../kernel/module.ts';
import { LEGACY_DISCOVERY } from '../actions/legacy/settings.ts';
import { endShared } from '../actions/legacy/shared-account.ts';
import { forgetTurnedAway } from '../actions/legacy/turned-away.ts';
import type { Parts } from '../actions/parts.ts';

/** Switched off, the shared account ends; tried until the broker has learnt it. */
export const legacySubscriber = (parts: Parts): Subscriber => ({
  event: 'settings.changed',
  name: 'screens-legacy',
  async run({ payload }) {
    if (payload['key'] === LEGACY_DISCOVERY.key) await endShared(parts);
  },
});

/** What was told of players that were turned away ends an hour later. */
export const turnedAwayJob = (parts: Parts): Job => ({
  queue: 'screens.turned-away',
  cron: '*/10 * * * *',
  run: () => forgetTurnedAway(parts),
});
