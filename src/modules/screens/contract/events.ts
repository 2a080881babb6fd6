/** What this module publishes. Each carries the site, and the screen as its asset where it is about one. */
export const SCREENS_EVENTS = {
  /** A screen was added, changed, archived, enrolled, lost or found again. Payload: `because`. */
  screenChanged: 'screens.screen_changed',
  /** A group has changed, or the order of a site's. Payload: `groupId`; null: several. */
  groupChanged: 'screens.group_changed',
  /** An enrolment code or a held enrolment has changed. Payload: `because`. */
  enrolmentChanged: 'screens.enrolment_changed',
  /** A command was issued or has come further. Payload: `commandId`, `because`. */
  commandChanged: 'screens.command_changed',
  /** The broker must learn where a player stands. Payload: `uuid`, `because`. */
  placeDue: 'screens.place_due',
  /** Something has changed what is wrong with screens: those concerned are to be looked at now. */
  factsDue: 'screens.facts_due',
  /** The plan of a group has changed, which the broker must learn at once. Payload: `groupId`. */
  planChanged: 'screens.plan_changed',
  /** A group shows something else now. Payload: `groupId`. */
  programmeChanged: 'screens.programme_changed',
} as const;
