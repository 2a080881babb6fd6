import type { Actor } from '../../../../kernel/auth/actor.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import type { Fail2ban } from '../../devices/fail2ban/index.ts';
import { isTooWide, parseNetwork } from '../../domain/address.ts';
import { secondsOf } from '../../domain/config/times.ts';
import { hostOrAddress } from '../../domain/host-input.ts';
import type { JailSettingsSeen } from '../../domain/jail.ts';
import { saveJailSettings } from '../../store/jails.ts';
import { jailSettingsOf } from './jail-settings.ts';
import type { HostParts } from './parts.ts';
import { note } from './steer-jail.ts';

export interface SetJail {
  readonly id: string;
  readonly jail: string;
  readonly banTime?: number | string | undefined;
  readonly findTime?: number | string | undefined;
  readonly maxRetry?: number | undefined;
}

type SetAnswer = Result<JailSettingsSeen, ReachCode | 'bans.bad_duration' | 'bans.nothing_to_set'>;

/** A hundred years. */
const LONGEST = 3_153_600_000;

/** Sets times and tries of a running jail, until the next reload. Only whole seconds are sent: fail2ban would evaluate anything else. */
export function createSetJail(parts: HostParts) {
  return async (by: Actor, { id, jail, banTime, findTime, maxRetry }: SetJail): Promise<SetAnswer> => {
    if (banTime === undefined && findTime === undefined && maxRetry === undefined) return refuse('bans.nothing_to_set');
    const banSeconds = readDuration(banTime, { least: -1 });
    if (banSeconds === null) return refuse('bans.bad_duration', { path: 'banTime' });
    const findSeconds = readDuration(findTime, { least: 1 });
    if (findSeconds === null) return refuse('bans.bad_duration', { path: 'findTime' });
    const done = await parts.reach.reach(id, 'configure', async ({ fail2ban }) => {
      if (banSeconds !== undefined) await fail2ban.setTime(jail, 'bantime', banSeconds);
      if (findSeconds !== undefined) await fail2ban.setTime(jail, 'findtime', findSeconds);
      if (maxRetry !== undefined) await fail2ban.setMaxRetry(jail, maxRetry);
      return jailSettingsOf(fail2ban, jail);
    });
    if (!done.ok) return done;
    await noteSettings(parts, by, { id, jail }, 'bans.jail_set', { jail, banSeconds, findSeconds, maxRetry }, done.value);
    return done;
  };
}

/** Undefined: not given. Null: no duration. Zero is none either: a ban of no length bans nobody. */
function readDuration(given: number | string | undefined, { least }: { readonly least: number }): number | null | undefined {
  if (given === undefined) return undefined;
  const seconds = typeof given === 'number' ? given : secondsOf(given);
  return seconds !== null && seconds >= least && seconds !== 0 && seconds <= LONGEST ? seconds : null;
}

function noteSettings(
  parts: HostParts,
  by: Actor,
  { id, jail }: { readonly id: string; readonly jail: string },
  action: string,
  after: Readonly<Record<string, unknown>>,
  settings: JailSettingsSeen,
): Promise<void> {
  return note(parts, by, id, action, after, ({ tx, now }) => saveJailSettings(tx, id, jail, settings, now));
}

export interface IgnoreEntry {
  readonly id: string;
  readonly jail: string;
  readonly entry: string;
}

type IgnoreFault = ReachCode | 'bans.bad_ignore_entry';

/** Has a running jail ignore an address, network or host name, until the next reload. */
export function createIgnore(parts: HostParts) {
  return async (by: Actor, { id, jail, entry }: IgnoreEntry): Promise<Result<readonly string[], IgnoreFault | 'bans.ignore_too_wide'>> => {
    const read = readEntry(entry);
    if (read === null) return refuse('bans.bad_ignore_entry', { path: 'entry' });
    if (read.isTooWide) return refuse('bans.ignore_too_wide', { path: 'entry' });
    const done = await parts.reach.reach(id, 'configure', async ({ fail2ban }) => {
      await fail2ban.ignore(jail, read.text);
      return jailSettingsOf(fail2ban, jail);
    });
    if (!done.ok) return done;
    await noteSettings(parts, by, { id, jail }, 'bans.address_ignored', { jail, entry: read.text }, done.value);
    return ok(done.value.ignored);
  };
}

/** Has a running jail ignore something no more, until the next reload. What stands there may be odd: it must be one of the list's words. */
export function createUnignore(parts: HostParts) {
  return async (by: Actor, { id, jail, entry }: IgnoreEntry): Promise<Result<readonly string[], IgnoreFault | 'bans.ignore_unknown'>> => {
    const done = await parts.reach.reach(id, 'configure', ({ fail2ban }) => unignore(fail2ban, jail, entry));
    if (!done.ok) return done;
    if (done.value === null) return refuse('bans.ignore_unknown', { path: 'entry' });
    await noteSettings(parts, by, { id, jail }, 'bans.address_unignored', { jail, entry }, done.value);
    return ok(done.value.ignored);
  };
}

/** Null: it is not in the list. */
async function unignore(fail2ban: Fail2ban, jail: string, entry: string): Promise<JailSettingsSeen | null> {
  const spelt = readEntry(entry)?.text;
  const found = (await fail2ban.ignored(jail)).find((each) => each === entry || each === spelt);
  if (found === undefined) return null;
  await fail2ban.unignore(jail, found);
  return jailSettingsOf(fail2ban, jail);
}

function readEntry(entry: string): { readonly text: string; readonly isTooWide: boolean } | null {
  const network = parseNetwork(entry);
  if (network.ok) return { text: network.value.text, isTooWide: isTooWide(network.value) };
  const name = hostOrAddress(entry);
  return name === null ? null : { text: name, isTooWide: false };
}
