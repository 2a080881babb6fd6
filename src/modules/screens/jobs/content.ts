import { z } from 'zod';
import type { PublishedEvent, Subscriber } from '../../../kernel/events/subscriptions.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job, Kernel } from '../../../kernel/module.ts';
import { DeliveryError } from '../../../kernel/outbound/delivery-error.ts';
import type { Clock } from '../../../shared/time.ts';
import { type ContentTelling, TELL_ALL_QUEUE } from '../actions/content/tell.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';

const PlanChanged = z.object({ groupId: z.uuid() });
const GroupChanged = z.object({ groupId: z.uuid().nullable() });

/** Every change of a plan, of a group and of what televisions are to be reaches the broker, until it has. */
export const contentSubscribers = (telling: Pick<ContentTelling, 'tell' | 'settingChanged'>): readonly Subscriber[] => [
  {
    event: SCREENS_EVENTS.planChanged,
    name: 'screens-content',
    run: ({ payload }) => telling.tell([PlanChanged.parse(payload).groupId]),
  },
  {
    event: SCREENS_EVENTS.groupChanged,
    name: 'screens-content',
    async run({ payload }) {
      const { groupId } = GroupChanged.parse(payload);
      if (groupId !== null) await telling.tell([groupId]);
    },
  },
  { event: 'settings.changed', name: 'screens-content', run: ({ payload }) => telling.settingChanged(String(payload['key'])) },
];

export const tellAllJob = (telling: Pick<ContentTelling, 'tellAll'>): Job => ({ queue: TELL_ALL_QUEUE, run: () => telling.tellAll() });

/** After each connection, the first one included. */
export function tellWhenConnected(telling: Pick<ContentTelling, 'tellAllSoon'>, { mqtt, log }: Pick<Kernel, 'mqtt' | 'log'>): void {
  mqtt.onConnected(() => {
    telling.tellAllSoon().catch((error: unknown) => log.warn({ err: error }, 'groups are told a little later what they show'));
  });
}

interface TimerParts {
  readonly clock: Clock;
  readonly log: Log;
}

export interface ContentTimer extends Timer {
  /** Told of every event: a change of a plan may have moved the next change of a group. */
  hear(event: Pick<PublishedEvent, 'name'>): void;
}

const HEARD: ReadonlySet<string> = new Set([SCREENS_EVENTS.planChanged, SCREENS_EVENTS.programmeChanged, SCREENS_EVENTS.groupChanged]);

/** Stands for the next change of any group. What was missed is found by a look each half minute. */
export function createContentTimer(telling: Pick<ContentTelling, 'next' | 'tellDue'>, { clock, log }: TimerParts): ContentTimer {
  const sweep = Temporal.Duration.from({ seconds: 30 });
  const timer = createTimer({ name: 'screens.content', clock, log, sweep, next: telling.next, run: telling.tellDue });
  return {
    ...timer,
    hear({ name }) {
      if (HEARD.has(name)) timer.poke();
    },
  };
}

/** Repeats what televisions are to be. While the broker is away it waits: after the connection all is said anyhow. */
export function createIntentTimer(telling: Pick<ContentTelling, 'rules' | 'repeatIntents'>, { clock, log }: TimerParts): Timer {
  let repeatedAt: Temporal.Instant | null = null;
  const sweep = Temporal.Duration.from({ seconds: 30 });
  return createTimer({
    ...{ name: 'screens.power-intents', clock, log, sweep },
    async next() {
      const { intervalSeconds } = await telling.rules();
      return repeatedAt === null ? clock.now() : repeatedAt.add({ seconds: intervalSeconds });
    },
    async run(now) {
      repeatedAt = now;
      try {
        await telling.repeatIntents();
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        log.info({ err: error }, 'what televisions are to be is repeated later');
      }
    },
  });
}
