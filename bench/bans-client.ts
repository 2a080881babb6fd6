import { setTimeout as delay } from 'node:timers/promises';
import { createFail2ban, type Fail2ban, unixSocket } from '../src/modules/bans/devices/fail2ban/index.ts';
import { unpickle } from '../src/modules/bans/devices/fail2ban/pickle/decode.ts';
import { address, pickleReply, tuple } from '../src/modules/bans/devices/fail2ban/simulated/pickle-reply.ts';
import { startFail2ban, type TestFail2ban } from '../src/modules/bans/testing/fail2ban.ts';
import { partOfList, WHOLE_LIST } from './bans-import.ts';
import { printPingHead, printPings } from './bans-pings.ts';
import type { BenchOptions } from './options.ts';

const CALLS = 20;
const DECODED = 50_000;

/**
 * What the client of fail2ban costs, against Debian's real fail2ban: imports of a blocklist while others ask, the same by fail2ban's own
 * client, a call beside it, and the longest reply. Prints its tables; needs fail2ban on this machine.
 */
export async function clientFigures({ seconds }: BenchOptions): Promise<void> {
  await using server = await startFail2ban({
    jails: [
      { name: 'none', filter: 'sshd', action: 'noop', banTime: 86_400 },
      { name: 'shell', filter: 'sshd', action: 'shell', banTime: 86_400 },
    ],
  });
  printPingHead();
  await printPings('nobody', { socket: server.socket, count: 0 }, () => delay(3_000));
  for (const [jail, count] of [
    ['none', WHOLE_LIST],
    ['shell', partOfList(seconds)],
  ] as const) {
    await printPings(`our client, action ${jail}`, { socket: server.socket, count }, () =>
      banByClient(server, jail, addressesOf(10, count)),
    );
  }
  // As `xargs -n` gives a list to fail2ban-client: the yardstick, of what fail2ban itself takes.
  for (const [atOnce, count, first] of [
    [1, 100, 11],
    [20, 2_000, 12],
    [200, 2_000, 13],
  ] as const) {
    const list = addressesOf(first, count);
    await printPings(`fail2ban-client, ${atOnce} at once, action shell`, { socket: server.socket, count }, () =>
      banByHand(server, list, atOnce),
    );
  }
  await printCalls(server);
  printDecoding();
}

const addressesOf = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${first}.0.${index >> 8}.${index & 255}`);

async function banByClient(server: TestFail2ban, jail: string, addresses: readonly string[]): Promise<void> {
  const fail2ban = createFail2ban(unixSocket(server.socket));
  await fail2ban.ban(jail, addresses);
  await fail2ban.close();
}

async function banByHand(server: TestFail2ban, addresses: readonly string[], atOnce: number): Promise<void> {
  for (let done = 0; done < addresses.length; done += atOnce) {
    const { code, stderr } = await server.client('set', 'shell', 'banip', ...addresses.slice(done, done + atOnce));
    if (code !== 0) throw new Error(`fail2ban-client ended with ${code}: ${stderr}`);
  }
}

/** The same question by our client and by a process of fail2ban's own. */
async function printCalls(server: TestFail2ban): Promise<void> {
  const fail2ban: Fail2ban = createFail2ban(unixSocket(server.socket));
  const ours = await perCall(CALLS * 50, () => fail2ban.jailStatus('none'));
  await fail2ban.close();
  const theirs = await perCall(CALLS, () => server.client('status', 'none', 'short'));
  console.log(`\nstatus of a jail: ${ours.toFixed(2)} ms, by a process of fail2ban-client ${theirs.toFixed(0)} ms; `);
  console.log(`ratio (process / ours): ${(theirs / ours).toFixed(0)}\n`);
}

async function perCall(count: number, call: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (let done = 0; done < count; done += 1) await call();
  return (performance.now() - started) / count;
}

/** A reply with 50,000 addresses, against JSON of the same addresses. */
function printDecoding(): void {
  const addresses = Array.from({ length: DECODED }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const bytes = pickleReply(tuple(0, addresses.map(address)));
  const json = JSON.stringify(addresses);
  const median = (work: () => unknown): number => {
    const times = Array.from({ length: 15 }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    });
    return times.sort((one, other) => one - other)[7] ?? Number.NaN;
  };
  const ours = median(() => unpickle(bytes));
  const parsed = median(() => JSON.parse(json));
  console.log(`reply with ${DECODED} addresses (${bytes.length} bytes): ${ours.toFixed(1)} ms, as JSON ${parsed.toFixed(1)} ms; `);
  console.log(`ratio (pickle / JSON): ${(ours / parsed).toFixed(1)}\n`);
}
