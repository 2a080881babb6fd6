import type { en } from './en.ts';

export const de: typeof en = {
  title: 'Demo',
  about:
    'Ein erfundenes Haus mit {{machines, number}} Maschinen, die sich über HTTP melden wie echte ({{reportsSent, number}} Meldungen seit dem Start). Etwas kaputt machen und zusehen, wie „Heute“ und die Server es bemerken.',
  updates: {
    title: 'Updates',
    about: 'Dauert eine Weile: Die Seite lässt sich verlassen, unter der Glocke steht es wieder.',
    begin: 'Alles Ausstehende installieren',
  },
  errands: {
    updateAll: 'Ausstehendes auf jeder Maschine installieren',
    updateAll_installs: 'jetzt {{name}}',
    updateAll_succeeded: 'Alle {{done, number}} Maschinen sind aktuell.',
    updateAll_canceled: '{{done, number}} Maschinen sind aktuell.',
  },
  refusals: { 'demo.not_alive': 'Das Haus der Demo wird noch gebaut. Gleich noch einmal versuchen.' },
  column: { fault: 'Was', effect: 'Was dann geschieht', state: 'Zustand', act: 'Aktion' },
  state: { ok: 'Gesund', broken: 'Absichtlich kaputt' },
  why: 'Seit {{since, clock}}',
  break: 'Kaputt machen',
  heal: 'Heilen',
  breakNamed: 'Kaputt machen: {{what}}',
  healNamed: 'Heilen: {{what}}',
  broken: 'Kaputt: {{what}}',
  healed: 'Geheilt: {{what}}',
  fault: {
    clock: 'Die Uhr von files01 geht 40 Minuten vor',
    lists: 'Die Klassenräume verlieren ihre Paketlisten',
    broken: 'dpkg wurde auf build01 unterbrochen',
    reboot: 'web02 und mail01 bekommen einen neuen Kernel',
    clone: 'Eine Kopie von web01 meldet sich mit dessen Schlüssel',
    silence: 'backup01 und pos03 verstummen',
    flapping: 'Die Uhr von nas01 geht mal falsch, mal richtig',
  },
  effect: {
    clock: 'Ein Befund innerhalb einer Sekunde. Die Konsole rechnet mit ihrer eigenen Uhr.',
    lists: 'Alte Listen beweisen nichts: Keiner gilt als aktuell, und mehr als zwanzig auf einmal sind ein Fall.',
    broken: 'Die Meldung sagt es; die bekannten Pakete bleiben stehen.',
    reboot: 'Beide brauchen einen Neustart; „Heute“ sagt, wann er sicher ist.',
    clone: 'Die Kopie wird abgewiesen, protokolliert und als Befund gemeldet.',
    silence: 'Nach zwei Minuten stumm. Ein Befund erst nach zwei Tagen.',
    flapping: 'Beim dritten Mal an einem Tag bleibt der Befund zwei ruhige Stunden lang offen.',
  },
};
