import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Result } from '../../../../shared/result.ts';
import { isBefore } from '../../../../shared/time.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import { Fail2banError } from '../../devices/fail2ban/index.ts';
import type { JailSettingsSeen, JailStatusSeen } from '../../domain/jail.ts';
import { saveContact } from '../../store/host-state.ts';
import type { HostRow } from '../../store/hosts.ts';
import { type JailRow, jailsOf, saveJailSettings, saveJailStatus } from '../../store/jails.ts';
import { jailSettingsOf } from './jail-settings.ts';
import type { LookParts } from './look-parts.ts';
import { publishHost, subjectOf } from './parts.ts';
import type { HostAccess } from './reach.ts';
import { settleHost } from './settle.ts';
import { lockHost } from './subject.ts';

const CONSOLE = systemActor('bans');
/** Settings change by somebody's hand only: asked for now and then, some jails at a time. */
const SETTINGS_AGE = Temporal.Duration.from({ minutes: 10 });
const JAILS_AT_ONCE = 10;
const ADDRESSES_AGE = Temporal.Duration.from({ hours: 1 });

/** What a host tells of itself. */
export interface Observed {
  readonly version: string;
  readonly database: { readonly file: string | null; readonly purgeAgeSeconds: number | null };
  readonly jails: readonly JailStatusSeen[];
  readonly settings: ReadonlyMap<string, JailSettingsSeen>;
  /** Null: not asked. */
  readonly addresses: readonly string[] | null;
}

/** Asks a host for its jails and its state, and saves what it tells. */
export async function observe(parts: LookParts, hostId: string): Promise<Result<Observed, ReachCode>> {
  const known = await jailsOf(parts.db, hostId);
  const observed = await parts.reach.reach(hostId, 'observe', (host, row) => ask(parts, host, row, known));
  if (observed.ok) await save(parts, hostId, observed.value, known);
  return observed;
}

async function ask({ clock }: LookParts, host: HostAccess, row: HostRow, known: readonly JailRow[]): Promise<Observed> {
  const { fail2ban } = host;
  const version = await fail2ban.version();
  const { file, purgeAgeSeconds } = await fail2ban.database();
  const jails = [...(await fail2ban.allStatus())].map(([name, status]) => ({
    ...{ name, backend: status.backend ?? '', logPaths: status.logPaths ?? [] },
    ...{ currentlyFailed: status.currentlyFailed, totalFailed: status.totalFailed },
    ...{ currentlyBanned: status.currentlyBanned, totalBanned: status.totalBanned },
  }));
  const stale = clock.now().subtract(ADDRESSES_AGE);
  const wantsAddresses = row.addressesAt === null || isBefore(row.addressesAt, stale);
  return {
    ...{ version, database: { file, purgeAgeSeconds }, jails },
    settings: await settingsOf(host, namesToAsk(jails, known, clock.now())),
    addresses: wantsAddresses ? await host.ownAddresses() : null,
  };
}

/** Jails whose settings nobody has seen yet, or not for a while; new and returned ones first. */
function namesToAsk(jails: readonly JailStatusSeen[], known: readonly JailRow[], now: Temporal.Instant): string[] {
  const rows = new Map(known.map((row) => [row.name, row]));
  const seenAt = (name: string): number => {
    const row = rows.get(name);
    return row === undefined || row.goneAt !== null ? 0 : (row.settingsAt?.epochMilliseconds ?? 0);
  };
  const edge = now.subtract(SETTINGS_AGE).epochMilliseconds;
  return jails
    .map(({ name }) => name)
    .filter((name) => seenAt(name) < edge)
    .toSorted((a, b) => seenAt(a) - seenAt(b))
    .slice(0, JAILS_AT_ONCE);
}

async function settingsOf({ fail2ban }: HostAccess, names: readonly string[]): Promise<ReadonlyMap<string, JailSettingsSeen>> {
  const settings = new Map<string, JailSettingsSeen>();
  for (const name of names) {
    const read = await jailSettingsOf(fail2ban, name).catch((cause: unknown) => {
      // It was stopped since we asked for the names.
      if (cause instanceof Fail2banError && cause.kind === 'unknown_jail') return null;
      throw cause;
    });
    if (read !== null) settings.set(name, read);
  }
  return settings;
}

async function save(parts: LookParts, hostId: string, observed: Observed, known: readonly JailRow[]): Promise<void> {
  await parts.transact(CONSOLE, async (work) => {
    const host = await lockHost(work, parts, hostId);
    if (host === null) return;
    const { version, database, jails, settings, addresses } = observed;
    const seen = { at: work.now, version, databaseFile: database.file, purgeAgeSeconds: database.purgeAgeSeconds, addresses };
    await saveContact(work.tx, hostId, seen);
    const { gone, appeared } = await saveJailStatus(work.tx, hostId, jails, work.now);
    for (const [name, each] of settings) await saveJailSettings(work.tx, hostId, name, each, work.now);
    const isNews = host.contactedAt === null || host.failure !== null || gone.length + appeared.length > 0;
    if (isNews || settings.size > 0 || addresses !== null || host.purgeAgeSeconds !== database.purgeAgeSeconds)
      await settleHost(work, parts, host.id);
    if (isNews) publishHost(work, subjectOf(host), 'contact');
    else if (settings.size > 0 || haveMoved(jails, known)) publishHost(work, subjectOf(host), 'jails');
  });
}

/** Whether a page that shows counters would show others. */
function haveMoved(jails: readonly JailStatusSeen[], known: readonly JailRow[]): boolean {
  const before = new Map(known.map((row) => [row.name, countersOf(row)]));
  return jails.some((jail) => before.get(jail.name) !== countersOf(jail));
}

const countersOf = (of: Pick<JailStatusSeen, 'currentlyFailed' | 'totalFailed' | 'currentlyBanned' | 'totalBanned'>): string =>
  [of.currentlyFailed, of.totalFailed, of.currentlyBanned, of.totalBanned].join(' ');
