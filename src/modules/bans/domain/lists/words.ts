/** Words of blocklists, the guard and spread that rows, rules and pages share. */

export type BlocklistFormat = 'plain' | 'netset' | 'spamhaus' | 'spamhaus-json' | 'csv';

/** What makes an address ours to leave alone. */
export type ProtectionKind = 'own_address' | 'user_address' | 'allow_entry' | 'host_address' | 'console_address' | 'trusted_proxy';

/** Why an entry of a source is not banned. */
export type EntryRefusal =
  | 'invalid'
  | 'host_bits'
  | 'too_wide'
  | 'reserved'
  | 'allowed'
  | 'user_address'
  | 'host_address'
  | 'console_address'
  | 'trusted_proxy';

export interface RefusedSample {
  readonly line: number;
  /** As the source writes it, cut. */
  readonly text: string;
  /** What speaks against it: the meant network, the registry's name of the range, the note of the allow entry. */
  readonly because: string;
}

export interface RefusedGroup {
  readonly why: EntryRefusal;
  readonly count: number;
  readonly samples: readonly RefusedSample[];
}

/** Bans of one address on one host, as a rule of spread counted them. */
export interface Counted {
  readonly hostId: string;
  readonly bans: number;
  /** RFC 3339. */
  readonly lastAt: string;
}
