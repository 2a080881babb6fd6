/** Was die Konsole über Zustellungen und Prüfungen sagt. */
export const told: Readonly<Record<string, string>> = {
  'told.verbatim': '{{text}}',

  'outbound.not_http': 'Das ist keine Adresse mit http oder https.',
  'outbound.credentials': 'Zugangsdaten gehören in eine Kopfzeile.',
  'outbound.endless_redirect': '{{origin}} leitet endlos weiter.',
  'outbound.redirects_away': '{{origin}} leitet zu einer anderen Herkunft weiter.',
  'outbound.unknown_packing': 'Die Antwort ist auf unbekannte Weise gepackt.',
  'outbound.too_large': 'Die Antwort ist größer als {{bytes, bytes}}.',
  'outbound.timeout': '{{origin}} hat nicht rechtzeitig geantwortet.',
  'outbound.unreachable': '{{origin}} ist nicht erreichbar ({{reason}}).',
  'outbound.status': '{{origin}} hat mit {{status}} geantwortet.',
  'outbound.never_called': '{{host}} führt zu einer Adresse, die nie angerufen wird.',
  'outbound.own_address': '{{host}} führt zur Konsole selbst zurück.',
  'outbound.private': '{{host}} führt ins private Netz, und niemand aus der Verwaltung hat das erlaubt.',
  'outbound.no_address': '{{host}} hat keine Adresse.',
  'outbound.not_found': '{{host}} ist nicht zu finden.',
  'outbound.not_allowed': '{{host}} führt zu einer Adresse, die nicht angerufen werden darf.',

  'mail.refused': 'Der Mailserver {{host}} hat die Nachricht nicht angenommen: {{answer}}',
  'mail.no_answer': 'Der Mailserver {{host}} hat die Nachricht nicht angenommen: keine Antwort',

  'broker.bad_topic': 'Das ist kein Topic, auf dem veröffentlicht werden kann.',
  'broker.too_large': 'Das ist zu groß, um veröffentlicht zu werden.',
  'broker.away': 'Der Broker ist nicht da.',
  'broker.busy': 'Es wird zu viel auf einmal veröffentlicht.',
  'broker.timeout': 'Der Broker hat nicht rechtzeitig geantwortet.',
  'broker.refused': 'Der Broker hat die Nachricht nicht angenommen ({{reason}}).',
  'broker.no_plugin':
    'Der Broker beantwortet keine Befehle seines Plugins dynamic-security: Es ist dort nicht geladen, oder das Konto der Konsole darf es nicht benutzen.',
  'broker.unknown_account': 'Der Broker kennt das Konto {{username}} nicht.',
  'broker.command_refused': 'Der Broker hat {{command}} abgelehnt: {{reason}}.',
  'broker.strange_answer': 'Der Broker hat {{command}} in einer unbekannten Form beantwortet.',
  'broker.none_here': 'Hier läuft kein Broker.',
  'broker.not_started': 'Der Broker wurde nicht gestartet.',
  'broker.own_away': 'Der eingebaute Broker auf {{host}}, Port {{port}}, ist nicht da seit {{since, instant}}: {{reason}}.',
  'broker.other_away': 'Der Broker {{place}} ist nicht da seit {{since, instant}}: {{reason}}.',
  'broker.connected': 'Der Broker {{place}} ist mit MQTT {{version}} verbunden.',
  'broker.clients': 'Mit dem eingebauten Broker auf {{host}}, Port {{port}}, verbunden: {{clients, number}}.',

  'files.store_unreachable': 'Der Dateispeicher {{endpoint}} ist nicht erreichbar ({{reason}}).',
  'files.store_refused': 'Der Dateispeicher {{endpoint}} hat abgelehnt ({{reason}}, {{status}}).',
  'files.store_broken': 'Der Dateispeicher funktioniert nicht: {{reason}}',
  'files.store_bucket': 'Bucket {{bucket}} bei {{endpoint}}.',
  'files.not_read': 'Der Ordner der Dateien lässt sich nicht lesen ({{reason}}).',
  'files.not_written': 'Der Ordner der Dateien lässt sich nicht beschreiben ({{reason}}).',
  'files.folder_broken': 'Der Ordner der Dateien funktioniert nicht: {{reason}}.',
  'files.other_content': 'Am Ort der Dateien wird etwas anderes gelesen, als geschrieben wurde.',
  'files.free': '{{gigabytes}} GB sind frei.',

  'held.unknown': 'Die Datenbank sagt nicht, ob die Konsole angehalten ist.',
  'held.since':
    'Die Konsole wurde aus einer Sicherung wiederhergestellt und ist angehalten seit {{since, instant}}: Es verlässt sie nichts, bis jemand sie freigibt.',

  'telling.key_unreadable': 'Der Schlüssel des Kanals lässt sich nicht öffnen: Er wurde unter einem anderen geheimen Schlüssel versiegelt.',
  'telling.interrupted': 'Die Konsole endete jedes Mal, während sie dies sendete.',
  'telling.too_late': 'Es kam zu spät, um noch von Nutzen zu sein.',
  'telling.before_restore': 'Es war vor der Wiederherstellung der Sicherung geplant und wurde vielleicht schon gesendet.',
  'telling.own_fault': 'Die Konsole konnte diese Nachricht nicht schreiben oder übergeben; ihr Protokoll sagt, warum.',
  'telling.channel_gone': 'Den Kanal gibt es nicht mehr.',
  'telling.late': 'Nachrichten, die seit mehr als {{minutes}} Minuten hätten gehen sollen: {{late, number}}.',
  'telling.with_mail': 'E-Mail ist eingerichtet. Wartende Nachrichten: {{waiting, number}}.',
  'telling.without_mail': 'E-Mail ist nicht eingerichtet. Wartende Nachrichten: {{waiting, number}}.',

  'ping.off': 'Er ist ausgeschaltet.',
  'ping.never': 'Er wurde noch nicht gerufen.',
  'ping.heard': 'Gehört: {{at, instant}}.',
  'ping.not_ready': 'Die Konsole war nicht bereit.',

  'health.no_answer': 'Keine Antwort innerhalb von {{seconds}} s.',
  'health.stopping': 'Die Konsole soll sich beenden.',

  'database.answers': 'PostgreSQL {{version}} antwortet.',
  'migrations.pending': 'Nicht angewandt: {{names}}.',
  'migrations.ahead':
    'Die Datenbank ist dieser Konsole voraus: {{name}} wurde von einer neueren angewandt. Diese starten oder eine Sicherung wiederherstellen.',
  'migrations.changed': 'Die Migration {{name}} wurde geändert, nachdem sie angewandt war. Die ausgelieferte Datei gehört zurück.',
  'migrations.late': 'Die Migration {{name}} kommt zu spät: Eine spätere ist schon angewandt. Sie braucht die nächste Nummer.',

  'jobs.not_running': 'Der Arbeiter läuft nicht.',
  'jobs.no_queues': 'Noch gibt es keine Warteschlangen.',
  'jobs.late': 'Aufträge, die seit mehr als {{minutes}} Minuten hätten beginnen sollen: {{late, number}}.',
  'jobs.waiting': 'Wartende Aufträge: {{waiting, number}}.',

  'scheduler.nobody_yet': 'Noch leitet niemand.',
  'scheduler.nobody': 'Niemand leitet. Mindestens ein Prozess braucht die Rolle scheduler.',
  'scheduler.silent':
    'Seit {{seconds}} s leitet niemand; zuletzt war es Prozess {{pid}} auf {{host}}. Mindestens ein Prozess braucht die Rolle scheduler.',
  'scheduler.given_back': 'Seit {{seconds}} s leitet niemand: Prozess {{pid}} auf {{host}} hat die Leitung abgegeben.',
  'scheduler.leads':
    'Es leitet Prozess {{pid}} auf {{host}} seit {{since, instant}}, Nummer {{fencing}}, zuletzt gehört vor {{seconds}} s.',
};
