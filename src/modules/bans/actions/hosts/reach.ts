import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { createTurns, type Turns } from '../../../../shared/turns.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import type { HostAccess } from '../../devices/hosts/access.ts';
import { openHost } from '../../devices/hosts/open-host.ts';
import { allows, type Level } from '../../domain/host.ts';
import { saveHostKeySeen } from '../../store/host-state.ts';
import { createHostTurns, type HostTurns } from '../../store/host-turns.ts';
import { findAnyHost, type HostRow } from '../../store/hosts.ts';
import { reachFault } from './reach-fault.ts';
import { type Account, type TargetParts, targetOf } from './target.ts';

export type { HostAccess, HostRow, ReachCode };

/**
 * The way to hosts, for everybody. One connection per host and account is kept open for a while; what is asked of a host is done one
 * after the other, and what changes it also across the processes of the console. Whoever calls has asked for the caller's scope already.
 */
export interface Reach {
  /**
   * Does `work` on a host, once whatever was asked of it before is done. Refuses where the host is unknown or archived, its level is
   * lower than `level`, the console is held (`observe` works all the same), its key is not confirmed, or it does not answer.
   * A `HostError` or `Fail2banError` that `work` throws comes back as the refusal it stands for; anything else is thrown on.
   * `work` must not ask for the same host again: it would wait for itself.
   */
  reach<T>(
    hostId: string,
    level: Level,
    work: (host: HostAccess, row: HostRow) => Promise<T>,
    patience?: Patience,
  ): Promise<Result<T, ReachCode>>;
  /** Ends the connections to a host, so that the next call begins with what is now stored of it. */
  forget(hostId: string): Promise<void>;
  /** Ends all of them; nothing is reached any more. */
  close(): Promise<void>;
}

export type ReachParts = Pick<Kernel, 'transact' | 'held' | 'log'> & TargetParts;

/** How long other processes that change the host are waited for; five minutes unless told. */
export interface Patience {
  readonly patienceMs?: number;
}

/** The parts, and the turns that all processes take. */
type LineParts = ReachParts & { readonly hostTurns: HostTurns; isClosed(): boolean };

const IDLE_MS = 60_000;

/** Opens nothing yet. `close` belongs to a resource of the module, started last and stopped first. */
export function createReach(given: ReachParts): Reach {
  let isClosed = false;
  const isOver = () => isClosed;
  const parts: LineParts = { ...given, hostTurns: createHostTurns(given.db, { isOver }), isClosed: isOver };
  const lines = new Map<string, Line>();
  const lineOf = (hostId: string): Line => {
    const line = lines.get(hostId) ?? createLine(parts);
    lines.set(hostId, line);
    return line;
  };
  return {
    async reach(hostId, level, work, patience) {
      if (isClosed) return stopping();
      // Only known hosts get a line: whoever asks for others leaves nothing behind.
      const before = await admit(parts, hostId, level);
      if (!before.ok) return before;
      const line = lineOf(hostId);
      return line.turns(() => inTurn(parts, { hostId, level, ...patience }, () => reachNow(parts, line, { hostId, level }, work)));
    },
    async forget(hostId) {
      const line = lines.get(hostId);
      if (line !== undefined) await line.turns(() => line.end());
    },
    async close() {
      isClosed = true;
      await Promise.all([...lines.values()].map((line) => line.end()));
    },
  };
}

/** Whether it may be done at all. Asked before waiting and again when the turn has come: much may have happened meanwhile. */
async function admit({ db, held }: ReachParts, hostId: string, level: Level): Promise<Result<HostRow, ReachCode>> {
  const row = await findAnyHost(db, hostId);
  if (row === null) return refuse('bans.unknown_host');
  if (!allows(row.level, level)) return refuse('bans.level_too_low', { level });
  if (level !== 'observe' && (await held.since()) !== null) return refuse('bans.held');
  return ok(row);
}

