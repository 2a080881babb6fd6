/** Sätze der Verträge zu einzelnen Feldern, nach ihrem englischen Wortlaut. */
export const messages: Readonly<Record<string, string>> = {
  'Use at least 10 characters.': 'Mindestens 10 Zeichen verwenden.',
  'Use letters, digits, dots, dashes and underscores; begin with a letter or digit.':
    'Buchstaben, Ziffern, Punkte, Binde- und Unterstriche verwenden; mit einem Buchstaben oder einer Ziffer beginnen.',
  'Control characters are not allowed here.': 'Steuerzeichen sind hier nicht erlaubt.',
  'This is not an instant such as 2026-11-21T08:00:00Z.': 'Das ist kein Zeitpunkt wie 2026-11-21T08:00:00Z.',
  'This is not a local time such as 2026-11-21T08:00.': 'Das ist keine Ortszeit wie 2026-11-21T08:00.',
  'This is not a day such as 2026-11-21.': 'Das ist kein Tag wie 2026-11-21.',
  'There is no such day or time.': 'Diesen Tag oder diese Uhrzeit gibt es nicht.',
  'Write a time such as 07:30.': 'Eine Uhrzeit wie 07:30 angeben.',
  'Use letters, digits and signs without blanks.': 'Buchstaben, Ziffern und Zeichen ohne Leerzeichen verwenden.',
  'The body must be an object.': 'Der Inhalt der Anfrage ist ungültig.',
  'This was given twice.': 'Das wurde doppelt angegeben.',
  'This is not an IP address such as 192.0.2.7 or 2001:db8::7.': 'Das ist keine IP-Adresse wie 192.0.2.7 oder 2001:db8::7.',
  'This is not a country such as DE, or none.': 'Das ist kein Land wie DE, und auch nicht none.',
  'This is not a SHA-256 fingerprint.': 'Das ist kein SHA-256-Fingerabdruck.',
  'This is not a name that a jail can have.': 'So kann ein Jail nicht heißen.',
  'This is unknown here.': 'Das ist hier unbekannt.',
};
