/** Die Sätze von Heute je Regel, die Namen seiner Aktionen, Einstellungen und Datenströme. */
export const findings = {
  told: { 'screens.late': 'Bildschirme, die vor mehr als 15 Minuten neu zu beurteilen waren: {{late}}.' },
  findings: {
    'screen-offline': 'Kein Lebenszeichen, zuletzt gehört {{since, ago}}',
    'screen-crashed': 'Was er zeigt, ist abgestürzt: {{process}}',
    'service-failed': '{{unit}} hat {{since, ago}} aufgegeben',
    'account-lost': 'Der Broker hat sein Konto verloren; er muss neu angemeldet werden',
    'player-floods': 'Sein Player sagt mehr, als er darf, zuletzt {{since, ago}}',
    'discovery-flood': 'Player wurden abgewiesen: Mehr meldeten sich, als dürfen, zuletzt {{since, ago}}',
    'held-enrolment': 'Ein Player sagt, er sei dieser Bildschirm; jemand muss entscheiden',
  },
  rules: {
    'screen-offline': 'Offline',
    'screen-crashed': 'Abgestürzt',
    'service-failed': 'Dienst ausgefallen',
    'account-lost': 'Konto verloren',
    'player-floods': 'Zu viele Nachrichten',
    'discovery-flood': 'Zu viele Meldungen',
    'held-enrolment': 'Übernahme zu entscheiden',
  },
  actions: {
    screens: {
      look: 'Bildschirm öffnen',
      edit: 'Bildschirm ändern',
      clearServiceFailed: 'Als repariert kennzeichnen',
      makeCode: 'Code erstellen',
      decideHeld: 'Darüber entscheiden',
      sharedAccount: 'Gemeinsames Konto ansehen',
    },
  },
  streams: {
    enrolments: 'Codes, mit denen Player hereinkamen, und Anmeldungen, über die jemand entscheiden musste',
  },
  settingTexts: {
    screens_graceSeconds: {
      title: 'Sekunden ohne Herzschlag, bis ein Bildschirm offline ist',
      about: 'Player senden etwa alle 65 Sekunden einen.',
    },
    screens_brokerUrl: {
      title: 'Adresse des Brokers für Player',
      about:
        'Wird Playern bei der Anmeldung gesagt. Leer: der eigene Name der Konsole mit dem Port ihres Brokers, oder die Adresse des Brokers, den sie nutzt.',
    },
    screens_brokerCa: {
      title: 'Zertifikate, zu denen das des Brokers führen muss (PEM)',
      about: 'Wird Playern bei der Anmeldung gesagt. Leer: Sie vertrauen dem, dem ihr System vertraut.',
    },
    screens_enrolmentDays: {
      title: 'Anmeldecodes und angehaltene Anmeldungen aufbewahren, Tage',
      about: 'Was aus ihnen wurde, bleibt im Protokoll der Änderungen.',
    },
    screens_legacyDiscovery: {
      title: 'Player des alten Vertrags hereinlassen',
      about:
        'Sie teilen sich ein Konto, sodass jeder für jeden von ihnen sprechen kann, und werden zu Bildschirmen, indem sie sich melden. Abschalten beendet das Konto.',
    },
    screens_discoveredPerHour: {
      title: 'Neue Bildschirme durch Meldung in einer Stunde, höchstens',
      about: 'Wer das gemeinsame Konto hat, kann Player erfinden; mehr als so viele werden abgewiesen.',
    },
    screens_discoveredMost: {
      title: 'Nur durch Meldung bekannte Bildschirme, höchstens',
      about: 'Was sie zusammen dürfen, ist eine Regel des Brokers, in der etwa so viele Platz haben.',
    },
  },
};
