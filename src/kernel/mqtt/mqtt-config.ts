import type { PaceLimits } from './pace.ts';

/** Certificate and key of the embedded broker; with an external one, those that the console shows there. */
export interface MqttTls {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface MqttConfig {
  /** Null: the embedded broker. May hold a password. */
  readonly url: string | null;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: MqttTls | null;
  /** Certificates (PEM) that the external broker's must lead to; null: those that Node trusts. */
  readonly caFile: string | null;
  /** An operator said that passwords may travel in the open. */
  readonly isPlainAllowed: boolean;
  /** How much one device may say; what is absent is as `PACE_LIMITS` says. */
  readonly pace?: Partial<PaceLimits>;
}
