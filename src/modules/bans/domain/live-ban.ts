import { contains, networkOf } from './address.ts';
import { subjectOf } from './ban.ts';
import type { CountedBan } from './figures.ts';
import type { Provenance } from './host.ts';

/** An address that a host bans at this moment, with what the archive knows of the ban: `at` and `provenance` are null where it has not met it yet. */
export type LiveBan = CountedBan;

/** What live bans are narrowed by beside their host. */
export interface LiveFilter {
  readonly jail?: string | undefined;
  readonly ip?: string | undefined;
  readonly country?: string | null | undefined;
  readonly asn?: number | null | undefined;
  readonly provenance?: readonly Provenance[] | undefined;
  readonly from?: Temporal.Instant | undefined;
  readonly to?: Temporal.Instant | undefined;
  readonly state?: 'active' | 'ended' | undefined;
}

/** Whether a filter lets a live ban through. Nothing that is live has ended; what the archive has not met has no beginning and no provenance. */
export function passes(filter: LiveFilter): (ban: LiveBan) => boolean {
  const network = filter.ip === undefined ? null : networkOf(filter.ip);
  const { jail, country, asn, provenance, from, to } = filter;
  return (ban) =>
    filter.state !== 'ended' &&
    (jail === undefined || ban.jail === jail) &&
    (country === undefined || ban.country === country) &&
    (asn === undefined || ban.asn === asn) &&
    (provenance === undefined || (ban.provenance !== null && provenance.includes(ban.provenance))) &&
    (from === undefined || (ban.at !== null && Temporal.Instant.compare(ban.at, from) >= 0)) &&
    (to === undefined || (ban.at !== null && Temporal.Instant.compare(ban.at, to) < 0)) &&
    (network === null || (ban.isAddress && contains(network, networkOf(ban.subject))));
}

/** The key by which a host's word and the archive's row are of one ban. */
export const liveKey = (hostId: string, jail: string, subject: string): string => `${hostId} ${jail} ${subject}`;

/** What a host says is banned, as the archive writes it. */
export function liveSubject(text: string): { readonly subject: string; readonly isAddress: boolean } {
  const { address, other } = subjectOf(text);
  return { subject: address ?? other ?? '', isAddress: address !== null };
}
