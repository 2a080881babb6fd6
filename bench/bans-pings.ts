import { setTimeout as delay } from 'node:timers/promises';
import { createFail2ban, unixSocket } from '../src/modules/bans/devices/fail2ban/index.ts';

/** Milliseconds that `ping` on the socket of a fail2ban may take while addresses go in. */
export const LONGEST_PING_MS = 250;

const cell = (value: string | number): string => String(value).padStart(10);

export function printPingHead(): void {
  console.log(`\nbans: addresses go into a live fail2ban while others ping it (aim: below ${LONGEST_PING_MS} ms at the most)\n`);
  console.log(
    'by whom, and the action'.padEnd(42) +
      ['addresses', 'seconds', 'a second', 'ping p50', 'p95', 'max ms', 'pings', ''].map(cell).join(''),
  );
}

/** One row: what a ping takes while `work` brings `count` addresses in. */
export async function printPings(what: string, { socket, count }: Pinged, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const waits = await pingsDuring(socket, work());
  const tookMs = performance.now() - started;
  const at = (share: number): number => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? Number.NaN;
  const figures = [
    ...[count, (tookMs / 1000).toFixed(1), Math.round((1000 * count) / tookMs)],
    ...[at(0.5).toFixed(1), at(0.95).toFixed(1), at(1).toFixed(1), waits.length, at(1) < LONGEST_PING_MS ? 'held' : 'MISSED'],
  ];
  console.log(what.padEnd(42) + figures.map(cell).join(''));
}

interface Pinged {
  readonly socket: string;
  readonly count: number;
}

/** Two others ask every 20 ms: one on a connection that stays, one on a new one each time, as fail2ban's own client does. Sorted. */
async function pingsDuring(socket: string, work: Promise<unknown>): Promise<number[]> {
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
  const stays = createFail2ban(unixSocket(socket));
  const pinging = [ask(() => stays.ping()), ask(() => pingAnew(socket))];
  await work.finally(() => {
    isDone = true;
  });
  await Promise.all(pinging);
  await stays.close();
  return waits.sort((one, other) => one - other);
}

async function pingAnew(socket: string): Promise<void> {
  const fail2ban = createFail2ban(unixSocket(socket));
  await fail2ban.ping();
  await fail2ban.close();
}
