import type { MqttClient } from 'mqtt';
import type { Clock } from '../../shared/time.ts';
import type { Dispatch } from './dispatch.ts';

/** What a connection has brought, and what of it is not handled yet. */
export interface Intake {
  /** Messages (QoS 1) whose acknowledgement is still owed. */
  owed(): number;
  /** When the last message came, by `performance.now`. */
  lastAt(): number;
}

/** Hands what a connection brings to the house, and acknowledges what was handled. Before anything is read. */
export function takeIn(client: MqttClient, dispatch: Pick<Dispatch, 'take'>, clock: Clock): Intake {
  const acknowledgements = createAcknowledgements(client);
  let lastAt = performance.now();
  // Its answer means "acknowledged elsewhere": as an error it lets mqtt.js go on without sending one itself. Otherwise it
  // would wait for each handler before it looked at the next packet.
  client.handleMessage = ({ topic, payload, qos, retain, messageId }, next) => {
    lastAt = performance.now();
    // No broker sends QoS 2 to who asked for 1; mqtt.js would complete it by itself.
    const isOwed = qos === 1 && messageId !== undefined;
    const done = isOwed ? acknowledgements.expect(messageId) : () => {};
    const delivery = {
      ...{ topic, isOwed, done, retained: retain === true, receivedAt: clock.now() },
      payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
      isStale: () => !client.connected,
    };
    const answer = isOwed ? HELD : undefined;
    const room = dispatch.take(delivery);
    if (room === null) next(answer);
    else void room.then(() => next(answer));
  };
  return { owed: acknowledgements.owed, lastAt: () => lastAt };
}

const HELD = new Error('acknowledged when it has been handled');

/** Acknowledges in the order of arrival (3.1.1, section 4.6), whatever the order in which the handlers finish. */
function createAcknowledgements(client: MqttClient) {
  const owed: { readonly messageId: number; isDone: boolean }[] = [];
  return {
    owed: () => owed.length,
    expect(messageId: number): () => void {
      const one = { messageId, isDone: false };
      owed.push(one);
      return () => {
        one.isDone = true;
        while (owed[0]?.isDone === true) {
          const first = owed.shift();
          // The only way of mqtt.js to send an acknowledgement on one's own; private in its types.
          if (first !== undefined && client.connected) client['_sendPacket']({ cmd: 'puback', messageId: first.messageId });
        }
      };
    },
  };
}
