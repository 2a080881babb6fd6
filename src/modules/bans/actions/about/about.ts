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
  return (address: string): Promise<About<RdapNetwork>> =>
    known(parts, { kind: 'whois', address, ask: () => askRegistries(parts, address), read: readRdap, kept: KeptRdap });
}

/** What AbuseIPDB knows of an address. Asked once a day at most. */
export function createReputation(parts: AboutParts) {
  return async (address: string): Promise<About<Reputation>> => {
    const { db, settings } = parts;
    const key = await settings.read(db, ABUSE_IP_DB_KEY.key, ABUSE_IP_DB_KEY.declaration);
    if (key === '') return without('not_configured', 'No key of AbuseIPDB is set.');
    return known(parts, {
      ...{ kind: 'reputation', address, ask: () => askAbuseIpDb(parts, address, key), read: readReputation, kept: KeptReputation },
    });
  };
}

interface Fetched {
  readonly source: string;
  readonly answer: Readonly<Record<string, unknown>>;
}

interface Question<T extends object> {
  readonly kind: AnswerKind;
  readonly address: string;
  /** The answer, or in words why there is none. */
  ask(): Promise<Fetched | string>;
  read(answer: unknown): T | null;
  /** What was kept of an earlier answer: only what was read of it, never a stranger's whole text. */
  readonly kept: z.ZodType<T>;
}

const without = (state: AboutState, detail: string) => ({ state, detail, source: null, fetchedAt: null, found: null });

async function known<T extends object>(
  { db, clock, transact }: AboutParts,
  { kind, address, ask, read, kept }: Question<T>,
): Promise<About<T>> {
  if (RESERVED.some(({ network }) => overlaps(network, networkOf(address))))
    return without('not_public', 'This is nobody’s public address.');
  const now = clock.now();
  const earlier = await keptAnswer(db, kind, address, now.subtract({ hours: KEPT_HOURS }));
  const before = z.object({ source: z.string(), found: kept }).safeParse(earlier?.answer);
  if (earlier !== null && before.success) return { state: 'known', detail: '', fetchedAt: earlier.fetchedAt, ...before.data };
  const fetched = await ask();
  if (typeof fetched === 'string') return without('unavailable', fetched);
  const found = read(fetched.answer);
  if (found === null) return without('unavailable', 'The answer cannot be read.');
  const { source } = fetched;
  await transact(CONSOLE, ({ tx }) => keepAnswer(tx, kind, address, { answer: { source, found }, fetchedAt: now }));
  return { state: 'known', detail: '', source, fetchedAt: now, found };
}

const Text = z.string().nullable();
const Count = z.number().nullable();
const KeptRdap = z.object({
  ...{ network: Text, name: Text, handle: Text, country: Text, organisation: Text, abuseContact: Text },
  remarks: z.array(z.string()),
});
const KeptReputation = z.object({
  ...{ score: Count, reports: Count, reporters: Count, lastReportedAt: Text, country: Text, provider: Text, usage: Text },
});

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
    const read = z.record(z.string(), z.unknown()).safeParse(JSON.parse(new TextDecoder().decode(body)));
    return read.success ? read.data : null;
  } catch {
    return null; // SyntaxError: not JSON
  }
}
