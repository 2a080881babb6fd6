import { resolve } from 'node:path';
import type { ProcessRoles } from '../contract/process-roles.ts';
import type { S3Place } from '../files/s3-place.ts';
import type { LogOptions } from '../log/log.ts';
import type { MqttConfig, MqttTls } from '../mqtt/mqtt-config.ts';
import type { SmtpServer } from '../telling/channels/smtp-url.ts';
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
  readonly mqtt: MqttConfig;
  /** Where files are stored; null: the data folder. */
  readonly filesStore: S3Place | null;
  /** What this process does. */
  readonly roles: ProcessRoles;
  /** How long it goes on serving once it is told to end. */
  readonly drain: Temporal.Duration;
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
  /** Null: nobody is told by mail. */
  readonly smtp: SmtpServer | null;
  /** Null: it follows from the host of the public address. */
  readonly mailFrom: string | null;
  /** Whom `caretaker gate` asks, and as whom; null: unset. */
  readonly gate: { readonly url: string | null; readonly token: string | null };
  readonly backup: {
    /** Null: backup and restore ask at the terminal. */
    readonly passphrase: string | null;
    /** Public keys of age; empty: backups are encrypted with a passphrase. */
    readonly recipients: readonly string[];
  };
}

export type ConfigReading =
  | { readonly ok: true; readonly config: Config; readonly settings: readonly Setting[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads the environment; a refusal lists every fault as a sentence. */
export function readConfig(environment: Environment): ConfigReading {
  const reading = readEnv(env, environment);
  if (!reading.ok) return reading;
  const faults = faultsTogether(reading.values);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config: toConfig(reading.values), settings: reading.settings };
}

/** What is wrong with variables together, each of which may be right. */
function faultsTogether(values: EnvValues<typeof env>): readonly string[] {
  const hasCert = values.CARETAKER_MQTT_TLS_CERT_FILE !== undefined;
  const hasKey = values.CARETAKER_MQTT_TLS_KEY_FILE !== undefined;
  return hasCert === hasKey ? [] : ['CARETAKER_MQTT_TLS_CERT_FILE and CARETAKER_MQTT_TLS_KEY_FILE belong together; set both.'];
}

function tlsOf(values: EnvValues<typeof env>): MqttTls | null {
  const { CARETAKER_MQTT_TLS_CERT_FILE: certFile, CARETAKER_MQTT_TLS_KEY_FILE: keyFile } = values;
  return certFile === undefined || keyFile === undefined ? null : { certFile, keyFile };
}

const toConfig = (values: EnvValues<typeof env>): Config => ({
  host: values.CARETAKER_HOST,
  port: values.CARETAKER_PORT,
  publicUrl: values.CARETAKER_PUBLIC_URL ?? null,
  dataDir: resolve(values.CARETAKER_DATA_DIR),
  databaseUrl: values.CARETAKER_DATABASE_URL ?? null,
  mqtt: {
    url: values.CARETAKER_MQTT_URL ?? null,
    host: values.CARETAKER_MQTT_HOST,
    port: values.CARETAKER_MQTT_PORT,
    tls: tlsOf(values),
    caFile: values.CARETAKER_MQTT_TLS_CA_FILE ?? null,
    isPlainAllowed: values.CARETAKER_MQTT_ALLOW_PLAIN,
    pace: { messagesPerSecond: values.CARETAKER_MQTT_MESSAGES_PER_SECOND, messagesAtOnce: values.CARETAKER_MQTT_MESSAGES_AT_ONCE },
  },
  filesStore: values.CARETAKER_FILES_URL ?? null,
  roles: values.CARETAKER_ROLES,
  drain: values.CARETAKER_DRAIN_SECONDS,
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
  smtp: values.CARETAKER_SMTP_URL ?? null,
  mailFrom: values.CARETAKER_MAIL_FROM ?? null,
  gate: { url: values.CARETAKER_GATE_URL ?? null, token: values.CARETAKER_GATE_TOKEN ?? null },
  backup: { passphrase: values.CARETAKER_BACKUP_PASSPHRASE ?? null, recipients: values.CARETAKER_BACKUP_RECIPIENTS ?? [] },
});
