import { join } from 'node:path';
import { createSimulatedFail2ban } from '../src/modules/bans/devices/fail2ban/simulated/index.ts';

// Simulated fail2bans in a process of their own: what they take is not the console's. Says `ready`, and ends when it is killed.
const [folder = '', count = '0', jails = '1', bans = '0'] = process.argv.slice(2);
for (let at = 0; at < Number(count); at += 1) {
  const server = createSimulatedFail2ban({
    socket: join(folder, `${at}.sock`),
    databaseFile: join(folder, `${at}.sqlite3`),
    jails: Array.from({ length: Number(jails) }, (_, jail) => ({
      ...{ name: `jail${jail}`, maxRetry: 1, banTimeSeconds: 86_400, failRegex: ['from <HOST>'] },
      actions: { noop: { actionban: '', actionunban: '' } },
    })),
  });
  await server.start();
  for (let ban = 0; ban < Number(bans); ban += 1)
    server.fail(`jail${ban % Number(jails)}`, `10.${at % 250}.${ban >> 8}.${ban & 255}`, ['from']);
}
process.stdout.write('ready\n');
