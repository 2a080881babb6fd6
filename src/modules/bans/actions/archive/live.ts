import type { Scope } from '../../../../kernel/contract/access.ts';
import { type LiveBan, type LiveFilter, liveKey, liveSubject, passes } from '../../domain/live-ban.ts';
import { type ActiveBan, activeBans, type HostName, hostsToAsk } from '../../store/active-bans.ts';
import type { ArchiveParts } from './parts.ts';

export interface LiveBans {
  readonly bans: readonly LiveBan[];
  /** Hosts that did not answer: their bans are missing. */
  readonly unreached: readonly { readonly host: HostName; readonly code: string }[];
}

export interface LiveQuery extends LiveFilter {
  readonly hostId?: string | undefined;
  readonly siteId?: string | undefined;
}

/** What the hosts of the scope ban at this moment, each asked once, all at the same time. What the archive knows of it stands beside. */
export async function liveBans(parts: ArchiveParts, scope: Scope, { hostId, siteId, ...filter }: LiveQuery): Promise<LiveBans> {
  const hosts = await hostsToAsk(parts.db, scope, { hostId, siteId });
  const ids = hosts.map(({ id }) => id);
  const [answers, known] = await Promise.all([
    Promise.all(hosts.map((host) => askHost(parts, host))),
    activeBans(parts.db, ids, parts.clock.now()),
  ]);
  const archived = new Map(known.map((ban) => [liveKey(ban.hostId, ban.jail, liveSubject(ban.subject).subject), ban]));
  const bans = answers.flatMap((answer) => ('banned' in answer ? bansOf(parts, answer, archived) : []));
  return {
    bans: bans.filter(passes(filter)),
    unreached: answers.flatMap((answer) => ('code' in answer ? [{ host: answer.host, code: answer.code }] : [])),
  };
}

interface Told {
  readonly host: HostName;
  readonly banned: ReadonlyMap<string, readonly string[]>;
}

async function askHost({ reach }: ArchiveParts, host: HostName): Promise<Told | { readonly host: HostName; readonly code: string }> {
  const answer = await reach.reach(host.id, 'observe', ({ fail2ban }) => fail2ban.bannedByJail());
  return answer.ok ? { host, banned: answer.value } : { host, code: answer.code };
}

const bansOf = ({ placeOf }: ArchiveParts, { host, banned }: Told, archived: ReadonlyMap<string, ActiveBan>): LiveBan[] =>
  [...banned].flatMap(([jail, addresses]) =>
    addresses.map((text) => {
      const found = liveSubject(text);
      const row = archived.get(liveKey(host.id, jail, found.subject));
      const { country, asn, organisation } = row ?? placeOf(found.subject);
      return { host, jail, ...found, at: row?.at ?? null, provenance: row?.provenance ?? null, country, asn, organisation };
    }),
  );
