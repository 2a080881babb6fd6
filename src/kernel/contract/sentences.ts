/** English sentences by refusal code; `{name}` is filled from the refusal's params. German ones live with the pages. */
export type Sentences = Readonly<Record<string, string>>;

/** The kernel's; each module adds its own table. */
export const KERNEL_SENTENCES: Sentences = {
  'kernel.malformed': 'The request cannot be read.',
  'kernel.not_signed_in': 'Sign in first.',
  'kernel.forbidden': 'You may not do this.',
  'kernel.cross_site': 'This request came from another web site and was not carried out.',
  'kernel.not_found': 'There is no such thing here.',
  'kernel.method_not_allowed': 'This address does not answer to that method.',
  'kernel.too_large': 'This is larger than what is accepted here.',
  'kernel.media_type': 'This kind of content is not accepted here.',
  'kernel.elsewhere': 'Another process of this console answers that: this one has not been given the role.',
  'kernel.bad_input': 'Some of the input is not valid.',
  'kernel.bad_cursor': 'This page of the list is out of date: begin at its start again.',
  'kernel.too_many_requests': 'Too many requests: wait a little.',
  'kernel.internal': 'Something went wrong inside the console. Its log says more under the request id.',
  'kernel.busy': 'The console is busy with something that stands in the way: try again in a moment.',
  'kernel.database_unavailable': 'The database does not answer: try again in a moment.',
  'kernel.disk_full': "There is no room left on the database's disk: nothing was changed. Try again when there is room.",
  'kernel.version_conflict': 'Somebody else has changed this in the meantime.',

  'assets.unknown': 'There is no such asset.',
  'assets.other_site': 'The two assets are on different sites, so they cannot be one machine.',
  'assets.unknown_user': 'There is no such user or team, or they are switched off.',
  'assets.out_of_sight': 'This user or team does not see what is on this site: give them a role there first.',
  'assets.one_person': 'Name either a user or a team.',
  'assets.last_owner': 'The last owner stays: name another one first.',
  'assets.not_responsible': 'This user or team is not responsible for it.',
  'assets.maintenance_backwards': 'The maintenance must end after it starts.',
  'assets.maintenance_past': 'The maintenance must end in the future.',
  'assets.maintenance_too_long': 'Maintenance lasts at most 90 days: choose an earlier end.',

  'auth.email_taken': 'Another user has this e-mail address.',
  'auth.expiry_past': 'The expiry must lie in the future.',
  'auth.locked': 'Too many failed tries: wait a while before the next one.',
  'auth.password_common': 'This password is one of the common ones: choose another.',
  'auth.password_same': 'This is the present password: choose another.',
  'auth.refresh_refused': 'This refresh token is no longer valid: sign in again.',
  'auth.setup_done': 'The console is set up already.',
  'auth.setup_token_wrong': 'This set-up token is not the one that the console printed.',
  'auth.too_many_links': 'Nobody has more than fifty links: end one that is no longer in use first.',
  'auth.unknown_link': 'There is no such link, or it has ended.',
  'auth.unknown_purpose': 'There can be no link to this.',
  'auth.unknown_scope': 'A token cannot carry one of these scopes.',
  'auth.unknown_session': 'There is no such session.',
  'auth.unknown_site': 'One of these sites does not exist.',
  'auth.unknown_token': 'There is no such token.',
  'auth.unknown_zone': 'This time zone is unknown.',
  'auth.wrong_credentials': 'The user name or the password is wrong.',

  'errands.not_cancelable': 'This errand cannot be stopped: it ends by itself.',
  'errands.over': 'This errand is over already.',
  'errands.unknown': 'There is no such errand.',

  'findings.accept_past': 'The end date must lie in the future.',
  'findings.accept_too_long': 'At most 366 days.',
  'findings.never_safe': 'It is not known when this will be safe: choose a time.',
  'findings.snooze_past': 'The time must lie in the future.',
  'findings.snooze_too_long': 'At most 30 days.',
  'findings.story_closed': 'This story is over.',
  'findings.unknown_assignee': 'There is no such person, or they cannot see this.',
  'findings.unknown_story': 'There is no such story.',

  'settings.bad_value': 'This value does not fit the setting: {reason}',
  'settings.unknown': 'There is no such setting.',

  'sites.in_use': 'There are still assets on this site.',
  'sites.is_default': 'The default site stays.',
  'sites.name_taken': 'Another site has this name.',
  'sites.unknown': 'There is no such site.',
  'sites.unknown_contact': 'There is no such person.',
  'sites.unknown_zone': 'This time zone is unknown.',

  'streams.not_archived': 'Only what is archived can be erased.',
  'streams.other_name': 'This is not the name of what is to be erased.',

  'teams.name_taken': 'Another team has this name.',
  'teams.unknown': 'There is no such team.',

  'telling.account_mail': 'The mail of the account can be switched off, and nothing else: its address is that of the account.',
  'telling.bad_address': 'This is no address that messages of this kind can go to.',
  'telling.edges_equal': 'Quiet hours start and end at the same time: choose two different times.',
  'telling.not_usable': 'Nothing can be sent by this channel: mail is not set up, or there is no address.',
  'telling.too_many_channels': 'At most 10 channels per person.',
  'telling.unknown_channel': 'There is no such channel.',
  'telling.unknown_team': 'There is no such team.',

  'users.beyond_own_rank': 'This is above your own rank.',
  'users.double_grant': 'Two of the grants are for the same site and module.',
  'users.last_owner': 'Something would be left without an owner.',
  'users.last_superadmin': 'The last superadmin stays.',
  'users.own_account': 'Nobody does this to their own account.',
  'users.unknown': 'There is no such user.',
  'users.unknown_module': 'There is no such module.',
  'users.unknown_site': 'There is no such site.',
  'users.username_taken': 'Another user has this name.',
};

/** The sentence of a code with its figures; the code itself where nobody wrote one. */
export const sentenceOf = (sentences: Sentences, code: string, params: Readonly<Record<string, unknown>> = {}): string =>
  (sentences[code] ?? code).replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : whole));
