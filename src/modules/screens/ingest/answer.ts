import type { Kernel } from '../../../kernel/module.ts';
import { topicOf } from '../../../kernel/mqtt/topic.ts';
import { DeliveryError } from '../../../kernel/outbound/delivery-error.ts';
import type { DiscoveryAck } from '../contract/wire/telemetry.ts';
import { TOPICS } from '../domain/topics.ts';

/** Answers a discovery, with the console's time. The player asks again if it hears nothing: an answer that is lost is no failure. */
export async function answerDiscovery({ mqtt, clock, log }: Pick<Kernel, 'mqtt' | 'clock' | 'log'>, uuid: string): Promise<void> {
  const answer: DiscoveryAck = { uuid, status: 'ok', server_time: clock.now().toString() };
  try {
    await mqtt.publish(topicOf(TOPICS.discoveryAck, { uuid }), JSON.stringify(answer));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    log.debug({ uuid, err: error }, 'a discovery could not be answered');
  }
}
