import { Agent, buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import { told } from '../contract/told.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Guard } from './guard.ts';

/** Connections by how far their origin is trusted: pools are kept per origin, so the two must not mix. */
export interface Agents {
  /** Which pool a request goes through. Throws where none may. */
  pick(url: URL, isTrusted: boolean): Promise<Dispatcher>;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;

export function createAgents({ guard, proxy }: { readonly guard: Guard; readonly proxy: string | null }): Agents {
  const direct = { trusted: guardedAgent(guard, true), other: guardedAgent(guard, false) };
  const proxied = proxy === null ? null : new ProxyAgent({ uri: proxy });
  return {
    async pick(url, isTrusted) {
      const agent = isTrusted ? direct.trusted : direct.other;
      return proxied === null || (await isInHouse(guard, url, isTrusted)) ? agent : proxied;
    },
    async close() {
      await Promise.all([direct.trusted.close(), direct.other.close(), proxied?.close()]);
    },
  };
}

function guardedAgent(guard: Guard, isTrusted: boolean): Agent {
  const connect = buildConnector({ timeout: CONNECT_MS });
  return new Agent({
    keepAliveTimeout: 5_000,
    connect: (options, callback) => {
      const { hostname, protocol } = options;
      const port = options.port === '' ? portOf(protocol) : Number(options.port);
      guard({ hostname, port, isTrusted }).then(
        // The certificate is still asked for the name: `host` and `servername` stay.
        (address) => connect({ ...options, hostname: address }, callback),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
  });
}

const portOf = (protocol: string): number => (protocol === 'https:' ? 443 : 80);

/**
 * Behind a proxy: what an administrator saved as an address in the house is called directly. The rest goes through the proxy,
 * which looks names up itself; what we know to be private or forbidden is not even asked of it.
 */
async function isInHouse(guard: Guard, url: URL, isTrusted: boolean): Promise<boolean> {
  const target = { hostname: url.hostname, port: url.port === '' ? portOf(url.protocol) : Number(url.port) };
  if (await passes(guard({ ...target, isTrusted: false }))) return false;
  if (!isTrusted) throw new DeliveryError(told('outbound.not_allowed', { host: url.hostname }), { permanent: true });
  await guard({ ...target, isTrusted: true });
  return true;
}

/** Whether the target is public, or only the proxy knows it. */
async function passes(guarded: Promise<string>): Promise<boolean> {
  try {
    await guarded;
    return true;
  } catch (error) {
    if (error instanceof DeliveryError) return !error.permanent;
    throw error;
  }
}
