/** What any route may answer that talks to a host. */
export const HOST_REFUSALS = {
  'bans.unknown_host': 404,
  'bans.level_too_low': 409,
  'bans.host_unreachable': 503,
  'bans.host_key_unconfirmed': 409,
  'bans.host_key_changed': 409,
  'bans.not_running': 503,
  'bans.host_busy': 503,
  'bans.held': 409,
} as const;

/** What is wrong with the path or the text of a file. */
export const FILE_REFUSALS = {
  'bans.config_bad_path': 422,
  'bans.config_not_ours': 422,
  'bans.config_leads_out': 422,
  'bans.config_too_large': 422,
  'bans.config_not_text': 422,
} as const;
