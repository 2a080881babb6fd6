/** One failure that a filter found. */
export interface DryFailure {
  readonly host: string;
  /** Seconds since 1970, with a fraction where the log has one. */
  readonly seconds: number;
}

export interface DryLimits {
  readonly maxretry: number;
  /** Seconds. */
  readonly findtime: number;
  /** Seconds for which somebody who is banned is left alone; -1: for good. */
  readonly bantime: number;
}

export interface DryBan {
  readonly host: string;
  readonly seconds: number;
  /** As fail2ban counts them: after a pause it estimates. */
  readonly failures: number;
  readonly firstSeconds: number;
}

/** One address that has failed, as server/ticket.py keeps it. */
interface Ticket {
  first: number;
  last: number;
  retry: number;
}

/**
 * Who would have been banned, by the rules of server/failmanager.py and server/ticket.py. Failures of an address are counted as long as
 * each comes within `findtime` of the one before; where they span more than `findtime`, the count is scaled down to what the rate gives
 * for one `findtime`, rounded as Python rounds, and then one is added. At `maxretry` the address is banned and its count begins anew
 * once the ban has ended.
 */
export function simulate(failures: readonly DryFailure[], limits: DryLimits): DryBan[] {
  const tickets = new Map<string, Ticket>();
  const bannedUntil = new Map<string, number>();
  const bans: DryBan[] = [];
  for (const { host, seconds } of failures) {
    const until = bannedUntil.get(host);
    // Who is banned and fails all the same is found again and not banned again.
    if (until !== undefined && seconds < until) continue;
    const ticket = counted(tickets.get(host), seconds, limits.findtime);
    tickets.set(host, ticket);
    if (ticket.retry < limits.maxretry) continue;
    bans.push({ host, seconds: ticket.last, failures: ticket.retry, firstSeconds: ticket.first });
    tickets.delete(host);
    bannedUntil.set(host, limits.bantime < 0 ? Number.POSITIVE_INFINITY : ticket.last + limits.bantime);
  }
  return bans;
}

/** `cleanup` drops tickets whose last failure is `findtime` old; `adjustTime` and `inc` count on. */
function counted(ticket: Ticket | undefined, seconds: number, findtime: number): Ticket {
  if (ticket === undefined || ticket.last <= seconds - findtime) return { first: seconds, last: seconds, retry: 1 };
  if (seconds <= ticket.last) return { ...ticket, retry: ticket.retry + 1 };
  if (ticket.first >= seconds - findtime) return { first: ticket.first, last: seconds, retry: ticket.retry + 1 };
  const rate = roundHalfEven((ticket.retry / (seconds - ticket.first)) * findtime);
  return { first: seconds - findtime, last: seconds, retry: rate + 1 };
}

/** Python's `round`: a half goes to the even neighbour. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const over = value - below;
  if (over !== 0.5) return over < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
