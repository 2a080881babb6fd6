import { z } from 'zod';
import type { Subscriber } from '../../../kernel/events/subscriptions.ts';
import type { Job, Kernel } from '../../../kernel/module.ts';
import { PLACE_REASONS } from '../actions/parts.ts';
import { type Placing, SWEEP_QUEUE } from '../actions/place.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';

const Placed = z.object({ uuid: z.uuid(), because: z.enum(PLACE_REASONS) });

/** What the broker must learn of one player, after each change. */
export const placingSubscriber = (placing: Pick<Placing, 'place'>): Subscriber => ({
  event: SCREENS_EVENTS.placeDue,
  name: 'screens-broker',
  async run({ payload }) {
    const { uuid, because } = Placed.parse(payload);
    await placing.place(uuid, because);
  },
});

/** All of them four times an hour. */
export const sweepJob = (placing: Pick<Placing, 'sweep'>): Job => ({
  queue: SWEEP_QUEUE,
  cron: '7,22,37,52 * * * *',
  run: () => placing.sweep(),
});

/** After each connection, the first one included: the broker may have lost what it was told, and missed what has changed. */
export function sweepWhenConnected(placing: Pick<Placing, 'sweepSoon'>, { mqtt, log }: Pick<Kernel, 'mqtt' | 'log'>): void {
  mqtt.onConnected(() => {
    placing.sweepSoon().catch((error: unknown) => log.warn({ err: error }, 'the broker is brought up to date a little later'));
  });
}
