/** What people are told by name, by mail or otherwise. */
export const notices = {
  notices: {
    'slot-announced': '{{name}} is going to be updated {{startsAt, instant}}. You can still postpone it once.',
    'slot-moved': 'The update of {{name}} was moved from {{from, instant}} to {{startsAt, instant}}.',
    'slot-cancelled': 'The update of {{name}} on {{startsAt, instant}} was cancelled.',
    'second-person': '{{by}} asks for a second person about {{name}}: something risky waits for somebody who agrees.',
    overdue: 'The update of {{name}} is overdue.',
  },
};
