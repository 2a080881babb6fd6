/** A console's room of messages in a process of its own, to be killed. Arguments: data folder, port, `hang` for handlers that never end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../shared/time.ts';
import { ALL_ROLES } from '../../contract/process-roles.ts';
import { createLog } from '../../log/log.ts';
import { createMetrics } from '../../metrics/create-metrics.ts';
import { createMqtt } from '../create-mqtt.ts';
import { subscription } from '../subscription.ts';

const [dataDir = '', port = '0', manner = '', url = ''] = process.argv.slice(2);
const room = createMqtt({
  config: { url: url === '' ? null : url, host: '127.0.0.1', port: Number(port), tls: null, caFile: null, isPlainAllowed: false },
  ...{ dataDir, roles: ALL_ROLES, clock: systemClock, log: createLog({ level: 'silent', format: 'json' }), metrics: createMetrics() },
  held: { whileNotHeld: (send) => send() },
  pauses: { firstMs: 50, longestMs: 200 },
  heirPauses: { beforeMs: 200, quietMs: 200 },
});
room.wire({
  subscriptions: [
    subscription({
      topic: 'say/:name/note',
      payload: 'text',
      async handle({ payload }) {
        if (manner === 'hang') await new Promise(() => {});
        process.stdout.write(`heard ${payload}\n`);
      },
    }),
  ],
  credentials: [{ check: async ({ username }) => ({ publish: [`say/${username}/#`], subscribe: ['say/#'] }) }],
});
room.onConnected(() => void room.publish('say/console/state', 'up', { retain: true }));
await room.start();
for (let isUp = false; !isUp; await sleep(20)) {
  isUp = await Promise.all(room.checks().map((check) => check.probe())).then(
    () => true,
    () => false,
  );
}
process.stdout.write(`listens ${room.ports()[0] ?? 0}\n`);
