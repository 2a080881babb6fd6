import type { RefusalParams } from '../../../shared/result.ts';
import { earliest, isAfter, isBefore, toWire } from '../../../shared/time.ts';
import type { ContactFailure } from './contact.ts';
import { type BanRate, isBanStorm, usualTenMinutes } from './storm.ts';

export type FactRule =
  | 'no-responsible'
  | 'host-unreachable'
  | 'host-key-unconfirmed'
  | 'host-key-changed'
  | 'fail2ban-not-running'
  | 'archive-stuck'
  | 'jail-gone'
  | 'jail-without-regex'
  | 'jail-without-actions'
  | 'ban-storm'
  | 'protected-banned'
  | 'purge-age-short'
  | 'configuration-failed';

/** Something that needs a person, as the module states it: the findings of the kernel are made from these. */
export interface Fact {
  readonly rule: FactRule;
  readonly severity: 'info' | 'warning' | 'critical';
  /** Figures for the sentence; instants as RFC 3339. They change only when the fact does, so that a story is not told twice. */
  readonly params: RefusalParams;
  /** Explained by another fact of the same host: folded under it. */
  readonly because?: 'host-unreachable' | 'fail2ban-not-running';
}

/** All that the facts of one host are made from. */
export interface HostRecord {
  readonly responsibleCount: number;
  readonly failure: ContactFailure | null;
  readonly failureDetail: string;
  readonly failingSince: Temporal.Instant | null;
  readonly hostKeySeen: string | null;
  /** Why the database cannot be read; '': it can. */
  readonly readFault: string;
  readonly readAt: Temporal.Instant | null;
  readonly firstContactAt: Temporal.Instant | null;
  readonly purgeAgeSeconds: number | null;
  readonly readingSeconds: number;
  readonly jails: readonly JailRecord[];
  readonly rate: BanRate;
  /** Addresses that must not be banned there and are, sorted. */
  readonly protectedBans: readonly { readonly address: string; readonly jail: string }[];
  /** A change of its configuration that could be neither applied nor taken back; null: there is none. */
  readonly failedConfiguration: { readonly since: Temporal.Instant; readonly words: string } | null;
}

export interface JailRecord {
  readonly name: string;
  readonly goneAt: Temporal.Instant | null;
  /** Null: not asked yet. */
  readonly regexCount: number | null;
  readonly actionCount: number | null;
}

/** A restart, a reload, a flap of the network: nobody is called for these. */
const PATIENCE = { minutes: 2 } as const;
const CRITICAL_AFTER = { hours: 1 } as const;
const READ_PATIENCE = { minutes: 10 } as const;
/** Somebody who has taken a jail away on purpose is not reminded for ever. */
const GONE_DAYS = 7;
/** fail2ban must remember a ban for so many readings, and for an hour in any case: what is purged before it is read is lost. */
const PURGE_MARGIN = 120;
const SHORTEST_PURGE_SECONDS = 3_600;
/** A storm has no edge in time that could be reckoned: it is looked at anew as long as it lasts. */
const STORM_LOOK = { minutes: 1 } as const;

/** The facts of a host at `now`, at most one per rule. */
export function factsAt(host: HostRecord, now: Temporal.Instant): Fact[] {
  const ways = [contactFact(host, now)].filter((fact) => fact !== null);
  const others = [
    responsibleFact(host),
    purgeFact(host),
    readFact(host, now),
    ...jailFacts(host, now),
    stormFact(host),
    protectedFact(host),
    configurationFact(host),
  ];
  const because = ways.map(({ rule }) => rule).find((rule) => rule === 'host-unreachable' || rule === 'fail2ban-not-running');
  // Who answers for the host has nothing to do with whether it answers.
  const folded = others
    .filter((fact) => fact !== null)
    .map((fact) => (because === undefined || fact.rule === 'no-responsible' ? fact : { ...fact, because }));
  return [...ways, ...folded];
}

/** The next instant after `now` at which time alone may change the facts; null if it never will. */
export function nextFactAt(host: HostRecord, now: Temporal.Instant): Temporal.Instant | null {
  const { failingSince, readFault, jails } = host;
  const edges = [
    failingSince?.add(PATIENCE),
    failingSince?.add(PATIENCE).add(CRITICAL_AFTER),
    readFault === '' ? null : readEdge(host),
    ...jails.map(({ goneAt }) => goneAt?.add({ hours: 24 * GONE_DAYS })),
    isBanStorm(host.rate) ? now.add(STORM_LOOK) : null,
  ];
  return edges
    .filter((edge) => edge !== null && edge !== undefined)
    .filter((edge) => isAfter(edge, now))
    .reduce<Temporal.Instant | null>((first, edge) => (first === null ? edge : earliest(first, edge)), null);
}

