import type { Fail2ban } from '../fail2ban/index.ts';
import type { HostFiles } from './files.ts';
import type { HostProgram, ProgramLimits, ProgramOutput } from './programs.ts';
import type { BanPage, BansRead, NamedBan } from './read-bans.ts';

export type { HostFiles } from './files.ts';
export { HostError, type HostErrorKind } from './host-error.ts';
export type { HostProgram, ProgramLimits, ProgramOutput } from './programs.ts';
export type { BanCursor, BanPage, BansRead, NamedBan, ReadBan } from './read-bans.ts';

/**
 * One fail2ban host, the same on this machine and through ssh. All of it throws a `HostError` or a `Fail2banError`; what goes
 * wrong is put into words by `reach`, through which everybody gets one of these.
 */
export interface HostAccess {
  /** Commands to the control socket. The host's level is asked by `reach`, not here. */
  readonly fail2ban: Fail2ban;
  readonly files: HostFiles;
  /** Runs one of a few programs, whose arguments are built from the values given: nothing of a user's is read by a shell. */
  run(program: HostProgram, limits?: ProgramLimits): Promise<ProgramOutput>;
  /** One page of fail2ban's own database, in the order of time, jail and address; read-only, nothing is held afterwards. */
  readBans(page: BanPage): Promise<BansRead>;
  /** What fail2ban's database knows of these addresses in these jails, whenever they were banned: the latest ban of each. */
  readNamedBans(bans: readonly NamedBan[]): Promise<BansRead>;
  /** Addresses of the host's own interfaces, without loopback and link-local ones, canonical and sorted. */
  ownAddresses(): Promise<readonly string[]>;
  /** False once the way to the host has ended: a new access must be opened. */
  isOpen(): boolean;
  /** Ends the connection. Whatever still runs is refused. */
  close(): Promise<void>;
}
