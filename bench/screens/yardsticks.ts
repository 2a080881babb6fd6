import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { sql } from 'kysely';
import { connectAsync } from 'mqtt';
import type { Db } from '../../src/kernel/db/database.ts';
import { HeartbeatMessage } from '../../src/modules/screens/contract/wire/telemetry.ts';
import { saveHeard } from '../../src/modules/screens/store/telemetry.ts';
import { systemClock } from '../../src/shared/time.ts';

/** Something that players can talk to. */
export interface Yardstick {
  readonly port: number;
  /** Messages that are done with. */
  heard(): number | Promise<number>;
  stop(): Promise<void>;
}

/** The bare broker with a subscriber that does `handle` with each message before it takes the next one, as mqtt.js hands them out. */
async function bareBroker(handle: (topic: string, payload: Buffer) => Promise<void>): Promise<Yardstick> {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = Number(Object(server.address()).port);
  const listener = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
  let heard = 0;
  listener.handleMessage = ({ topic, payload }, next) => {
    handle(topic, Buffer.from(payload)).then(
      () => {
        heard += 1;
        next();
      },
      (error: unknown) => {
        throw error;
      },
    );
  };
  await listener.subscribeAsync('infoscreen/+/heartbeat', { qos: 1 });
  return {
    ...{ port, heard: () => heard },
    async stop() {
      await listener.endAsync(true);
      server.close();
      aedes.close();
    },
  };
}

export const throwsAway = (): Promise<Yardstick> => bareBroker(async () => {});

/** One update and one commit for each message, of which nothing is checked: the least that anybody can do. */
export const leanest = (db: Db): Promise<Yardstick> =>
  bareBroker(async (topic, payload) => {
    const { current_process, process_pid, process_status, current_event_id } = JSON.parse(payload.toString());
    await sql`
      update screens.screens set last_alive = now(), heard_at = now(), current_process = ${current_process}, process_pid = ${process_pid},
        process_status = ${process_status}, current_event_id = ${current_event_id}
      where uuid = ${topic.split('/')[1]}`.execute(db);
  });

/** What the console does with a message, its checks and its statement, in a transaction for each of them. */
export const naive = (db: Db): Promise<Yardstick> =>
  bareBroker(async (topic, payload) => {
    const { process_pid, current_process, process_status } = HeartbeatMessage.parse(JSON.parse(payload.toString()));
    const now = systemClock.now();
    const process = { name: current_process ?? null, pid: process_pid ?? null, status: process_status ?? null };
    const heard = { ...SILENT, uuid: topic.split('/')[1] ?? '', at: now, aliveAt: now, process };
    await db.transaction().execute(async (tx) => {
      await sql`select value from kernel.settings where key = 'screens.graceSeconds'`.execute(tx);
      await saveHeard(tx, [heard], 170, now);
    });
  });

const SILENT = { eventId: null, hardware: null, failure: null, reconnectCount: null, disconnectedAt: null, malformed: null };
