/** Die Sätze von Heute je Regel, die Namen seiner Aktionen, Einstellungen, Datenströme und Prüfungen. */
export const findings = {
  findings: {
    'no-responsible': 'Niemand ist zuständig',
    'host-unreachable': 'Nicht erreichbar {{since, ago}}: {{reason}}',
    'host-key-unconfirmed': 'Zeigt einen Schlüssel, den noch niemand bestätigt hat',
    'host-key-changed': 'Zeigt einen anderen Schlüssel als den bestätigten',
    'fail2ban-not-running': 'fail2ban antwortet nicht; zuletzt gehört {{since, ago}}',
    'archive-stuck': 'Seine Sperren werden nicht archiviert: {{reason}}',
    'jail-gone': 'Jails sind verschwunden: {{jails}}',
    'jail-without-regex': 'Jails ohne Ausdruck sperren niemanden: {{jails}}',
    'jail-without-actions': 'Jails ohne Aktion halten niemanden fern: {{jails}}',
    'ban-storm': 'Viel mehr Sperren als sonst; um diese Stunde sind {{usual, number}} in zehn Minuten üblich',
    'protected-banned': 'Sperrt, was geschützt ist: {{addresses}}',
    'purge-age-short': 'fail2ban vergisst Sperren nach {{seconds, number}} s, bevor sie sicher archiviert sind',
    'blocklist-stale': '{{name}}: kein guter Import seit {{since, instant}}',
  },
  rules: {
    'no-responsible': 'Niemand verantwortlich',
    'host-unreachable': 'Nicht erreichbar',
    'host-key-unconfirmed': 'Schlüssel nicht bestätigt',
    'host-key-changed': 'Schlüssel geändert',
    'fail2ban-not-running': 'fail2ban läuft nicht',
    'archive-stuck': 'Sperren nicht archiviert',
    'jail-gone': 'Jail verschwunden',
    'jail-without-regex': 'Jail ohne Ausdruck',
    'jail-without-actions': 'Jail ohne Aktion',
    'ban-storm': 'Sperrwelle',
    'protected-banned': 'Geschützte Adresse gesperrt',
    'purge-age-short': 'Vergisst zu früh',
    'blocklist-stale': 'Sperrliste veraltet',
  },
  actions: {
    bans: {
      look: 'Host öffnen',
      contactHost: 'Verbindung prüfen',
      editHost: 'Host ändern',
      startMaintenance: 'Wartung beginnen',
      confirmHostKey: 'Schlüssel vergleichen',
      lookAtJails: 'Jails zeigen',
      reloadHost: 'fail2ban neu laden',
      lookAtBans: 'Sperren zeigen',
      unban: 'Freigeben',
      lookAtAllowList: 'Erlaubnisliste zeigen',
      addResponsible: 'Zuständige hinzufügen',
      readBlocklist: 'Jetzt abrufen',
      lookAtBlocklist: 'Sperrliste öffnen',
    },
  },
  streams: {
    bans: 'Sperren aller Hosts: welche Adresse, wann, in welchem Jail, woher sie kam und wie sie endete',
    lines: 'Die Protokollzeilen, derentwegen gesperrt wurde',
    places: 'Wo Adressen sind, wie ein Dienst im Internet geantwortet hat, falls einer eingestellt ist',
    orders: 'Sperren und Freigaben, die Personen und die Weitergabe verlangt haben, und was daraus wurde',
    allowed: 'Adressen und Netze, die nicht gesperrt werden dürfen, und die, für die das vorbei ist',
    imports: 'Was Importe von Sperrlisten gefunden und geändert haben',
    offers: 'Was Regeln der Weitergabe angeboten haben, und wer entschieden hat',
    answers: 'Was Registrierungsstellen und AbuseIPDB zu Adressen geantwortet haben',
  },
  checks: { hosts: 'fail2ban-Hosts werden abgefragt' },
  settingTexts: {
    bans_lookSeconds: {
      title: 'Sekunden zwischen zwei Abfragen eines fail2ban-Hosts',
      about: 'Jede Abfrage holt seine Jails und Sperren und was in seiner Datenbank neu ist.',
    },
    bans_looksAtOnce: {
      title: 'Hosts, die gleichzeitig abgefragt werden',
      about: 'Mehr davon beenden eine Runde vieler Hosts früher und brauchen mehr von dieser Maschine.',
    },
    bans_abuseIpDbKey: {
      title: 'Schlüssel von AbuseIPDB',
      about: 'Neben einer Adresse stehen auf Wunsch die Meldungen dort. Leer: Niemand wird gefragt.',
    },
    bans_orderDays: {
      title: 'Aufträge und Importe von Sperrlisten aufbewahren, Tage',
      about: 'Vergangene Sperren und Freigaben von Hand, Importe von Sperrlisten und entschiedene Angebote gehen, wenn sie älter sind.',
    },
    bans_keptDays: {
      title: 'Sperren aufbewahren, Tage',
      about: 'Sperren, die früher begannen, verlassen das Archiv Monat für Monat. Was fail2ban selbst aufbewahrt, bleibt unberührt.',
    },
    bans_linesKeptDays: {
      title: 'Protokollzeilen von Sperren aufbewahren, Tage',
      about: 'Protokollzeilen nennen Personen. Die Sperre selbst bleibt länger.',
    },
    bans_placesKeptDays: {
      title: 'Orte aus dem Internet aufbewahren, Tage',
      about: 'Orte von Adressen, denen länger niemand begegnet ist, werden vergessen und neu erfragt, wenn sie wiederkommen.',
    },
    bans_geoCountryFile: {
      title: 'Datei mit Ländern',
      about: 'Pfad einer MMDB-Datei auf der Konsole: GeoLite2 Country oder City, DB-IP Country oder City. Bei Änderung neu gelesen.',
    },
    bans_geoAsnFile: {
      title: 'Datei mit Netzen',
      about: 'Pfad einer MMDB-Datei auf der Konsole mit Nummern und Namen autonomer Systeme: GeoLite2 ASN, DB-IP ASN.',
    },
    bans_placesUrl: {
      title: 'Ortsdienst im Internet',
      about:
        'Wird nach Adressen gefragt, die keine Datei kennt, hundert auf einmal. Gesperrte Adressen verlassen so das Haus. Leer: Niemand wird gefragt.',
    },
  },
};
