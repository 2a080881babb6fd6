import { type Refused, refuse } from '../../../../shared/result.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import { Fail2banError } from '../../devices/fail2ban/index.ts';
import { HostError, type HostErrorKind } from '../../devices/hosts/access.ts';

const LONGEST = 500;
const said = (message: string): string => message.replaceAll('\0', '').toWellFormed().slice(0, LONGEST);

const CODES: Readonly<Record<HostErrorKind, ReachCode>> = {
  unreachable: 'bans.host_unreachable',
  sign_in_refused: 'bans.host_sign_in_refused',
  key_unconfirmed: 'bans.host_key_unconfirmed',
  key_changed: 'bans.host_key_changed',
  not_running: 'bans.not_running',
  timeout: 'bans.host_timed_out',
  no_program: 'bans.host_refused',
  not_permitted: 'bans.host_refused',
  no_such_file: 'bans.host_refused',
  too_large: 'bans.host_refused',
  bad_answer: 'bans.host_refused',
};

/** The refusal that an error of the way to a host, or of fail2ban, stands for; null: it is neither, and is to be thrown on. */
export function reachFault(error: unknown): Refused<ReachCode> | null {
  if (error instanceof HostError) return hostFault(error);
  return error instanceof Fail2banError ? fail2banFault(error) : null;
}

function hostFault({ kind, message }: HostError): Refused<ReachCode> {
  const isAboutKey = kind === 'key_unconfirmed' || kind === 'key_changed';
  return refuse(CODES[kind], isAboutKey ? { fingerprint: message } : { reason: said(message) });
}

function fail2banFault(error: Fail2banError): Refused<ReachCode> {
  const reason = said(error.message);
  switch (error.kind) {
    case 'unknown_jail':
      return refuse('bans.unknown_jail');
    case 'bad_regex':
      return refuse('bans.bad_regex', { reason });
    case 'timeout':
      return refuse('bans.host_timed_out', { reason });
    case 'unreachable':
      return unreachable(error, reason);
    case 'refused':
    case 'protocol':
      return refuse('bans.host_refused', { reason });
  }
}

function unreachable(error: Fail2banError, reason: string): Refused<ReachCode> {
  // The way to the socket says more than the client that found no socket.
  if (error.cause instanceof HostError) return hostFault(error.cause);
  // Sent, and then the connection ended: as with a time limit nobody knows whether it was done.
  return error.outcome === 'unknown' ? refuse('bans.host_timed_out', { reason }) : refuse('bans.not_running', { reason });
}
