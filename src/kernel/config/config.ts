import { resolve } from 'node:path';
import type { LogOptions } from '../log/log.ts';
import type { EnvValues } from './declare.ts';
import { env } from './env.ts';
import { type Environment, readEnv, type Setting } from './read.ts';

/** What was configured from outside, parsed. What operators change while running are settings, not this. */
export interface Config {
  readonly host: string;
  /** 0: a free one is taken. */
  readonly port: number;
  /** Origin without a trailing slash; null: unset, and it follows from the port that was taken. */
  readonly publicUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** Names of modules; null: all. */
  readonly modules: readonly string[] | null;
  readonly setupToken: string | null;
  /** 32 bytes; null: the key file in the data folder. */
  readonly secretKey: Uint8Array | null;
  /** IANA zone of new sites. */
  readonly timeZone: string;
  readonly log: LogOptions;
  /** Addresses and CIDR ranges. */
  readonly trustProxy: readonly string[];
  readonly outboundProxy: string | null;
}

export type ConfigReading =
  | { readonly ok: true; readonly config: Config; readonly settings: readonly Setting[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads the environment; a refusal lists every fault as a sentence. */
export function readConfig(environment: Environment): ConfigReading {
  const reading = readEnv(env, environment);
  return reading.ok ? { ok: true, config: toConfig(reading.values), settings: reading.settings } : reading;
}

const toConfig = (values: EnvValues<typeof env>): Config => ({
  host: values.CARETAKER_HOST,
  port: values.CARETAKER_PORT,
  publicUrl: values.CARETAKER_PUBLIC_URL ?? null,
  dataDir: resolve(values.CARETAKER_DATA_DIR),
  databaseUrl: values.CARETAKER_DATABASE_URL ?? null,
  modules: values.CARETAKER_MODULES ?? null,
  setupToken: values.CARETAKER_SETUP_TOKEN ?? null,
  secretKey: values.CARETAKER_SECRET_KEY ?? null,
  timeZone: values.CARETAKER_TIME_ZONE ?? Temporal.Now.timeZoneId(),
  log: {
    level: values.CARETAKER_LOG_LEVEL,
    format: values.CARETAKER_LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json'),
  },
  trustProxy: values.CARETAKER_TRUST_PROXY ?? [],
  outboundProxy: values.CARETAKER_OUTBOUND_PROXY ?? null,
});
