/** A jail of a running fail2ban, as far as its configuration decides it. */
export interface RunningJail {
  readonly name: string;
  /** Expanded by fail2ban: `<HOST>` is its regex there. */
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
  readonly actions: readonly string[];
  readonly logs: readonly string[];
  /** Option and value: times in seconds, ignored addresses sorted. */
  readonly settings: Readonly<Record<string, string>>;
}