const responsibleFact = ({ responsibleCount }: HostRecord): Fact | null =>
  responsibleCount > 0 ? null : { rule: 'no-responsible', severity: 'warning', params: {} };

function contactFact({ failure, failureDetail, failingSince, hostKeySeen }: HostRecord, now: Temporal.Instant): Fact | null {
  if (failure === null || failingSince === null) return null;
  const since = toWire(failingSince);
  if (failure === 'key-unconfirmed') return { rule: 'host-key-unconfirmed', severity: 'info', params: { fingerprint: hostKeySeen } };
  // Either somebody has set the host up anew, or somebody else answers in its place: no patience with that.
  if (failure === 'key-changed') return { rule: 'host-key-changed', severity: 'critical', params: { fingerprint: hostKeySeen, since } };
  const from = failingSince.add(PATIENCE);
  if (isBefore(now, from)) return null;
  const severity = isBefore(now, from.add(CRITICAL_AFTER)) ? 'warning' : 'critical';
  if (failure === 'not-running') return { rule: 'fail2ban-not-running', severity, params: { since } };
  return { rule: 'host-unreachable', severity, params: { since, how: failure, reason: failureDetail } };
}

const readEdge = ({ readAt, firstContactAt }: HostRecord): Temporal.Instant | null =>
  (readAt ?? firstContactAt)?.add(READ_PATIENCE) ?? null;

function readFact(host: HostRecord, now: Temporal.Instant): Fact | null {
  const from = readEdge(host);
  if (host.readFault === '' || from === null || isBefore(now, from)) return null;
  return { rule: 'archive-stuck', severity: 'warning', params: { since: toWire(host.readAt), reason: host.readFault } };
}

function purgeFact({ purgeAgeSeconds, readingSeconds }: HostRecord): Fact | null {
  const needed = Math.max(SHORTEST_PURGE_SECONDS, PURGE_MARGIN * readingSeconds);
  // Below nothing fail2ban keeps everything (database.py: purge compares with now minus the age).
  if (purgeAgeSeconds === null || purgeAgeSeconds < 0 || purgeAgeSeconds >= needed) return null;
  return { rule: 'purge-age-short', severity: 'warning', params: { seconds: purgeAgeSeconds, needed } };
}

function jailFacts({ jails }: HostRecord, now: Temporal.Instant): (Fact | null)[] {
  const running = jails.filter(({ goneAt }) => goneAt === null);
  const gone = jails.filter(({ goneAt }) => goneAt !== null && isBefore(now, goneAt.add({ hours: 24 * GONE_DAYS })));
  return [
    namedFact('jail-gone', gone),
    namedFact(
      'jail-without-regex',
      running.filter(({ regexCount }) => regexCount === 0),
    ),
    namedFact(
      'jail-without-actions',
      running.filter(({ actionCount }) => actionCount === 0),
    ),
  ];
}

function namedFact(rule: FactRule, jails: readonly JailRecord[]): Fact | null {
  if (jails.length === 0) return null;
  return { rule, severity: 'warning', params: { count: jails.length, jails: listed(jails.map(({ name }) => name)) } };
}

/** The first of them by name: a sentence is no list. */
const MOST_NAMES = 5;
function listed(names: readonly string[]): string {
  const sorted = [...new Set(names)].toSorted();
  return `${sorted.slice(0, MOST_NAMES).join(', ')}${sorted.length > MOST_NAMES ? ', …' : ''}`;
}

function stormFact({ rate }: HostRecord): Fact | null {
  // Without the number of bans, which grows by the minute: the story would be told anew each time.
  return isBanStorm(rate)
    ? { rule: 'ban-storm', severity: 'warning', params: { usual: Math.round(usualTenMinutes(rate.sameHour)) } }
    : null;
}

/** The host runs neither what it had nor what it was to have: who waits loses jails at the next restart. */
const configurationFact = ({ failedConfiguration: failed }: HostRecord): Fact | null =>
  failed === null
    ? null
    : { rule: 'configuration-failed', severity: 'critical', params: { since: toWire(failed.since), words: failed.words } };

function protectedFact({ protectedBans }: HostRecord): Fact | null {
  if (protectedBans.length === 0) return null;
  const addresses = listed(protectedBans.map(({ address }) => address));
  return { rule: 'protected-banned', severity: 'critical', params: { count: protectedBans.length, addresses } };
}
