import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** The way to one page of a Chromium, by its DevTools protocol. */
export interface DevTools {
  send(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
  on(method: string, listener: (params: unknown) => void): void;
  close(): void;
}

const Target = z.object({ type: z.string(), webSocketDebuggerUrl: z.string() });
const Message = z.object({
  id: z.int().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const PATIENCE_MS = 10_000;

/** Waits until Chromium has a page. Throws when it has none in time. */
export async function connectDevTools(port: number, patienceMs = 20_000): Promise<DevTools> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      const reply = await fetch(`http://127.0.0.1:${port}/json/list`, { signal: AbortSignal.timeout(2_000) });
      const page = z
        .array(Target)
        .parse(await reply.json())
        .find(({ type }) => type === 'page');
      if (page !== undefined) return await open(page.webSocketDebuggerUrl);
    } catch (error) {
      if (performance.now() > until) throw new Error('Chromium shows no page', { cause: error });
    }
    if (performance.now() > until) throw new Error('Chromium shows no page');
    await sleep(100);
  }
}

async function open(url: string): Promise<DevTools> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('Chromium does not answer')), { once: true });
  });
  let count = 0;
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners = new Map<string, (params: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const message = Message.parse(JSON.parse(String(data)));
    const asked = message.id === undefined ? undefined : waiting.get(message.id);
    if (message.error !== undefined) asked?.reject(new Error(message.error.message));
    else asked?.resolve(message.result);
    if (message.id !== undefined) waiting.delete(message.id);
    if (message.method !== undefined) listeners.get(message.method)?.(message.params);
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium is gone'));
    waiting.clear();
  });
  return {
    async send(method, params = {}) {
      const id = ++count;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(id, answer);
      if (socket.readyState !== WebSocket.OPEN) throw new Error('Chromium is gone');
      socket.send(JSON.stringify({ id, method, params }));
      const timer = setTimeout(() => answer.reject(new Error(`${method} took too long`)), PATIENCE_MS);
      return answer.promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(id);
      });
    },
    on: (method, listener) => void listeners.set(method, listener),
    close: () => socket.close(),
  };
}
