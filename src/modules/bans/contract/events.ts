/** What this module publishes. Each carries the site, and the host as its asset where it is about one. */
export const BANS_EVENTS = {
  /** A host was added, changed, archived, lost or found again, or its jails have changed. Payload: `because`. */
  hostChanged: 'bans.host_changed',
  /** Bans were archived or ended. Payload: `banned`, `ended`: how many. */
  changed: 'bans.changed',
  /** An order was given, carried out or refused. Payload: `orderId`, `state`. */
  orderChanged: 'bans.order_changed',
  /** The allow list has changed. Payload: `entryId`. */
  allowChanged: 'bans.allow_changed',
  /** A blocklist or one of its imports has changed. Payload: `blocklistId`. */
  blocklistChanged: 'bans.blocklist_changed',
  /** A rule or an offer of spread has changed. Payload: `because`. */
  spreadChanged: 'bans.spread_changed',
  /** Drafts or versions of a host's configuration have changed. Payload: `because`. */
  configurationChanged: 'bans.configuration_changed',
  /** Something has changed what is wrong with hosts: those concerned are to be looked at now. */
  factsDue: 'bans.facts_due',
} as const;
