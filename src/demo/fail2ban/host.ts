/** A fail2ban of the demo that the console looks at as at any other. */
export interface AttackedHost {
  /** Of its control socket. */
  readonly socket: string;
  readonly configFolder: string;
  /** Each address fails to sign in so often that it is banned. */
  attack(addresses: readonly string[], now: Temporal.Instant): void;
  /** fail2ban ends, and starts again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its files. */
  close(): Promise<void>;
}
