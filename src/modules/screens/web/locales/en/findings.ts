/** Today's sentences by rule, labels of its actions, settings and streams. */
export const findings = {
  findings: {
    'screen-offline': 'No heartbeat, last heard {{since, ago}}',
    'screen-crashed': 'What it shows has crashed: {{process}}',
    'screen-black': 'Shows nothing but black',
    'screen-frozen': 'Its picture has stood still for too long',
    'wrong-event': 'Shows something else than planned; that began {{since, ago}}',
    'clock-off': 'Its clock is off by {{seconds}} seconds',
    'service-failed': '{{unit}} gave up {{since, ago}}',
    'account-lost': 'The broker has lost its account; it must enrol anew',
    'command-stuck': 'Nobody knows what came of a command ({{action}}), {{since, ago}}',
    'commands-failing': '{{failed}} of {{total}} commands of a day have failed',
    'broker-outage': '{{silent}} of {{of}} screens fell silent at once: the broker or the network is down',
    'player-floods': 'Its player says more than it may, last {{since, ago}}',
    'discovery-flood': 'Players were turned away: more were discovered than may be, last {{since, ago}}',
    'held-enrolment': 'A player says that it is this screen; somebody must decide',
  },
  rules: {
    'screen-offline': 'Offline',
    'screen-crashed': 'Crashed',
    'screen-black': 'Black',
    'screen-frozen': 'Frozen',
    'wrong-event': 'Wrong event',
    'clock-off': 'Clock off',
    'service-failed': 'Service failed',
    'account-lost': 'Account lost',
    'command-stuck': 'Command needs a person',
    'commands-failing': 'Commands fail',
    'broker-outage': 'Broker or network down',
    'player-floods': 'Too many messages',
    'discovery-flood': 'Too many discoveries',
    'held-enrolment': 'Takeover to decide',
  },
  actions: {
    screens: {
      look: 'Open screen',
      edit: 'Change screen',
      clearServiceFailed: 'Mark as repaired',
      makeCode: 'Make an enrolment code',
      decideHeld: 'Decide about it',
      lookAtCommands: 'Open commands',
      lookAtScreens: 'Open screens',
      sharedAccount: 'See the shared account',
    },
  },
  streams: {
    commands: 'What was asked of players, and the story of each command',
    logs: 'Lines of players’ logs',
    screenshots: 'Pictures of screens, the last twenty of each',
    health: 'Health of screens in spans of five minutes',
    transitions: 'Changes of the state of screens',
    enrolments: 'Codes by which players came in, and enrolments that a person had to decide about',
  },
  settingTexts: {
    screens_commandLifeSeconds: {
      title: 'Seconds in which a player may take a command up',
      about: 'A command that arrives later is refused by the player.',
    },
    screens_crashRecovery: {
      title: 'Reboot screens that have crashed or fallen silent',
      about: 'Only active ones, and none while most of a house is silent: then it is the broker or the network.',
    },
    screens_recoveryGraceSeconds: {
      title: 'Seconds of silence until a screen is rebooted',
      about: 'At least as long as it takes until it counts as offline. Several screens that fall silent within that time are an outage.',
    },
    screens_recoveryLockOutMinutes: {
      title: 'Minutes until a screen is rebooted by itself again',
      about: 'Counted from its last reboot or restart, whoever asked for it.',
    },
    screens_legacyRestart: {
      title: 'Tell very old players of a reboot, too',
      about: 'Beside the command, the bare word on clients/…/restart that players before the command contract understand.',
    },
    screens_commandDays: {
      title: 'Keep commands for days',
      about: 'What was asked of players, and the story of each. Who asked for what stays in the audit.',
    },
    screens_powerIntents: {
      title: 'Tell players when televisions are to be on',
      about: 'A television is to be on while something is planned for its group.',
    },
    screens_powerHeartbeat: {
      title: 'Repeat what televisions are to be',
      about: 'Without it what was said is good for its life alone.',
    },
    screens_powerIntervalSeconds: {
      title: 'Seconds between two repetitions',
      about: 'Players are told it, too.',
    },
    screens_powerMultiplier: {
      title: 'Intervals until players stop to trust what televisions are to be',
      about: 'At least as long as the next setting says.',
    },
    screens_powerMinimumSeconds: {
      title: 'Least seconds for which what televisions are to be is trusted',
      about: 'Whatever the interval is.',
    },
    screens_websiteHosts: {
      title: 'Hosts whose websites screens may show',
      about: 'One in each line; *.example.org means all below it. Empty: every public one. Addresses of the house must be named.',
    },
    screens_mediaMegabytes: {
      title: 'Largest file for screens in megabytes',
      about: 'Pictures and documents.',
    },
    screens_graceSeconds: {
      title: 'Seconds without a heartbeat until a screen is offline',
      about: 'Players send one about every 65 seconds.',
    },
    screens_brokerUrl: {
      title: 'Address of the broker for players',
      about:
        "Told to players when they enrol. Empty: the console's own host name with the port of its broker, or the address of the broker it uses.",
    },
    screens_brokerCa: {
      title: 'Certificates that the broker’s must lead to (PEM)',
      about: 'Told to players when they enrol. Empty: they trust what their system trusts.',
    },
    screens_recentErrorSeconds: {
      title: 'Seconds that an error of a player counts as recent',
      about: 'The screen shows a warning meanwhile.',
    },
    screens_staleScreenshotSeconds: {
      title: 'Seconds until a screenshot is stale',
      about: 'Only of screens that have ever sent one.',
    },
    screens_wrongEventSeconds: {
      title: 'Seconds that a screen may show something else than planned',
      about: 'Players say what they show about every 65 seconds; then the screen shows a warning.',
    },
    screens_frozenSeconds: {
      title: 'Seconds without a new picture until a screen is frozen',
      about: 'Only where its player says that it draws nothing though it should: a notice may stand for hours.',
    },
    screens_priorityScreenshotSeconds: {
      title: 'Seconds that the picture of an event’s begin or end is shown first',
      about: 'Then the latest one is shown again.',
    },
    screens_logDays: {
      title: 'Keep lines of players’ logs for days',
      about: 'One that writes much may fill the disk.',
    },
    screens_healthDays: {
      title: 'Keep health of screens for days',
      about: 'In spans of five minutes, with the changes of their state.',
    },
    screens_enrolmentDays: {
      title: 'Keep enrolment codes and held enrolments for days',
      about: 'What became of them stays in the audit.',
    },
    screens_legacyDiscovery: {
      title: 'Let players of the old contract in',
      about:
        'They share one account, so that each of them can speak for each of them, and become screens by discovery. Switching it off ends the account.',
    },
    screens_discoveredPerHour: {
      title: 'New screens by discovery in an hour, at most',
      about: 'Whoever has the shared account can invent players; more than this are turned away.',
    },
    screens_discoveredMost: {
      title: 'Screens known by discovery alone, at most',
      about: 'What they may do together is one rule of the broker, which has room for about this many.',
    },
  },
};
