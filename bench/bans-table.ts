import { readFileSync } from 'node:fs';
import type { Taken } from './bans-ask.ts';

const line = ([what = '', ...cells]: readonly string[]): string => what.padEnd(28) + cells.map((cell) => cell.padStart(10)).join('');

export function printHead(size: number): void {
  console.log(
    `\nbans: ${size.toLocaleString('en')} in the archive; plain: the rows loaded and grouped in the application, and how many times longer;\nCPU: of the console and its database together\n`,
  );
  console.log(line(['what', 'p50 ms', 'p95', 'wanted', '', 'CPU ms', 'load', 'plain ms', 'ratio']));
}

/** What waits for a processor right now, as `uptime` says it: with more than there are processors, times of the clock say little. */
const load = (): string => readFileSync('/proc/loadavg', 'utf8').split(' ')[0] ?? '';

export function printRow(what: string, speed: Taken, wanted: number, plain: number | null = null): void {
  const verdict = speed.p95 < wanted ? 'held' : 'MISSED';
  const yardstick = plain === null ? ['', ''] : [plain.toFixed(0), (plain / speed.median).toFixed(1)];
  console.log(
    line([what, speed.median.toFixed(1), speed.p95.toFixed(1), String(wanted), verdict, speed.cpu.toFixed(0), load(), ...yardstick]),
  );
}
