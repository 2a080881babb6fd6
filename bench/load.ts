import { Agent, request } from 'undici';

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How many ask at once. */
  readonly askers: number;
  readonly seconds: number;
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p95: number;
}

/** Asks again and again for some seconds, after a second of warming up. Any answer but 200 ends the measurement. */
export async function measure(load: Load): Promise<Measured> {
  const agent = new Agent({ connections: load.askers });
  try {
    await askFor(load, agent, 1);
    const started = performance.now();
    const times = (await askFor(load, agent, load.seconds)).sort((a, b) => a - b);
    const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
    return { perSecond: (times.length * 1_000) / (performance.now() - started), median: at(0.5), p95: at(0.95) };
  } finally {
    await agent.close();
  }
}

async function askFor({ url, headers, askers }: Load, dispatcher: Agent, seconds: number): Promise<number[]> {
  const until = performance.now() + seconds * 1_000;
  const times: number[] = [];
  const ask = async (): Promise<void> => {
    while (performance.now() < until) {
      const started = performance.now();
      const { statusCode, body } = await request(url, { headers, dispatcher });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: askers }, ask));
  return times;
}
