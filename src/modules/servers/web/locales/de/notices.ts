/** Was Menschen namentlich gesagt wird, per Mail oder anders. */
export const notices = {
  notices: {
    'slot-announced': '{{name}} wird aktualisiert: {{startsAt, instant}}. Einmal lässt sich das noch aufschieben.',
    'slot-moved': 'Die Aktualisierung von {{name}} wurde verschoben, von {{from, instant}} auf {{startsAt, instant}}.',
    'slot-cancelled': 'Die Aktualisierung von {{name}} am {{startsAt, instant}} wurde abgesagt.',
    'second-person': '{{by}} fragt nach einer zweiten Person für {{name}}: Etwas Riskantes wartet darauf, dass jemand zustimmt.',
    overdue: 'Die Aktualisierung von {{name}} ist überfällig.',
  },
  told: {
    'servers.looks_late': 'Server, die seit mehr als 15 Minuten hätten angesehen werden sollen: {{late, number}}.',
    'servers.slots_late': 'Termine, die seit mehr als 5 Minuten hätten angesehen werden sollen: {{late, number}}.',
  },
};
