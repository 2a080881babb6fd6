/** Was der Raum der Benachrichtigung findet, und die Worte seiner Nachrichten. */
export const telling = {
  title: 'Benachrichtigung',
  findings: {
    'nobody-to-tell':
      'Erreicht niemanden: {{count, number}} mit Handlungsbedarf; kein Eigentümer oder Ansprechpartner hat einen Kanal, der funktioniert',
    'delivery-failed': 'Nachrichten über {{channel}} kommen nicht an: {{error}}',
  },
  rules: {
    'nobody-to-tell': 'Niemand zu benachrichtigen',
    'delivery-failed': 'Nachrichten kommen nicht an',
  },
  actions: {
    openSites: 'Festlegen, wer benachrichtigt wird',
    openDeliveries: 'Zustellungen zeigen',
  },
  message: {
    occasions: {
      opened: 'Neu',
      raised: 'Schlimmer',
      returned: 'Wieder da',
      escalated: 'Von niemandem zur Kenntnis genommen',
      cleared: 'Gelöst',
    },
    titles: {
      opened: '{{subject}}: {{sentence}}',
      raised: 'Schlimmer: {{subject}}: {{sentence}}',
      returned: 'Wieder da: {{subject}}: {{sentence}}',
      escalated: 'Nicht zur Kenntnis genommen: {{subject}}: {{sentence}}',
      cleared: 'Gelöst: {{subject}}',
      stories_one: '{{count}} Vorgang: {{first}}',
      stories_other: '{{count}} Vorgänge: {{first}} und weitere',
      digest_one: 'Tagesübersicht: {{first}}',
      digest_other: 'Tagesübersicht: {{count}} Vorgänge',
      notice_one: '{{first}}',
      notice_other: '{{count}} Hinweise: {{first}}',
    },
    testTitle: 'Testnachricht von Caretaker',
    testText: 'Dieser Kanal funktioniert. Was einen Menschen braucht, kommt hier an.',
    more_one: '{{count}} weiterer',
    more_other: '{{count}} weitere',
    batch_one: '{{count}} zugleich: {{names}}',
    batch_other: '{{count}} zugleich: {{names}}',
    unlisted_one: 'Und {{count, number}} weiterer.',
    unlisted_other: 'Und {{count, number}} weitere.',
    stillOpen_one: '{{count}} weiterer Vorgang ist noch offen.',
    stillOpen_other: '{{count}} weitere Vorgänge sind noch offen.',
    footer: 'Gesendet von Caretaker. Kanäle und Ruhezeiten: {{url}}',
  },
};
