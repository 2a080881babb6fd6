/** What is wrong with the path or the text of a file. */
export const FILE_REFUSALS = {
  'bans.config_bad_path': 422,
  'bans.config_not_ours': 422,
  'bans.config_leads_out': 422,
  'bans.config_too_large': 422,
  'bans.config_not_text': 422,
} as const;
