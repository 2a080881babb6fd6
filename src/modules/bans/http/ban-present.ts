import { wireInstant } from '../../../kernel/db/by-column.ts';
import { toWire } from '../../../shared/time.ts';
import type { BanAt, ExportedBan } from '../actions/archive/queries.ts';
import type * as wire from '../contract/ban-shapes.ts';
import { endOf } from '../domain/ban.ts';

export function presentBan({ ban, now }: BanAt): wire.Ban {
  const { at, durationSeconds, endsAt, endedAt: _endedAt, endedHow: _endedHow, by, host, site, ...rest } = ban;
  const end = endOf(ban, now);
  return {
    ...rest,
    ...{ host: { ...host }, site: { ...site }, at: at.toString() },
    durationSeconds: typeof durationSeconds === 'number' ? durationSeconds : null,
    isPermanent: durationSeconds === 'permanent',
    endsAt: toWire(endsAt),
    isActive: end === null,
    endedAt: toWire(end?.at ?? null),
    endedHow: end?.how ?? null,
    by: by === null ? null : { id: by.id, name: by.username },
  };
}

/** The same of a ban that leaves in a file with a million others: nothing is made of it but texts. */
export const presentExported = (ban: ExportedBan): wire.Ban => ({
  id: ban.id,
  host: { id: ban.host_id, name: ban.host_name },
  site: { id: ban.site_id, name: ban.site_name },
  jail: ban.jail,
  address: ban.address,
  isAddress: ban.is_address,
  at: wireInstant(ban.began_at),
  durationSeconds: ban.duration_seconds,
  isPermanent: ban.is_permanent,
  endsAt: wireOrNull(ban.ends_at),
  isActive: ban.ended_at === null,
  endedAt: wireOrNull(ban.ended_at),
  endedHow: ban.ended_how,
  banCount: ban.ban_count,
  failures: ban.failures,
  provenance: ban.provenance,
  by: ban.by_user_id === null ? null : { id: ban.by_user_id, name: ban.username ?? '' },
  note: ban.note,
  orderId: ban.order_id,
  country: ban.country,
  asn: ban.asn,
  organisation: ban.organisation,
});

const wireOrNull = (instant: string | null): string | null => (instant === null ? null : wireInstant(instant));
