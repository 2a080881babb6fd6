import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import type { JailSettingsSeen } from '../../domain/jail.ts';
import { type JailRow, jailsOf } from '../../store/jails.ts';
import { jailSettingsOf } from './jail-settings.ts';
import { observe } from './observe.ts';
import type { HostParts } from './parts.ts';

export type Source = 'live' | 'archive';

/** A jail with all that is known of it. */
export interface ReadJail {
  readonly row: JailRow;
  /** Null: nobody has asked yet. */
  readonly settings: JailSettingsSeen | null;
  readonly settingsAt: Temporal.Instant | null;
  readonly source: Source;
}

/** Jails of a host as they were last seen, or after having asked it. Whoever calls has found the host in the caller's scope. */
export function createReadJails(parts: HostParts) {
  return {
    async list(id: string, source: Source): Promise<Result<readonly JailRow[], ReachCode>> {
      const seen = source === 'live' ? await observe(parts, id) : ok(null);
      return seen.ok ? ok(await jailsOf(parts.db, id)) : seen;
    },
    async one(id: string, jail: string, source: Source): Promise<Result<ReadJail, ReachCode>> {
      return source === 'live' ? live(parts, id, jail) : archived(parts, id, jail);
    },
  };
}

async function archived({ db }: HostParts, id: string, jail: string): Promise<Result<ReadJail, ReachCode>> {
  const row = (await jailsOf(db, id)).find(({ name }) => name === jail);
  if (row === undefined) return refuse('bans.unknown_jail');
  return ok({ row, settings: row.settings, settingsAt: row.settingsAt, source: 'archive' });
}

async function live(parts: HostParts, id: string, jail: string): Promise<Result<ReadJail, ReachCode>> {
  const settings = await parts.reach.reach(id, 'observe', ({ fail2ban }) => jailSettingsOf(fail2ban, jail));
  if (!settings.ok) return settings;
  const seen = await observe(parts, id);
  if (!seen.ok) return seen;
  const read = await archived(parts, id, jail);
  return read.ok ? ok({ ...read.value, settings: settings.value, settingsAt: parts.clock.now(), source: 'live' }) : read;
}
