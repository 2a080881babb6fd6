/** A jail of a running fail2ban, as far as its configuration decides it. */
export interface RunningJail {
  readonly name: string;
  readonly prefregex: string;
  /** As Python sees them: `<HOST>` is written out. */
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
  /** Actions and the commands that they run; those written in Python have none. */
  readonly actions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly logs: readonly string[];
  readonly banSeconds: number;
  readonly findSeconds: number;
  readonly maxRetry: number;
}

/** The commands of an action that are compared. */
export const COMPARED_COMMANDS = ['actionstart', 'actionstop', 'actionban', 'actionunban'] as const;
