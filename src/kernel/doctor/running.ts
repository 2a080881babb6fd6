import { createServer } from 'node:net';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { type Remark, remarksAbout, wordsOf } from './remark.ts';

type Where = Pick<Config, 'host' | 'port' | 'publicUrl'>;

const PATIENCE_MS = 10_000;

const Readiness = z.object({
  status: z.enum(['ready', 'degraded', 'not-ready']),
  checks: z.record(z.string(), z.object({ status: z.enum(['ok', 'failing']), detail: z.string().optional() })),
});

/** The port: free for a start, or held by a console that says how it is. */
export async function examinePort(where: Where, { isRunning }: { readonly isRunning: boolean }): Promise<readonly Remark[]> {
  const { sound, note, fault } = remarksAbout('port');
  const { host, port } = where;
  if (port === 0) return [note('The port is chosen anew at each start.')];
  const trouble = await listenTrouble(host, port);
  if (trouble === null) {
    const sentence = `Port ${port} of ${host} is free.`;
    return [
      isRunning
        ? fault(
            `${sentence} The console that uses the data folder does not listen there.`,
            'Is it starting, or was CARETAKER_PORT changed since?',
          )
        : sound(sentence),
    ];
  }
  const readiness = trouble === 'EADDRINUSE' ? await askReadiness(where) : null;
  if (readiness !== null) return [sound(`A console answers on port ${port} of ${host}.`), ...remarksOf(readiness)];
  const sentence =
    trouble === 'EADDRINUSE'
      ? `Something else listens on port ${port} of ${host}.`
      : `Nobody can listen on port ${port} of ${host}: ${trouble}.`;
  return [fault(sentence, 'Choose another one with CARETAKER_PORT or CARETAKER_HOST.')];
}

/** Listens for a moment; null: one can. */
function listenTrouble(host: string, port: number): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const server = createServer();
  server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  return promise;
}

async function askReadiness({ host, port }: Where): Promise<z.infer<typeof Readiness> | null> {
  try {
    const reply = await fetch(`http://${reachable(host)}:${port}/readiness`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'manual',
    });
    return Readiness.safeParse(await reply.json()).data ?? null;
  } catch {
    return null; // It speaks something else, or nothing: not our console.
  }
}

/** A console that listens everywhere is asked at this machine's own address. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};

/** What the running console says of itself. That it is held is told by the database. */
function remarksOf({ status, checks }: z.infer<typeof Readiness>): readonly Remark[] {
  const { sound, fault } = remarksAbout('readiness');
  const failing = Object.entries(checks).filter(([name, check]) => check.status === 'failing' && name !== 'held');
  if (failing.length === 0) return [sound(`It is ${status}.`)];
  return failing.map(([name, { detail = 'It does not say why.' }]) =>
    fault(`${name} is failing: ${detail}`, 'The log and the page Health say more.'),
  );
}

/** Where people come in. */
export async function examinePublicUrl({ publicUrl, host }: Where, { isRunning }: { readonly isRunning: boolean }): Promise<Remark> {
  const { sound, note, fault } = remarksAbout('public address');
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(host);
  if (publicUrl === null) {
    if (isLocal) return sound('People reach the console on this machine only.');
    return note('CARETAKER_PUBLIC_URL is not set: links in messages lead to this machine.', 'Set it to the address that people use.');
  }
  if (!isRunning) return sound(`People come by ${publicUrl}; it is asked while the console runs.`);
  try {
    const reply = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' });
    const body: unknown = await reply.json();
    if (reply.status === 200 && JSON.stringify(body) === '{"status":"alive"}')
      return inClear(publicUrl) ?? sound(`${publicUrl} leads to a console.`);
    return fault(`${publicUrl} answers ${reply.status}, and no console.`, 'Look at the proxy in front of it.');
  } catch (error) {
    return fault(
      `${publicUrl} cannot be reached from here: ${wordsOf(error)}.`,
      'Look at the proxy in front of it, its certificate and its name.',
    );
  }
}

function inClear(publicUrl: string): Remark | null {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:' || hostname === 'localhost' || hostname.startsWith('127.')) return null;
  return remarksAbout('public address').note(
    `${publicUrl} is not encrypted: passwords travel in the open.`,
    'Put a proxy with TLS in front of it.',
  );
}
