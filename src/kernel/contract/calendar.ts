/** What can be wrong with a recurrence. A route that takes one spreads this into its refusals, and its module the sentences below. */
export const CALENDAR_REFUSALS = {
  'calendar.bad_rule': 422,
  'calendar.date_out_of_range': 422,
  'calendar.never_happens': 422,
  'calendar.rule_two_ends': 422,
  'calendar.too_frequent': 422,
  'calendar.too_many_dates': 422,
  'calendar.unknown_zone': 422,
} as const;

export type CalendarFault = keyof typeof CALENDAR_REFUSALS;

export const CALENDAR_SENTENCES: Readonly<Record<CalendarFault, string>> = {
  'calendar.bad_rule': 'This part of the recurrence rule is not valid: {part}.',
  'calendar.date_out_of_range': 'Dates must lie in the years 1900 to 2199.',
  'calendar.never_happens': 'By this rule it would never happen.',
  'calendar.rule_two_ends': 'A recurrence has one end: a number of times, or an end date, not both.',
  'calendar.too_frequent': 'At most once a minute.',
  'calendar.too_many_dates': 'At most {max} single dates can be added to a recurrence or taken out of it.',
  'calendar.unknown_zone': 'This time zone is unknown.',
};
