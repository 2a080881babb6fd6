import { posix } from 'node:path';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { type HostAccess, HostError } from '../../devices/hosts/access.ts';
import { contains, enclosing, type Network, parseAddress, parseNetwork } from '../../domain/address.ts';
import type { JailStream } from '../../domain/config/stream.ts';
import { secondsOf } from '../../domain/config/times.ts';
import { TRIAL_FILTER, trialOfJail } from '../../domain/config/trial-filter.ts';
import { type DryBan, type DryFailure, simulate } from '../../domain/workshop/dry-run.ts';
import { readFailure } from '../../domain/workshop/trace.ts';
import { dump } from '../configuration/dump.ts';
import type { ConfigurationParts } from '../configuration/parts.ts';
import type { HostRow, ReachCode } from '../hosts/reach.ts';
import { isKnownZone } from './zone.ts';

export interface DryRun {
  readonly hostId: string;
  readonly jail: string;
  readonly maxretry: number;
  readonly findtime: number;
  readonly bantime?: number | undefined;
  /** A day of `timeZone`; else the last hours. */
  readonly day?: string | undefined;
  readonly hours?: number | undefined;
  readonly timeZone?: string | undefined;
}

export interface DryRunRead {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly bans: readonly DryBan[];
  readonly failures: number;
  readonly addresses: number;
  readonly ignored: number;
  readonly logs: readonly { readonly path: string; readonly sizeBytes: number }[];
  readonly isCut: boolean;
}

type Fault = 'bans.workshop_journal' | 'bans.workshop_too_slow' | 'bans.workshop_failed' | 'window.unknown_zone';

/** Logs larger than this are left out: a filter reads some megabytes in a second. */
const MOST_LOG_BYTES = 128 * 1024 * 1024;
const SECONDS = 60;
const OUTPUT_BYTES = 64 * 1024 * 1024;

/** Who would have been banned, had a jail these limits: its filter over its logs, and fail2ban's way of counting. */
export function createDryRun(parts: ConfigurationParts) {
  return async (input: DryRun): Promise<Result<DryRunRead, Fault | ReachCode>> => {
    const { timeZone } = input;
    if (timeZone !== undefined && !isKnownZone(timeZone)) return refuse('window.unknown_zone', { path: 'timeZone' });
    const period = periodOf(input, parts.clock.now());
    const reached = await parts.reach.reach(input.hostId, 'observe', (host, row) => runOnHost(host, row, input, period));
    return reached.ok ? reached.value : reached;
  };
}

