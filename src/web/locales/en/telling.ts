/** What the room of telling finds, and the words of its messages: mail, webhooks and ntfy say the same. */
export const telling = {
  title: 'Telling',
  findings: {
    'nobody-to-tell': 'Reaches nobody: {{count, number}} that need somebody; no owner or contact has a channel that works',
    'delivery-failed': 'Messages by {{channel}} do not arrive: {{error}}',
  },
  rules: {
    'nobody-to-tell': 'Nobody to tell',
    'delivery-failed': 'Messages do not arrive',
  },
  actions: {
    openSites: 'Set who is told',
    openDeliveries: 'Show deliveries',
  },
  message: {
    occasions: {
      opened: 'New',
      raised: 'Worse',
      returned: 'Back again',
      escalated: 'Nobody has acknowledged it',
      cleared: 'Solved',
    },
    titles: {
      opened: '{{subject}}: {{sentence}}',
      raised: 'Worse: {{subject}}: {{sentence}}',
      returned: 'Back again: {{subject}}: {{sentence}}',
      escalated: 'Not acknowledged: {{subject}}: {{sentence}}',
      cleared: 'Solved: {{subject}}',
      stories_one: '{{count}} story: {{first}}',
      stories_other: '{{count}} stories: {{first}} and more',
      digest_one: 'Daily digest: {{first}}',
      digest_other: 'Daily digest: {{count}} stories',
      notice_one: '{{first}}',
      notice_other: '{{count}} notices: {{first}}',
    },
    testTitle: 'Test message from Caretaker',
    testText: 'This channel works. Whatever needs a person will arrive here.',
    more_one: '{{count}} more',
    more_other: '{{count}} more',
    batch_one: '{{count}} at once: {{names}}',
    batch_other: '{{count}} at once: {{names}}',
    unlisted_one: 'And {{count, number}} more.',
    unlisted_other: 'And {{count, number}} more.',
    stillOpen_one: '{{count}} other story is still open.',
    stillOpen_other: '{{count}} other stories are still open.',
    footer: 'Sent by Caretaker. Channels and quiet hours: {{url}}',
  },
};