const stopping = () => refuse('bans.host_unreachable' as const, { reason: 'the console is being stopped' });

/** Looking may be done beside what another process does; changing may not. */
async function inTurn<T>(
  { hostTurns, isClosed }: LineParts,
  { hostId, level, patienceMs }: Patience & { readonly hostId: string; readonly level: Level },
  work: () => Promise<Result<T, ReachCode>>,
): Promise<Result<T, ReachCode>> {
  if (level === 'observe') return work();
  const giveBack = await hostTurns.take(hostId, patienceMs);
  if (giveBack === null) return isClosed() ? stopping() : refuse('bans.host_busy');
  try {
    return isClosed() ? stopping() : await work();
  } finally {
    await giveBack();
  }
}

async function reachNow<T>(
  parts: ReachParts,
  line: Line,
  { hostId, level }: { readonly hostId: string; readonly level: Level },
  work: (host: HostAccess, row: HostRow) => Promise<T>,
): Promise<Result<T, ReachCode>> {
  const admitted = await admit(parts, hostId, level);
  if (!admitted.ok) return admitted;
  const row = admitted.value;
  try {
    return ok(await work(await line.access(row, accountOf(row, level)), row));
  } catch (error) {
    const fault = reachFault(error);
    if (fault === null) throw error;
    if (BREAKS.has(fault.code)) await line.end();
    return fault satisfies Refused<ReachCode>;
  } finally {
    line.rest();
  }
}

/** After these the next call begins with a connection of its own. */
const BREAKS: ReadonlySet<ReachCode> = new Set(['bans.host_unreachable', 'bans.host_timed_out', 'bans.not_running']);

const accountOf = ({ ssh }: HostRow, level: Level): Account =>
  level === 'configure' && ssh !== null && (ssh.configureUser !== null || ssh.hasConfigureKey) ? 'configure' : 'ordinary';

/** The queue and the connections of one host. */
interface Line {
  readonly turns: Turns;
  access(row: HostRow, account: Account): Promise<HostAccess>;
  /** Nothing is asked for now: after a while the connections end. */
  rest(): void;
  end(): Promise<void>;
}

function createLine(parts: ReachParts): Line {
  const turns = createTurns(1);
  const open = new Map<Account, { readonly host: HostAccess; readonly as: string }>();
  let timer: NodeJS.Timeout | undefined;

  async function end(): Promise<void> {
    clearTimeout(timer);
    const ending = [...open.values()];
    open.clear();
    await Promise.all(ending.map(({ host }) => host.close()));
  }
  return {
    turns,
    async access(row, account) {
      clearTimeout(timer);
      const as = identityOf(row);
      const kept = open.get(account);
      if (kept?.as === as && kept.host.isOpen()) return kept.host;
      open.delete(account);
      await kept?.host.close();
      const host = await openHost(await targetOf(parts, row, account), { onHostKey: (shown) => noteKey(parts, row, shown) });
      open.set(account, { host, as });
      return host;
    },
    rest() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        turns(end).catch((error: unknown) => parts.log.warn({ err: error }, 'the connection to a fail2ban host could not be ended'));
      }, IDLE_MS).unref();
    },
    end,
  };
}

/** Another one of these, and a connection is not the same any more, whichever process has changed it. */
const identityOf = ({ version, transport, socketPath, configFolder, ssh }: HostRow): string =>
  JSON.stringify([version, transport, socketPath, configFolder, ssh]);

/** The fingerprint that was shown stands beside the confirmed one, for a person to compare. */
function noteKey({ transact, log }: ReachParts, { id, ssh }: HostRow, shown: string): void {
  if (ssh?.hostKeySeen === shown) return;
  transact(systemActor('bans'), ({ tx }) => saveHostKeySeen(tx, id, shown)).catch((error: unknown) =>
    log.warn({ hostId: id, err: error }, 'the key that a fail2ban host has shown could not be noted'),
  );
}
