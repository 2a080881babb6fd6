/** Where the next page begins: behind this ban. `second` is fail2ban's time of the ban, which may have a fraction in old databases. */
export interface BanCursor {
  readonly second: number;
  readonly jail: string;
  readonly address: string;
}

export interface BanPage {
  /** Bans from this instant on; null: from the beginning. */
  readonly since: Temporal.Instant | null;
  readonly after: BanCursor | null;
  /** At most 1,000. */
  readonly limit: number;
}

export interface NamedBan {
  readonly jail: string;
  readonly address: string;
}

/** A ban as fail2ban's database holds it. */
export interface ReadBan {
  readonly jail: string;
  /** As fail2ban wrote it: not always an address. */
  readonly address: string;
  readonly at: Temporal.Instant;
  readonly durationSeconds: number | 'permanent' | 'unknown';
  readonly banCount: number;
  readonly failures: number;
  readonly lines: readonly string[];
}

export interface BansRead {
  readonly bans: readonly ReadBan[];
  /** Null: there is no more. */
  readonly next: BanCursor | null;
}
