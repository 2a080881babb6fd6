/** Today's sentences by rule, labels of its actions, settings and streams. */
export const findings = {
  findings: {
    'screen-offline': 'No heartbeat, last heard {{since, ago}}',
    'screen-crashed': 'What it shows has crashed: {{process}}',
    'service-failed': '{{unit}} gave up {{since, ago}}',
    'account-lost': 'The broker has lost its account; it must enrol anew',
    'held-enrolment': 'A player says that it is this screen; somebody must decide',
  },
  rules: {
    'screen-offline': 'Offline',
    'screen-crashed': 'Crashed',
    'service-failed': 'Service failed',
    'account-lost': 'Account lost',
    'held-enrolment': 'Takeover to decide',
  },
  actions: {
    screens: {
      look: 'Open screen',
      edit: 'Change screen',
      clearServiceFailed: 'Mark as repaired',
      makeCode: 'Make an enrolment code',
      decideHeld: 'Decide about it',
    },
  },
  streams: {
    enrolments: 'Codes by which players came in, and enrolments that a person had to decide about',
  },
  settingTexts: {
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
    screens_enrolmentDays: {
      title: 'Keep enrolment codes and held enrolments for days',
      about: 'What became of them stays in the audit.',
    },
  },
};
