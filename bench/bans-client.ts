import { setTimeout as delay } from 'node:timers/promises';
import { createFail2ban, type Fail2ban, unixSocket } from '../src/modules/bans/devices/fail2ban/index.ts';
import { unpickle } from '../src/modules/bans/devices/fail2ban/pickle/decode.ts';
import { address, pickleReply, tuple } from '../src/modules/bans/devices/fail2ban/simulated/pickle-reply.ts';
import { startFail2ban, type TestFail2ban } from '../src/modules/bans/testing/fail2ban.ts';
import type { BenchOptions } from './options.ts';

const WHOLE_LIST = 21_000;
/** A shell per address: the whole list takes longer than a minute, so it is imported whole only where more time is given. */
const PART_OF_LIST = 4000;
const LONGEST_PING_MS = 250;
const CALLS = 20;
const DECODED = 50_000;

/**
 * What the client of fail2ban costs, against Debian's real fail2ban: imports of a blocklist while others ask, a call beside
 * fail2ban's own client, and the longest reply. Prints its tables; needs fail2ban on this machine.
 */
export async function clientFigures({ seconds }: BenchOptions): Promise<void> {
  await using server = await startFail2ban({
    jails: [
      { name: 'none', filter: 'sshd', action: 'noop', banTime: 86_400 },
      { name: 'shell', filter: 'sshd', action: 'shell', banTime: 86_400 },
    ],
  });
  console.log(`\nbans: a blocklist goes into a live fail2ban while others ping it (aim: below ${LONGEST_PING_MS} ms)\n`);
  console.log(['action', 'addresses', 'seconds', 'per second', 'ping p50', 'p95', 'max ms', 'pings', 'ratio (max/aim)'].map(cell).join(''));
  await printImport(server, 'none', WHOLE_LIST);
  await printImport(server, 'shell', seconds >= 5 ? WHOLE_LIST : PART_OF_LIST);
  await printCalls(server);
  printDecoding();
}

const cell = (value: string | number): string => String(value).padStart(17);

async function printImport(server: TestFail2ban, jail: 'none' | 'shell', count: number): Promise<void> {
  const fail2ban = createFail2ban(unixSocket(server.socket));
  const addresses = Array.from({ length: count }, (_, index) => `${jail === 'none' ? 10 : 11}.0.${index >> 8}.${index & 255}`);
  const started = performance.now();
  const waits = await pingsDuring(server, fail2ban.ban(jail, addresses));
  const tookMs = performance.now() - started;
  await fail2ban.close();
  const at = (share: number): number => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? Number.NaN;
  const figures = [
    (tookMs / 1000).toFixed(1),
    Math.round((1000 * count) / tookMs),
    at(0.5).toFixed(1),
    at(0.95).toFixed(1),
    at(1).toFixed(1),
  ];
  console.log([jail, count, ...figures, waits.length, (at(1) / LONGEST_PING_MS).toFixed(2)].map(cell).join(''));
}

/** Two others ask every 20 ms: one on a connection that stays, one on a new one each time, as fail2ban's own client does. Sorted. */
async function pingsDuring(server: TestFail2ban, work: Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  let isDone = false;
  const ask = async (ping: () => Promise<void>): Promise<void> => {
    while (!isDone) {
      const asked = performance.now();
      await ping();
      waits.push(performance.now() - asked);
      await delay(20);
    }
  };
  const stays = createFail2ban(unixSocket(server.socket));
  const pinging = [ask(() => stays.ping()), ask(() => pingAnew(server))];
  await work;
  isDone = true;
  await Promise.all(pinging);
  await stays.close();
  return waits.sort((one, other) => one - other);
}

async function pingAnew({ socket }: TestFail2ban): Promise<void> {
  const fail2ban = createFail2ban(unixSocket(socket));
  await fail2ban.ping();
  await fail2ban.close();
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
