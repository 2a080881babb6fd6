import { request } from 'undici';
import type { Asker } from './bans-ask.ts';
import type { ConsoleProcess, ProcessMemory } from './bans-process.ts';

/** Megabytes that the console may hold in memory, with a million bans in the archive. */
const MOST_MEMORY = 250;

/** Both exports of the whole archive, and what memory the console takes for them. */
export async function measureExports(console_: ConsoleProcess, asker: Asker, { idle, size }: Measured): Promise<void> {
  const rows: [string, ProcessMemory][] = [
    ['after its start', idle],
    ['at the questions', console_.memory()],
  ];
  for (const name of ['export.csv', 'export.json']) {
    console_.forgetPeak();
    const started = performance.now();
    const bytes = await lengthOf(`${console_.origin}/api/bans/${name}`, asker);
    const perSecond = (size * 1_000) / (performance.now() - started);
    console.log(`${name.padEnd(28)}${(bytes / 1_048_576).toFixed(0).padStart(6)} MB, ${perSecond.toFixed(0)} bans per second`);
    rows.push([`at ${name}`, console_.memory()]);
  }
  console.log('\nmemory of the console      PSS MB   resident   at most    wanted');
  for (const [what, { pssMb, residentMb, peakMb }] of rows) {
    const figures = [pssMb, residentMb, peakMb].map((figure) => figure.toFixed(0).padStart(10)).join('');
    console.log(`${what.padEnd(23)}${figures}${String(MOST_MEMORY).padStart(10)} ${peakMb < MOST_MEMORY ? 'held' : 'MISSED'}`);
  }
}

interface Measured {
  readonly idle: ProcessMemory;
  readonly size: number;
}

async function lengthOf(url: string, { headers }: Asker): Promise<number> {
  const { statusCode, body } = await request(url, { headers, bodyTimeout: 0 });
  let bytes = 0;
  for await (const chunk of body) bytes += Buffer.from(chunk).length;
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  return bytes;
}
