import type { Kernel } from '../../../kernel/module.ts';
import { type Malformed, type Subscription, subscription } from '../../../kernel/mqtt/subscription.ts';
import { DeliveryError } from '../../../kernel/outbound/delivery-error.ts';
import { DiscoveryMessage } from '../contract/wire/telemetry.ts';
import type { DiscoveryDecision } from '../domain/discovery.ts';
import { TOPICS } from '../domain/topics.ts';
import { answerDiscovery } from './answer.ts';

export interface DiscoveryParts extends Pick<Kernel, 'mqtt' | 'clock' | 'log'> {
  discover(message: DiscoveryMessage): Promise<DiscoveryDecision>;
  /** Has the broker told where the player stands: what it may do, and its group. */
  place(uuid: string): Promise<void>;
}

const MOST_BYTES = 64 * 1_024;

/** What players say that have no identity of their own: who they are. */
export function discovery(parts: DiscoveryParts): Subscription {
  const { discover, place, log } = parts;
  return subscription({
    topic: TOPICS.discovery,
    payload: DiscoveryMessage,
    maxBytes: MOST_BYTES,
    async handle({ payload }) {
      const decision = await discover(payload);
      if (decision !== 'make' && decision !== 'refresh') return;
      try {
        // Before the answer: a player that hears it may say and hear from now on what is its own.
        if (decision === 'make') await place(payload.uuid);
        await answerDiscovery(parts, payload.uuid);
      } catch (error) {
        // The player asks again if it hears nothing.
        if (!(error instanceof DeliveryError)) throw error;
        log.debug({ uuid: payload.uuid, err: error }, 'a discovery could not be answered');
      }
    },
    malformed: async (fault: Malformed) => log.debug({ reason: fault.reason }, 'a discovery could not be read'),
  });
}
