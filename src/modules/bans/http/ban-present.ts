import { toWire } from '../../../shared/time.ts';
import type { BanAt } from '../actions/archive/queries.ts';
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
