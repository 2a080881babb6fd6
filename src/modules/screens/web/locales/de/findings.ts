/** Die Sätze von Heute je Regel, die Namen seiner Aktionen, Einstellungen und Datenströme. */
export const findings = {
  told: {
    'screens.late': 'Bildschirme, die vor mehr als 15 Minuten neu zu beurteilen waren: {{late}}.',
    'screens.player_gone': 'Der Bildschirm wurde archiviert, bevor der Befehl ihn verließ.',
  },
  findings: {
    'screen-offline': 'Kein Lebenszeichen, zuletzt gehört {{since, ago}}',
    'screen-crashed': 'Was er zeigt, ist abgestürzt: {{process}}',
    'screen-black': 'Zeigt nur Schwarz',
    'screen-frozen': 'Sein Bild steht zu lange still',
    'wrong-event': 'Zeigt anderes als geplant; das begann {{since, ago}}',
    'clock-off': 'Seine Uhr geht um {{seconds}} Sekunden falsch',
    'service-failed': '{{unit}} hat {{since, ago}} aufgegeben',
    'account-lost': 'Der Broker hat sein Konto verloren; er muss neu angemeldet werden',
    'command-stuck': 'Niemand weiß, was aus einem Befehl wurde ({{action}}), {{since, ago}}',
    'commands-failing': '{{failed}} von {{total}} Befehlen eines Tages sind misslungen',
    'broker-outage': '{{silent}} von {{of}} Bildschirmen sind auf einmal verstummt: Der Broker oder das Netz ist ausgefallen',
    'player-floods': 'Sein Player sagt mehr, als er darf, zuletzt {{since, ago}}',
    'discovery-flood': 'Player wurden abgewiesen: Mehr meldeten sich, als dürfen, zuletzt {{since, ago}}',
    'held-enrolment': 'Ein Player sagt, er sei dieser Bildschirm; jemand muss entscheiden',
  },
  rules: {
    'screen-offline': 'Offline',
    'screen-crashed': 'Abgestürzt',
    'screen-black': 'Schwarz',
    'screen-frozen': 'Eingefroren',
    'wrong-event': 'Falscher Termin',
    'clock-off': 'Uhr falsch',
    'service-failed': 'Dienst ausgefallen',
    'account-lost': 'Konto verloren',
    'command-stuck': 'Befehl braucht jemanden',
    'commands-failing': 'Befehle misslingen',
    'broker-outage': 'Broker oder Netz ausgefallen',
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
      lookAtCommands: 'Befehle öffnen',
      lookAtScreens: 'Bildschirme öffnen',
      sharedAccount: 'Gemeinsames Konto ansehen',
    },
  },
  streams: {
    commands: 'Was von Playern verlangt wurde, und die Geschichte jedes Befehls',
    logs: 'Zeilen aus den Logs der Player',
    screenshots: 'Bilder der Bildschirme, von jedem die letzten zwanzig',
    health: 'Befinden der Bildschirme in Abschnitten von fünf Minuten',
    transitions: 'Wechsel des Zustands von Bildschirmen',
    enrolments: 'Codes, mit denen Player hereinkamen, und Anmeldungen, über die jemand entscheiden musste',
  },
  settingTexts: {
    screens_commandLifeSeconds: {
      title: 'Sekunden, in denen ein Player einen Befehl annehmen darf',
      about: 'Einen Befehl, der später ankommt, lehnt der Player ab.',
    },
    screens_crashRecovery: {
      title: 'Abgestürzte und verstummte Bildschirme neu starten',
      about: 'Nur aktive, und keinen, solange die meisten eines Hauses stumm sind: Dann ist es der Broker oder das Netz.',
    },
    screens_recoveryGraceSeconds: {
      title: 'Sekunden der Stille, bis ein Bildschirm neu gestartet wird',
      about: 'Mindestens so lange, wie es dauert, bis er als offline gilt. Mehrere, die in dieser Zeit verstummen, sind ein Ausfall.',
    },
    screens_recoveryLockOutMinutes: {
      title: 'Minuten, bis ein Bildschirm von selbst wieder neu gestartet wird',
      about: 'Ab dem letzten Neustart, wer immer ihn verlangt hat.',
    },
    screens_legacyRestart: {
      title: 'Auch sehr alten Playern von einem Neustart sagen',
      about: 'Neben dem Befehl das bloße Wort auf clients/…/restart, das Player vor dem Befehlsvertrag verstehen.',
    },
    screens_commandDays: {
      title: 'Befehle so viele Tage aufbewahren',
      about: 'Was von Playern verlangt wurde, und die Geschichte von jedem. Wer was verlangt hat, bleibt im Protokoll.',
    },
    screens_powerIntents: {
      title: 'Playern sagen, wann Fernseher an sein sollen',
      about: 'Ein Fernseher soll an sein, solange für seine Gruppe etwas geplant ist.',
    },
    screens_powerHeartbeat: {
      title: 'Wiederholen, was Fernseher sein sollen',
      about: 'Sonst gilt, was gesagt wurde, nur bis zu seinem Ablauf.',
    },
    screens_powerIntervalSeconds: {
      title: 'Sekunden zwischen zwei Wiederholungen',
      about: 'Auch die Player erfahren sie.',
    },
    screens_powerMultiplier: {
      title: 'Abstände, bis Player nicht mehr glauben, was Fernseher sein sollen',
      about: 'Mindestens so lange, wie die nächste Einstellung sagt.',
    },
    screens_powerMinimumSeconds: {
      title: 'Sekunden, die mindestens gilt, was Fernseher sein sollen',
      about: 'Wie kurz der Abstand auch ist.',
    },
    screens_websiteHosts: {
      title: 'Rechner, deren Webseiten Bildschirme zeigen dürfen',
      about: 'Einer je Zeile; *.example.org meint alle darunter. Leer: jeder öffentliche. Adressen des Hauses müssen genannt sein.',
    },
    screens_mediaMegabytes: {
      title: 'Größte Datei für Bildschirme in Megabyte',
      about: 'Bilder und Dokumente.',
    },
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
    screens_recentErrorSeconds: {
      title: 'Sekunden, die ein Fehler eines Players als frisch gilt',
      about: 'So lange zeigt der Bildschirm eine Warnung.',
    },
    screens_staleScreenshotSeconds: {
      title: 'Sekunden, bis ein Bildschirmfoto veraltet ist',
      about: 'Nur bei Bildschirmen, die je eines gesandt haben.',
    },
    screens_wrongEventSeconds: {
      title: 'Sekunden, die ein Bildschirm anderes als geplant zeigen darf',
      about: 'Player sagen etwa alle 65 Sekunden, was sie zeigen; dann zeigt der Bildschirm eine Warnung.',
    },
    screens_frozenSeconds: {
      title: 'Sekunden ohne neues Bild, bis ein Bildschirm eingefroren ist',
      about: 'Nur wo sein Player sagt, dass er nichts zeichnet, obwohl er sollte: Ein Aushang darf stundenlang stehen.',
    },
    screens_priorityScreenshotSeconds: {
      title: 'Sekunden, die das Bild vom Beginn oder Ende einer Veranstaltung zuerst gezeigt wird',
      about: 'Danach wieder das neueste.',
    },
    screens_logDays: {
      title: 'Zeilen aus Logs der Player aufbewahren, Tage',
      about: 'Einer, der viel schreibt, kann die Platte füllen.',
    },
    screens_healthDays: {
      title: 'Befinden der Bildschirme aufbewahren, Tage',
      about: 'In Abschnitten von fünf Minuten, mit den Wechseln ihres Zustands.',
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