interface Period {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

function periodOf({ day, hours = 24, timeZone = 'UTC' }: DryRun, now: Temporal.Instant): Period {
  if (day === undefined) return { from: now.subtract({ hours }), until: now };
  const start = Temporal.PlainDate.from(day).toZonedDateTime(timeZone);
  return { from: start.toInstant(), until: start.add({ days: 1 }).toInstant() };
}

async function runOnHost(
  host: HostAccess,
  row: HostRow,
  input: DryRun,
  period: Period,
): Promise<Result<DryRunRead, Fault | 'bans.unknown_jail'>> {
  const { effect } = await dump(host, row);
  const jail = effect.jails.get(input.jail);
  if (jail === undefined) return refuse('bans.unknown_jail', { path: 'jail' });
  if (jail.logs.length === 0) return refuse('bans.workshop_journal', { path: 'jail' });
  const { logs, isCut } = await logsOf(host, jail.logs);
  const found = await failuresIn(host, row, { jail, logs, timeZone: input.timeZone });
  if (!found.ok) return found;
  const [from, until] = [period.from.epochMilliseconds / 1_000, period.until.epochMilliseconds / 1_000];
  const inside = found.value.filter(({ seconds }) => seconds >= from && seconds < until);
  const isIgnored = ignoring(jail, await host.ownAddresses());
  const counted = inside.filter(({ host: who }) => !isIgnored(who)).sort((left, right) => left.seconds - right.seconds);
  const bantime = input.bantime ?? secondsOf(jail.settings.get('bantime') ?? '') ?? 600;
  return ok({
    ...period,
    bans: simulate(counted, { maxretry: input.maxretry, findtime: input.findtime, bantime }),
    ...{ failures: inside.length, addresses: new Set(inside.map(({ host: who }) => who)).size, ignored: inside.length - counted.length },
    ...{ logs, isCut },
  });
}

interface Log {
  readonly path: string;
  readonly sizeBytes: number;
}

/** The logs and what was rotated away beside them, `auth.log.1`, `auth.log-20261130`; packed ones fail2ban cannot read. */
async function logsOf(host: HostAccess, paths: readonly string[]): Promise<{ readonly logs: Log[]; readonly isCut: boolean }> {
  const found = new Map<string, Log>();
  let isCut = false;
  for (const path of new Set(paths)) {
    const { dir, base } = posix.parse(path);
    for (const entry of await host.files.list(dir)) {
      const rest = posix.basename(entry.path).slice(base.length);
      if (entry.isFolder || !posix.basename(entry.path).startsWith(base) || !/^(?:[.-]\d{1,14})?$/.test(rest)) continue;
      if (entry.size > MOST_LOG_BYTES) isCut = true;
      else found.set(entry.path, { path: entry.path, sizeBytes: entry.size });
    }
  }
  return { logs: [...found.values()], isCut };
}

interface Search {
  readonly jail: JailStream;
  readonly logs: readonly Log[];
  readonly timeZone: string | undefined;
}

async function failuresIn(host: HostAccess, row: HostRow, { jail, logs, timeZone }: Search): Promise<Result<DryFailure[], Fault>> {
  const copy = await host.files.stage(row.configFolder);
  try {
    await host.files.write(posix.join(copy, 'filter.d', `${TRIAL_FILTER}.conf`), new TextEncoder().encode(trialOfJail(jail)));
    const failures: DryFailure[] = [];
    for (const { path } of logs) {
      const found = await failuresOf(host, { copy, path, jail, timeZone });
      if (!found.ok) return found;
      failures.push(...found.value);
    }
    return ok(failures);
  } finally {
    await host.files.unstage(copy);
  }
}

interface Read {
  readonly copy: string;
  readonly path: string;
  readonly jail: JailStream;
  readonly timeZone: string | undefined;
}

async function failuresOf(host: HostAccess, { copy, path, jail, timeZone }: Read): Promise<Result<DryFailure[], Fault>> {
  const datePattern = jail.settings.get('datepattern');
  try {
    const { code, stdout, stderr } = await host.run(
      {
        ...{ program: 'regex', configFolder: copy, log: { path }, filter: TRIAL_FILTER, output: 'row' },
        // As the jail does it, but that no name is looked up.
        ...(jail.settings.get('usedns') === 'no' ? {} : { names: 'raw' as const }),
        ...(datePattern === undefined ? {} : { datePattern }),
        ...(timeZone === undefined ? {} : { zone: timeZone }),
      },
      { seconds: SECONDS, outputBytes: OUTPUT_BYTES },
    );
    if (code !== 0) return refuse('bans.workshop_failed', { words: (stdout + stderr).trim().slice(-500) });
    return ok(stdout.split('\n').flatMap(toFailure));
  } catch (cause) {
    const slow: Refused<Fault> = refuse('bans.workshop_too_slow', { seconds: SECONDS });
    if (cause instanceof HostError && cause.kind === 'timeout') return slow;
    throw cause;
  }
}

function toFailure(row: string): DryFailure[] {
  const failure = row.startsWith('[') ? readFailure(row) : null;
  return failure === null || failure.seconds === null ? [] : [{ host: failure.host, seconds: failure.seconds }];
}

/** What the jail never bans: its networks and addresses, and the host itself. Names among them are not looked up. */
function ignoring(jail: JailStream, own: readonly string[]): (host: string) => boolean {
  const isSelfIgnored = !['false', 'no', 'off', '0'].includes((jail.settings.get('ignoreself') ?? 'true').toLowerCase());
  const networks = [...jail.ignored, ...(isSelfIgnored ? [...own, '127.0.0.1', '::1'] : [])].flatMap((text) => networkOf(text) ?? []);
  return (host) => {
    const address = parseAddress(host);
    const alone = address === null ? null : parseNetwork(address);
    return alone?.ok === true && networks.some((network) => contains(network, alone.value));
  };
}

/** fail2ban takes a network with bits set beyond its prefix, `127.0.0.1/8`: it means the network around. Null: a name. */
function networkOf(text: string): Network | null {
  const [address = '', prefix] = text.split('/');
  const read = parseNetwork(text);
  if (read.ok) return read.value;
  return read.code === 'bans.host_bits_set' ? enclosing(address, Number(prefix)) : null;
}
