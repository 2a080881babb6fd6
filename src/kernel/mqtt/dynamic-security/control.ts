import type { MqttClient } from 'mqtt';
import { z } from 'zod';
import type { Clock } from '../../../shared/time.ts';
import { told } from '../../contract/told.ts';
import type { Log } from '../../log/log.ts';
import { DeliveryError } from '../../outbound/delivery-error.ts';
import { type Connection, keepConnected, type Pauses } from '../connection.ts';
import type { Dial } from '../dial.ts';
import type { MqttMetrics } from '../mqtt-metrics.ts';

/** Where Mosquitto's dynamic-security plugin takes commands, and answers (mosquitto.org, "Dynamic Security Plugin", topic API). */
const COMMANDS = '$CONTROL/dynamic-security/v1';
const RESPONSES = `${COMMANDS}/response`;
const TIMEOUT_MS = 10_000;

/** One command of the plugin, as it stands in its topic API. */
export interface ControlCommand {
  readonly command: string;
  readonly [parameter: string]: unknown;
}

const Answer = z.object({
  command: z.string(),
  correlationData: z.string().optional(),
  error: z.string().optional(),
  data: z.unknown().optional(),
});
const Answers = z.object({ responses: z.array(Answer) });
export type ControlAnswer = z.infer<typeof Answer>;

export interface ControlParts {
  readonly dial: Dial;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MqttMetrics;
  readonly pauses?: Pauses;
  readonly timeoutMs?: number;
}

/** Commands for the plugin, one batch after the other. */
export interface Control {
  readonly connection: Connection;
  /** The answers, in the order of the commands; an `error` in one is the plugin's refusal. Throws `DeliveryError` without an answer. */
  run(commands: readonly ControlCommand[]): Promise<readonly ControlAnswer[]>;
}

/**
 * The plugin answers on one topic to whoever listens there: other processes of the console, other administrators, and answers that come too
 * late are on it, too. Each batch has a mark of its own, which the plugin gives back (`correlationData`).
 */
export function createControl(parts: ControlParts): Control {
  const { timeoutMs = TIMEOUT_MS } = parts;
  const connection = keepConnected({
    ...parts,
    name: 'control',
    call: { clientId: `console:control:${crypto.randomUUID()}`, isLasting: false },
    up: async (client) => void (await client.subscribeAsync(RESPONSES, { qos: 1 })),
  });
  let last: Promise<unknown> = Promise.resolve();

  return {
    connection,
    run(commands) {
      const mine = last.then(
        () => ask(connection.client(), commands, timeoutMs),
        () => ask(connection.client(), commands, timeoutMs),
      );
      last = mine;
      return mine;
    },
  };
}

async function ask(client: MqttClient | null, commands: readonly ControlCommand[], timeoutMs: number): Promise<readonly ControlAnswer[]> {
  if (commands.length === 0) return [];
  if (client === null) throw new DeliveryError(told('broker.away'), { permanent: false });
  const answered = Promise.withResolvers<readonly ControlAnswer[]>();
  const tag = crypto.randomUUID();
  const hear = (topic: string, payload: Buffer): void => {
    const read = topic === RESPONSES ? Answers.safeParse(jsonOf(payload.toString())) : null;
    if (read?.success !== true) return;
    const { responses } = read.data;
    const isOurs = responses.length === commands.length && responses.every(({ correlationData }) => correlationData === tag);
    if (isOurs) answered.resolve(responses);
  };
  client.on('message', hear);
  const timer = setTimeout(() => answered.reject(new Error('no answer in time')), timeoutMs);
  try {
    await client.publishAsync(COMMANDS, JSON.stringify({ commands: commands.map((command) => ({ ...command, correlationData: tag })) }), {
      qos: 1,
    });
    return await answered.promise;
  } catch (error) {
    throw new DeliveryError(told('broker.no_plugin'), { permanent: false, cause: error });
  } finally {
    clearTimeout(timer);
    client.off('message', hear);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Not from the plugin.
  }
}
