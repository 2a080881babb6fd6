import { setTimeout as sleep } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import { z } from 'zod';
import type { Clock } from '../../shared/time.ts';
import type { Log } from '../log/log.ts';
import type { Dial, Version, Will } from './dial.ts';
import type { Dispatch } from './dispatch.ts';
import { takeIn } from './intake.ts';
import { type Subscription, subscription } from './subscription.ts';

/** Where the broker says that a console has gone: each leaves a will there, and takes it back when it is there again. */
const CONSOLES = 'caretaker/consoles/:session';
const GONE = 'gone';

export const willOf = (session: string): Will => ({ topic: CONSOLES.replace(':session', session), payload: GONE });

export interface HeirParts {
  /** Our own session. */
  readonly session: string;
  readonly dial: Dial;
  /** As our own connection speaks; null while there is none. */
  version(): Version | null;
  /** What a dead console is still subscribed to. */
  readonly filters: readonly string[];
  readonly dispatch: Pick<Dispatch, 'take'>;
  readonly clock: Clock;
  readonly log: Log;
  publish(topic: string, payload: string): Promise<unknown>;
  readonly heirPauses?: HeirPauses;
}

/** Tests shorten them. */
export interface HeirPauses {
  /** It may be back at once; up to twice that, so that two heirs seldom come at one moment. */
  readonly beforeMs: number;
  /** Without a message everything has been heard that waited. */
  readonly quietMs: number;
}

const PAUSES: HeirPauses = { beforeMs: 3_000, quietMs: 1_000 };
const MAX_UNACKNOWLEDGED = 500;

/**
 * Takes over what waits for a console that is gone. Brokers go on giving a share of the messages to a session that lasts though nobody is
 * there (Mosquitto does): without this they would wait for its return, up to a week. The session is drained, unsubscribed and ended; the
 * console that comes back begins a new one. Both at once do no harm: the broker lets one of them have it, and sends again what the other
 * had not acknowledged.
 */
export function createHeirs(parts: HeirParts): { readonly subscription: Subscription; stop(): Promise<void> } {
  const { beforeMs, quietMs } = parts.heirPauses ?? PAUSES;
  const stopping = new AbortController();
  const gone = new Set<string>();
  const atWork = new Set<Promise<void>>();

  const inherit = async (session: string): Promise<void> => {
    await sleep(beforeMs * (1 + Math.random()), undefined, { signal: stopping.signal });
    const version = parts.version();
    if (!gone.has(session) || version === null) return;
    await parts.publish(willOf(session).topic, '');
    await drain(session, version);
    parts.log.info({ session }, 'what waited for a console that is gone was taken over');
  };

  async function drain(session: string, version: Version): Promise<void> {
    const client = await parts.dial({ version, clientId: session, isLasting: true, maxUnacknowledged: MAX_UNACKNOWLEDGED });
    client.on('error', () => {}); // Its console is back, or the broker away: what is left waits on.
    const intake = takeIn(client, parts.dispatch, parts.clock);
    await connected(client);
    const quiet = async (): Promise<void> => {
      while (client.connected && (intake.owed() > 0 || performance.now() - intake.lastAt() < quietMs)) await sleep(quietMs / 10);
    };
    await quiet();
    await client.unsubscribeAsync([...parts.filters]);
    // What came between the quiet and the answer.
    await quiet();
    client.end(true);
    const last = await parts.dial({ version, clientId: session, isLasting: false });
    last.on('error', () => {}); // As above.
    await connected(last);
    await last.endAsync();
  }

  return {
    subscription: subscription({
      topic: CONSOLES,
      // As `sessionName` makes them: nobody is to have us take over another client.
      params: { session: z.string().regex(/^caretaker-[0-9a-f-]{36}$/) },
      payload: 'text',
      retained: true,
      async handle({ params: { session }, payload }) {
        if (session === parts.session) return;
        if (payload !== GONE) gone.delete(session);
        else if (!gone.has(session)) {
          gone.add(session);
          const work = inherit(session)
            .catch((error: unknown) => parts.log.debug({ session, err: error }, 'a console that is gone could not be inherited from'))
            .finally(() => {
              gone.delete(session);
              atWork.delete(work);
            });
          atWork.add(work);
        }
      },
    }),
    async stop() {
      stopping.abort();
      await Promise.race([Promise.all(atWork), sleep(2_000, undefined, { ref: false })]);
    },
  };
}

const connected = (client: MqttClient): Promise<void> =>
  new Promise((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('the broker hung up')));
  });
