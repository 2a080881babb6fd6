import { type Dispatcher, request } from 'undici';
import { spreadOf } from './load.ts';

/** Who asks: headers with a token, and how long each point is measured. */
export interface Asker {
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** What a question takes, in milliseconds. */
export interface Taken {
  readonly median: number;
  readonly p95: number;
  /** Of processors, on average. */
  readonly cpu: number;
}

/** The whole of an answer; throws where it is not 200. */
export async function bodyOf(url: string, { headers }: Pick<Asker, 'headers'>, dispatcher?: Dispatcher): Promise<Buffer> {
  const { statusCode, body } = await request(url, { headers, ...(dispatcher === undefined ? {} : { dispatcher }) });
  const bytes = Buffer.from(await body.arrayBuffer());
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}: ${bytes.toString()}`);
  return bytes;
}

/** What a round takes, again and again for some seconds, after half as long of warming up. */
export async function repeated(round: () => Promise<unknown>, { seconds }: Pick<Asker, 'seconds'>, cpu: () => number): Promise<Taken> {
  const warmUntil = performance.now() + seconds * 500;
  do await round();
  while (performance.now() < warmUntil);
  const until = performance.now() + seconds * 1_000;
  return await taken(round, () => performance.now() < until, cpu);
}

/** The same so many times. */
export async function repeatedTimes(round: () => Promise<unknown>, count: number, cpu: () => number): Promise<Taken> {
  let left = count;
  const goesOn = () => {
    left -= 1;
    return left >= 0;
  };
  return await taken(round, goesOn, cpu);
}

async function taken(round: () => Promise<unknown>, goesOn: () => boolean, cpu: () => number): Promise<Taken> {
  const times: number[] = [];
  const before = cpu();
  while (goesOn()) {
    const started = performance.now();
    await round();
    times.push(performance.now() - started);
  }
  return { ...spreadOf(times), cpu: (cpu() - before) / Math.max(times.length, 1) };
}
