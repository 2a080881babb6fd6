import { z } from 'zod';
import type { Job, Kernel } from '../../../kernel/module.ts';
import { PLACE_QUEUE, PLACE_REASONS } from '../actions/parts.ts';
import { type Placing, SWEEP_QUEUE } from '../actions/place.ts';

const Placed = z.object({ uuid: z.uuid(), because: z.enum(PLACE_REASONS) });

/** What the broker must learn of players, one by one after each change and all of them four times an hour. */
export const placingJobs = (placing: Placing): readonly Job[] => [
  {
    queue: PLACE_QUEUE,
    async run(data) {
      const { uuid, because } = Placed.parse(data);
      await placing.place(uuid, because);
    },
  },
  { queue: SWEEP_QUEUE, cron: '7,22,37,52 * * * *', run: () => placing.sweep() },
];

/** After each connection, the first one included: the broker may have lost what it was told, and missed what has changed. */
export function sweepWhenConnected(placing: Pick<Placing, 'sweepSoon'>, { mqtt, log }: Pick<Kernel, 'mqtt' | 'log'>): void {
  mqtt.onConnected(() => {
    placing.sweepSoon().catch((error: unknown) => log.warn({ err: error }, 'the broker is brought up to date a little later'));
  });
}
