import type { Measured } from './load.ts';

export type Speed = Pick<Measured, 'median' | 'p95'>;

const line = ([what = '', ...cells]: readonly string[]): string => what.padEnd(28) + cells.map((cell) => cell.padStart(10)).join('');

export function printHead(size: number): void {
  console.log(
    `\nbans: ${size.toLocaleString('en')} in the archive; plain: the rows loaded and grouped in the application, and how many times longer\n`,
  );
  console.log(line(['what', 'p50 ms', 'p95', 'wanted', '', 'plain ms', 'ratio']));
}

export function printRow(what: string, speed: Speed, wanted: number, plain: number | null = null): void {
  const verdict = speed.p95 < wanted ? 'held' : 'MISSED';
  const yardstick = plain === null ? ['', ''] : [plain.toFixed(0), (plain / speed.median).toFixed(1)];
  console.log(line([what, speed.median.toFixed(1), speed.p95.toFixed(1), String(wanted), verdict, ...yardstick]));
}
