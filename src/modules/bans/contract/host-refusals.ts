/** What any route can answer that has to reach a host; spread into its refusals. */
export const reachRefusals = {
  'bans.unknown_host': 404,
  /** `level`: what the host would have to be set to. */
  'bans.level_too_low': 409,
  'bans.held': 409,
  /** `reason`, in the words of the way there. */
  'bans.host_unreachable': 502,
  'bans.host_sign_in_refused': 502,
  /** `fingerprint`: of the key that was shown. */
  'bans.host_key_unconfirmed': 409,
  /** `fingerprint`: of the key that was shown instead of the confirmed one. */
  'bans.host_key_changed': 409,
  /** Another process of the console has been changing it all the time; nothing was sent. */
  'bans.host_busy': 503,
  'bans.not_running': 502,
  'bans.host_timed_out': 504,
  /** `reason`, in the host's words: a program is missing, a file may not be read, fail2ban refused a command. */
  'bans.host_refused': 502,
  'bans.unknown_jail': 404,
  'bans.bad_regex': 422,
} as const;

export type ReachCode = keyof typeof reachRefusals;
