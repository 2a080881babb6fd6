/** Words about players that share an account, and about those that say too much. */
export const wire = {
  wire: {
    notIndividual: 'Not individually identified',
    notIndividualWhy:
      'Its player uses the account that players of the old contract share. Each of them can speak for this screen. A code for this screen gives its player an account of its own.',
    limited: 'Too many messages',
    limitedText_one: '{{count}} message came faster than one player may send, last {{at, instant}}',
    limitedText_other: '{{count}} messages came faster than one player may send, last {{at, instant}}',
    limitedNone: 'none',
    shared: 'Players of the old contract',
    sharedAbout:
      'Players that know no enrolment share one account and become screens by saying who they are. They cannot be told apart: each can speak for each of them, and for no enrolled one.',
    off: 'Not let in. The setting “Let players of the old contract in” switches that on.',
    user: 'User name',
    password: 'Password',
    made: 'Password made',
    madeNone: 'There is no password yet, so that none can come in.',
    lost: 'The broker has lost the account. Make a new password.',
    broker: 'Broker',
    screens: 'Screens with no account of their own',
    renew: 'Make a new password',
    renewFirst: 'Make a password',
    renewTitle: 'Make a new password for all players of the old contract?',
    renewAsk: 'All of them are cut off at once, and each must be given the new password by hand.',
    renewed: 'The password was made',
    once: 'Shown this once. Whoever has it can speak for every screen that shares the account.',
    ca: 'Certificates (PEM)',
  },
};
