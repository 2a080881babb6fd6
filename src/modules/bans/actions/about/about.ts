import { z } from 'zod';
import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import { DeliveryError } from '../../../../kernel/outbound/delivery-error.ts';
import type { OutboundReply } from '../../../../kernel/outbound/outbound.ts';
import { networkOf, overlaps } from '../../domain/address.ts';
import { RESERVED } from '../../domain/lists/reserved.ts';
import { type RdapNetwork, type Reputation, readRdap, readReputation } from '../../domain/rdap.ts';
import { type AnswerKind, keepAnswer, keptAnswer } from '../../store/address-answers.ts';
import { ABUSE_IP_DB_KEY } from '../lists-settings.ts';

export interface AboutParts extends Pick<Kernel, 'db' | 'transact' | 'clock' | 'outbound' | 'settings'> {
  readonly services?: Services;
}

/** Where is asked; tests have services of their own. */
export interface Services {
  /** Bases of RDAP servers, asked in this order. */
  readonly rdap: readonly string[];
  readonly abuseIpDb: string;
  /** Origins among them that may lie in the private network. */
  readonly trustedOrigins: readonly string[];
}

/**
 * The five regional registries (RFC 7484 bootstrap, IANA "ipv4" and "ipv6" files). The wrong one points to another with a redirect, which the
 * console follows to no other origin: so the next known one is asked.
 */
const SERVICES: Services = {
  rdap: [
    'https://rdap.db.ripe.net/',
    'https://rdap.arin.net/registry/',
    'https://rdap.apnic.net/',
    'https://rdap.lacnic.net/rdap/',
    'https://rdap.afrinic.net/rdap/',
  ],
  abuseIpDb: 'https://api.abuseipdb.com/api/v2/check',
  trustedOrigins: [],
};

export type AboutState = 'known' | 'not_public' | 'not_configured' | 'unavailable';

export interface About<T> {
  readonly state: AboutState;
  /** In the words of what went wrong. */
  readonly detail: string;
  readonly source: string | null;
  readonly fetchedAt: Temporal.Instant | null;
  readonly found: T | null;
}

const KEPT_HOURS = 24;
const CONSOLE = systemActor('bans');
const TIMEOUT = Temporal.Duration.from({ seconds: 8 });

/** To whom an address belongs. Asked once a day at most; what nobody answers is asked again at once. */
export function createWhois(parts: AboutParts) {
  return (address: string): Promise<About<RdapNetwork>> => known(parts, 'whois', address, () => askRegistries(parts, address), readRdap);
}

/** What AbuseIPDB knows of an address. Asked once a day at most. */
export function createReputation(parts: AboutParts) {
  return async (address: string): Promise<About<Reputation>> => {
    const { db, settings } = parts;
    const key = await settings.read(db, ABUSE_IP_DB_KEY.key, ABUSE_IP_DB_KEY.declaration);
    if (key === '') return without('not_configured', 'No key of AbuseIPDB is set.');
    return known(parts, 'reputation', address, () => askAbuseIpDb(parts, address, key), readReputation);
  };
}

interface Fetched {
  readonly source: string;
  readonly answer: Readonly<Record<string, unknown>>;
}

const without = (state: AboutState, detail: string) => ({ state, detail, source: null, fetchedAt: null, found: null });

async function known<T>(
  { db, clock, transact }: AboutParts,
  kind: AnswerKind,
  address: string,
  ask: () => Promise<Fetched | string>,
  read: (answer: unknown) => T | null,
): Promise<About<T>> {
  if (RESERVED.some(({ network }) => overlaps(network, networkOf(address))))
    return without('not_public', 'This is nobody’s public address.');
  const now = clock.now();
  const kept = await keptAnswer(db, kind, address, now.subtract({ hours: KEPT_HOURS }));
  const fetched = kept === null ? await ask() : Kept.parse(kept.answer);
  if (typeof fetched === 'string') return without('unavailable', fetched);
  const found = read(fetched.answer);
  if (found === null) return without('unavailable', 'The answer cannot be read.');
  const fetchedAt = kept?.fetchedAt ?? now;
  if (kept === null) await transact(CONSOLE, ({ tx }) => keepAnswer(tx, kind, address, { answer: { ...fetched }, fetchedAt }));
  return { state: 'known', detail: '', source: fetched.source, fetchedAt, found };
}

const Kept = z.object({ source: z.string(), answer: z.record(z.string(), z.unknown()) });

/** The first that knows it; else the words of the last one. */
async function askRegistries({ outbound, services = SERVICES }: AboutParts, address: string): Promise<Fetched | string> {
  let fault = '';
  for (const base of services.rdap) {
    const url = new URL(`ip/${address}`, base);
    try {
      const reply = await outbound.request({
        ...{ url: url.href, timeout: TIMEOUT, trustedOrigins: services.trustedOrigins, headers: { accept: 'application/rdap+json' } },
      });
      const answer = reply.status === 200 ? jsonOf(reply) : null;
      if (answer !== null && readRdap(answer) !== null) return { source: url.host, answer };
      fault = `${url.host} answered with the status ${reply.status}.`;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      fault = error.message;
    }
  }
  return fault;
}

async function askAbuseIpDb({ outbound, services = SERVICES }: AboutParts, address: string, key: string): Promise<Fetched | string> {
  const url = new URL(services.abuseIpDb);
  url.searchParams.set('ipAddress', address);
  url.searchParams.set('maxAgeInDays', '90');
  try {
    const headers = { accept: 'application/json', key };
    const reply = await outbound.request({ url: url.href, timeout: TIMEOUT, trustedOrigins: services.trustedOrigins, headers });
    const answer = reply.status === 200 ? jsonOf(reply) : null;
    if (answer !== null) return { source: url.host, answer };
    return reply.status === 401 ? 'AbuseIPDB refuses the key.' : `AbuseIPDB answered with the status ${reply.status}.`;
  } catch (error) {
    if (error instanceof DeliveryError) return error.message;
    throw error;
  }
}

function jsonOf({ body }: OutboundReply): Readonly<Record<string, unknown>> | null {
  try {
    const read = z.record(z.string(), z.unknown()).safeParse(JSON.parse(new TextDecoder().decode(body).replaceAll('\\u0000', '')));
    return read.success ? read.data : null;
  } catch {
    return null; // SyntaxError: not JSON
  }
}
