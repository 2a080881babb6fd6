import { z } from 'zod';
import type { Kernel } from '../../../kernel/module.ts';
import { type Limited, type Malformed, type Subscription, subscription } from '../../../kernel/mqtt/subscription.ts';
import type { HearCommands } from '../actions/commands/hear.ts';
import type { RecordSaid, Said } from '../actions/record.ts';
import type { HealthSpans } from '../actions/watch/health.ts';
import { AckMessage } from '../contract/wire/command.ts';
import { instantOf } from '../contract/wire/instant.ts';
import { DiscoveryMessage, HealthMessage, HeartbeatMessage, ServiceFailedMessage } from '../contract/wire/telemetry.ts';
import { cleaned, hardwareOf } from '../domain/hardware.ts';
import { TOPICS } from '../domain/topics.ts';
import { answerDiscovery } from './answer.ts';
import { watchedOf } from './health.ts';

interface IngestParts extends Pick<Kernel, 'mqtt' | 'clock' | 'log'> {
  readonly record: RecordSaid;
  readonly health: HealthSpans;
  readonly commands: Pick<HearCommands, 'ack'>;
}

/** A player's own UUID; topics of it are in lower case, because its grants are. */
const params = { uuid: z.uuid() };
/** A player says little about itself; more than this is not meant for us. */
const MOST_BYTES = 64 * 1_024;

/** What players say. Each handler resolves when it is written down. */
export function telemetry(parts: IngestParts): readonly Subscription[] {
  const { record, health, commands } = parts;
  const malformed = ({ params: { uuid }, reason, receivedAt }: Malformed): Promise<void> | undefined =>
    uuid === undefined || !z.uuid().safeParse(uuid).success
      ? undefined
      : record({ uuid: uuid.toLowerCase(), malformed: { count: 1, reason: cleaned(reason), at: receivedAt } });
  const limited = async ({ sender, count, at }: Limited): Promise<void> => {
    if (z.uuid().safeParse(sender).success) await record({ uuid: sender.toLowerCase(), limited: { count, at } });
  };
  const common = {
    ...{ params, maxBytes: MOST_BYTES, sender: 'uuid' as const, limited },
    malformed: async (fault: Malformed) => malformed(fault),
  } as const;
  const said = (uuid: string, at: Temporal.Instant, more: Omit<Said, 'uuid' | 'at'>): Promise<void> =>
    record({ uuid: uuid.toLowerCase(), at, ...more });

  return [
    subscription({
      ...common,
      topic: TOPICS.playerDiscovery,
      payload: DiscoveryMessage,
      async handle({ params: { uuid }, payload, receivedAt }) {
        await said(uuid, receivedAt, { hardware: hardwareOf(payload) });
        await answerDiscovery(parts, uuid);
      },
    }),
    subscription({
      ...common,
      topic: TOPICS.heartbeat,
      isGathered: true,
      payload: HeartbeatMessage,
      handle({ params: { uuid }, payload, receivedAt }) {
        health.forget(uuid.toLowerCase());
        return said(uuid, receivedAt, {
          aliveAt: receivedAt,
          eventId: textOf(payload.current_event_id),
          ...processOf({ process: payload.current_process, pid: payload.process_pid, status: payload.process_status }),
        });
      },
    }),
    subscription({
      ...common,
      topic: TOPICS.health,
      isGathered: true,
      payload: HealthMessage,
      handle: ({ params: { uuid }, payload, receivedAt }) => {
        const { actual_state: actual, broker_connection: broker } = payload;
        const watched = watchedOf(payload, receivedAt);
        const news = {
          ...processOf(actual ?? {}),
          reconnectCount: broker?.reconnect_count ?? null,
          disconnectedAt: notAfter(instantOf(broker?.last_disconnect_at ?? ''), receivedAt),
        };
        return health.heard({ uuid: uuid.toLowerCase(), status: actual?.status ?? null, ...watched, ...news }, () =>
          said(uuid, receivedAt, { ...news, watched: { health: watched } }),
        );
      },
    }),
    subscription({
      ...common,
      topic: TOPICS.serviceFailed,
      payload: ServiceFailedMessage,
      retained: true,
      async handle({ params: { uuid }, payload, retained, receivedAt }) {
        // Empty: somebody has cleared it.
        if (payload === null) return;
        const failedAt = notAfter(instantOf(payload.failed_at ?? ''), receivedAt);
        // What the broker has kept, without a time that could be read, is as old as it likes.
        const failure = {
          at: failedAt ?? receivedAt,
          unit: cleaned(payload.unit).slice(0, 128) || '?',
          isKept: retained,
          isOld: retained && failedAt === null,
        };
        await record({ uuid: uuid.toLowerCase(), failure, ...(retained ? {} : { at: receivedAt }) });
      },
    }),
    ...([TOPICS.ack, TOPICS.ackOld] as const).map((topic) =>
      subscription({
        ...common,
        topic,
        payload: AckMessage,
        handle: ({ params: { uuid }, payload }) => commands.ack(uuid.toLowerCase(), payload),
      }),
    ),
  ];
}

/** A clock that is ahead must not put what happened into the future. */
const notAfter = (at: Temporal.Instant | null, now: Temporal.Instant): Temporal.Instant | null =>
  at === null || Temporal.Instant.compare(at, now) > 0 ? null : at;

const textOf = (text: string | null | undefined): string | null => {
  const clean = cleaned(text);
  return clean === '' ? null : clean;
};

interface SaidProcess {
  readonly process?: string | null | undefined;
  readonly pid?: number | null | undefined;
  readonly status?: NonNullable<Said['process']>['status'] | undefined;
}

/** Nothing where nothing is said: what was known before stays. */
function processOf({ process, pid, status }: SaidProcess): Pick<Said, 'process'> {
  const isSilent = process === undefined && pid === undefined && status === undefined;
  return isSilent ? {} : { process: { name: textOf(process), pid: pid ?? null, status: status ?? null } };
}
