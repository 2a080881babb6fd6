import { Agent, request } from 'undici';

export interface Load {
  /** Asked in turn. */
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** How many ask at once, each on a connection of its own. */
  readonly askers: number;
  readonly seconds: number;
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
}

/** Asks again and again for some seconds, after half as long of warming up. Any answer but 200 ends the measurement. */
export async function measure(load: Load): Promise<Measured> {
  const agents = load.urls.map(() => new Agent({ connections: Math.ceil(load.askers / load.urls.length) }));
  try {
    await askFor(load, agents, load.seconds / 2);
    const started = performance.now();
    const times = await askFor(load, agents, load.seconds);
    return { perSecond: (times.length * 1_000) / (performance.now() - started), ...spreadOf(times) };
  } finally {
    await Promise.all(agents.map((agent) => agent.close()));
  }
}

export function spreadOf(milliseconds: readonly number[]): Pick<Measured, 'median' | 'p95' | 'p99'> {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { median: at(0.5), p95: at(0.95), p99: at(0.99) };
}

async function askFor({ urls, headers, askers }: Load, agents: readonly Agent[], seconds: number): Promise<number[]> {
  const until = performance.now() + seconds * 1_000;
  const times: number[] = [];
  const ask = async (asker: number): Promise<void> => {
    const [url = '', dispatcher] = [urls[asker % urls.length], agents[asker % urls.length]];
    while (performance.now() < until) {
      const started = performance.now();
      const { statusCode, body } = await request(url, { headers, ...(dispatcher === undefined ? {} : { dispatcher }) });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: askers }, (_none, asker) => ask(asker)));
  return times;
}
