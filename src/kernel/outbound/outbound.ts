/** What an outside answered. `body` is cut off at the limit by an error, never silently. */
export interface OutboundReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface OutboundRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Whole call, connect to last byte; 10 s unless told. */
  readonly timeout?: Temporal.Duration;
  /** 1 MiB unless told. */
  readonly maxBytes?: number;
  /** Origins that an administrator saved: these alone may resolve to private addresses. */
  readonly trustedOrigins?: readonly string[];
}

/**
 * The one client for all calls out. The address is checked when it connects; link-local addresses and the
 * console's own listeners are always refused; no redirect to another origin; nothing while the console is held.
 * Throws `DeliveryError`.
 */
export interface Outbound {
  request(request: OutboundRequest): Promise<OutboundReply>;
  close(): Promise<void>;
}
