import { readdirSync, readFileSync } from 'node:fs';

export interface Memory {
  /** As if no other Node ran on the machine: its program's pages are counted whole. */
  readonly nodeMb: number;
  /** Its processes share much: each page is divided among them (PSS). */
  readonly postgresMb: number;
}

/** Memory of a process and all below it. Linux only: it reads /proc. */
export function memoryBelow(root: number): Memory {
  const parents = new Map(pids().map((pid) => [pid, parentOf(pid)]));
  const isBelow = (pid: number | null | undefined): boolean => pid === root || (typeof pid === 'number' && isBelow(parents.get(pid)));
  const memory = { nodeMb: 0, postgresMb: 0 };
  for (const pid of [...parents.keys()].filter(isBelow)) {
    const rollup = read(`/proc/${pid}/smaps_rollup`);
    if (read(`/proc/${pid}/comm`).startsWith('postgres')) memory.postgresMb += megabytes(rollup, 'Pss');
    else memory.nodeMb += megabytes(rollup, 'Rss');
  }
  return memory;
}

const pids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function parentOf(pid: number): number | null {
  const found = /^.*\) . (\d+) /s.exec(read(`/proc/${pid}/stat`))?.[1];
  return found === undefined || found === '0' ? null : Number(found);
}

const megabytes = (rollup: string, field: 'Pss' | 'Rss'): number =>
  Number(new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) / 1_024;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It ended while it was looked at.
  }
}
